"""LandscapeBot: command sync, the one error handler, the model's thread, and how it starts and stops."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
import simcord
from discord import app_commands
from support.discord_schema import texts

from bot.discord_app.bot import INTENTS, LandscapeBot
from bot.discord_app.errors import CannotStart
from bot.discord_app.fair_queue import Party
from bot.discord_app.run import run_bot
from bot.settings import Settings
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from index.answering.answerer import Trace
from index.engine import Engine, Overview
from index.outcomes import Reason, Refusal

pytestmark = [pytest.mark.simcord(check_errors=False), pytest.mark.slow]

TOKEN = "a.b.c"


class StandIn:
    """An engine that notes the threads it is called on, and fails or dawdles when told to."""

    def __init__(self, folder: Path) -> None:
        self.store = CorpusStore(folder / "store")
        self.library = SimpleNamespace(edits=Edits(self.store))
        self.answerer = SimpleNamespace(pack_readings=lambda _: None, is_small_talk=lambda _: False)
        self.error: Exception | None = None
        self.threads: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def trace(self, question: str, scopes: Sequence[str]) -> Trace:
        self.threads.append(threading.current_thread().name)
        self.go_on.wait(10)
        if self.error is not None:
            raise self.error
        return Trace(Refusal(question, Reason.EMPTY_CORPUS, detail="No document has been added yet."))

    def overview(self, scopes: Sequence[str]) -> Overview:
        return Overview((), 0, None)


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    engine = StandIn(tmp_path)
    with engine.store:
        yield engine


def bot_with(engine: Any) -> LandscapeBot:
    return LandscapeBot(engine)


@pytest.fixture
def simcord_bot(stand_in: StandIn) -> LandscapeBot:
    return bot_with(stand_in)


@pytest.fixture
def channel(simcord_env: simcord.Env) -> Any:
    return simcord_env.create_guild().create_text_channel("general")


@pytest.fixture
def alice(simcord_env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(simcord_env.create_user("alice"))


def syncs(env: simcord.Env) -> int:
    return sum(seen.method == "PUT" and seen.path.endswith("/commands") for seen in env.http_requests)


def failures(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_commands_are_registered_once_and_again_only_when_changed(
    simcord_env: simcord.Env, stand_in: StandIn
) -> None:
    assert syncs(simcord_env) == 1
    await simcord_env.restart_bot(bot_with(stand_in))
    assert syncs(simcord_env) == 1
    changed = bot_with(stand_in)
    changed.tree.add_command(app_commands.Command(name="more", description="More", callback=_more))
    await simcord_env.restart_bot(changed)
    assert syncs(simcord_env) == 2


async def test_commands_are_registered_again_when_the_mark_is_lost(simcord_env: simcord.Env, stand_in: StandIn) -> None:
    Bookkeeping(stand_in.store).write(Ledger.COMMANDS, None)
    await simcord_env.restart_bot(bot_with(stand_in))
    assert syncs(simcord_env) == 2


async def test_commands_that_cannot_be_registered_do_not_keep_the_bot_from_starting(
    simcord_env: simcord.Env, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    Bookkeeping(stand_in.store).write(Ledger.COMMANDS, None)
    simcord_env.inject_error("PUT", "/applications/*/commands", status=500)
    await simcord_env.restart_bot(bot_with(stand_in))
    assert "registering the slash commands failed" in caplog.text
    assert Bookkeeping(stand_in.store).read(Ledger.COMMANDS) is None


async def _more(interaction: discord.Interaction) -> None: ...


def test_the_bot_asks_for_no_privileged_intent_and_never_pings(stand_in: StandIn) -> None:
    assert not any((INTENTS.message_content, INTENTS.members, INTENTS.presences))
    bot = bot_with(stand_in)
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == {"parse": []}


async def test_questions_are_answered_on_the_thread_of_the_model(alice: Any, channel: Any, stand_in: StandIn) -> None:
    await alice.slash(channel, "ask", question="Why?")
    assert stand_in.threads == ["model_0"]


async def test_a_failing_command_tells_the_member_a_reference_and_logs_the_traceback_under_it(
    alice: Any, channel: Any, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.error = RuntimeError("the disk is on fire")
    result = await alice.slash(channel, "ask", question="Why?", private=True)
    said = texts(result.response.components)
    reference = _reference_in(said)
    assert result.response.ephemeral
    assert "disk" not in said
    (logged,) = failures(caplog)
    assert f"ref {reference}" in logged.getMessage()
    assert logged.exc_info is not None
    assert logged.exc_info[1] is stand_in.error


async def test_a_failing_mention_is_replied_to_with_the_reference_in_the_log(
    simcord_env: simcord.Env, alice: Any, channel: Any, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.error = RuntimeError("the disk is on fire")
    assert simcord_env.bot.user is not None
    asked = await alice.send(channel, f"{simcord_env.bot.user.mention} why?")
    reply = channel.last_message
    reference = _reference_in(texts([component.to_dict() for component in reply.components]))
    assert reply.reference.message_id == asked.id
    (logged,) = failures(caplog)
    assert f"ref {reference}" in logged.getMessage()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/interactions/*", 404, 10062),
        ("/interactions/*", 400, 40060),
        ("/webhooks/*", 404, 10015),
        ("/webhooks/*", 401, 50027),
    ],
)
async def test_an_interaction_that_nobody_waits_for_is_one_line_in_the_log(  # noqa: PLR0917
    simcord_env: simcord.Env,
    alice: Any,
    channel: Any,
    caplog: pytest.LogCaptureFixture,
    path: str,
    status: int,
    code: int,
) -> None:
    simcord_env.inject_error("*", path, status=status, code=code, message="Gone", times=None)
    await alice.slash(channel, "ask", question="Why?")
    (logged,) = (record for record in caplog.records if record.name.startswith("bot"))
    assert logged.levelno == logging.WARNING
    assert logged.exc_info is None
    assert "/ask came too late to be answered" in logged.getMessage()


async def test_an_apology_that_cannot_be_sent_is_no_second_traceback(
    simcord_env: simcord.Env, alice: Any, channel: Any, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.error = RuntimeError("the disk is on fire")
    simcord_env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
    await alice.slash(channel, "ask", question="Why?")
    assert len(failures(caplog)) == 1
    assert "could not be told" in caplog.text


async def test_a_command_that_discord_still_offers_in_an_older_form_is_explained(
    simcord_env: simcord.Env, alice: Any, channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(simcord_env.bot, LandscapeBot)
    simcord_env.bot.tree.remove_command("about")
    result = await alice.slash(channel, "about")
    assert "updated just now" in texts(result.response.components)
    assert result.response.ephemeral
    assert failures(caplog) == []


async def test_a_question_that_is_being_answered_is_finished_before_the_bot_stops(stand_in: StandIn) -> None:
    bot = bot_with(stand_in)
    finished: list[str] = []

    async def answer() -> None:
        with bot.answering():
            await bot.workers.questions.run(Party(), bot.desk.serve, "Why?", None, asker_id=1)
            finished.append("Why?")

    stand_in.go_on.clear()
    asking = asyncio.create_task(answer())
    await asyncio.sleep(0)
    closing = asyncio.create_task(bot.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    stand_in.go_on.set()
    await closing
    assert finished == ["Why?"]
    assert asking.done()


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (discord.LoginFailure("Improper token"), "refused DISCORD_TOKEN"),
        (discord.PrivilegedIntentsRequired(None), "intents"),
        (aiohttp.ClientConnectionError("no route to host"), "cannot be reached (no route to host)"),
        (discord.GatewayNotFound(), "cannot be reached"),
    ],
)
def test_a_bot_that_cannot_start_says_why_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: Exception, said: str
) -> None:
    async def start(self: LandscapeBot, token: str, *, reconnect: bool = True) -> None:
        raise raised

    monkeypatch.setattr(LandscapeBot, "start", start)
    with pytest.raises(CannotStart, match=re.escape(said)) as stopped:
        run_bot(_unused(tmp_path), Settings(discord_token=TOKEN, data_dir=tmp_path, _env_file=None))
    assert "\n" not in str(stopped.value)
    assert TOKEN not in str(stopped.value)


def test_without_a_token_the_bot_says_where_to_put_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    with pytest.raises(CannotStart, match="DISCORD_TOKEN is missing"):
        run_bot(_unused(tmp_path), Settings(data_dir=tmp_path, _env_file=None))


def _unused(folder: Path) -> Engine:
    return StandIn(folder)  # type: ignore[return-value]


def _reference_in(said: str) -> str:
    found = re.search(r"ref ([2-9A-HJKMNP-Z]{6})\b", said)
    assert found is not None
    return found[1]

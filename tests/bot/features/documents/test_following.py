"""Posted answers follow their sources, changes are told in the log channel, and receipts: on simcord's Discord."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from sqlalchemy import update
from support.asking import BUILT, OFF_TOPIC, QUESTION, mention, said
from support.following import MIRA, raw, until

from bot.discord_app.bot import LandscapeBot
from bot.features.documents.following import Following
from corpus.scopes import SHARED, of_server
from corpus.store.database import StoreError
from corpus.store.replies import ReplyLog
from corpus.store.schema import REPLIES
from corpus.store.servers import Servers
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=30)

FERRY = b"# The ferry\n\nThe ferry to Vara leaves the old harbour at noon on every weekday.\n"
FERRY_QUESTION = "When does the ferry to Vara leave the old harbour?"
NOON = "The ferry to Vara leaves the old harbour at noon on every weekday."


@dataclass
class Scene:
    """A server with a member and the bot, whose engine holds one shared document."""

    env: simcord.Env
    engine: Engine
    channel: Any
    alice: Any

    @property
    def following(self) -> Following:
        cog = self.env.bot.get_cog("Following")
        assert cog is not None
        return cog  # type: ignore[return-value]

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def document(self) -> str:
        """The ID of the shared document."""
        return next(one.id for one in self.engine.store.listing([SHARED]) + self.engine.library.edits.removed(SHARED))

    @property
    def answer(self) -> str:
        """What the last message in the channel says."""
        return said(self.channel.last_message)

    async def ask(self, question: str = QUESTION, **options: Any) -> Any:
        return await self.alice.slash(self.channel, "ask", question=question, **options)

    async def remove(self) -> None:
        """Remove the document, and look for changes."""
        self.engine.store.remove(self.document, MIRA)
        await self.following.round()

    async def restore(self) -> None:
        self.engine.library.restore(self.document, MIRA)
        await self.following.round()

    async def restart(self) -> None:
        assert isinstance(self.env.bot, LandscapeBot)
        await self.env.restart_bot(LandscapeBot(self.engine, data_dir=self.env.bot.data_dir, notes=False))

    def edits(self) -> list[Any]:
        """The requests that edited a message in a channel."""
        return [seen for seen in self.env.http_requests if seen.method == "PATCH" and "/channels/" in seen.path]

    def log_channel(self) -> Any:
        log = self.channel.guild.create_text_channel("log")
        Servers(self.engine.store).change(self.scope, log_channel=log.id)
        return log

    def add_ferry(self, scope: str | None = None) -> str:
        return self.engine.library.add(FERRY, "ferry.md", scope or self.scope, actor=MIRA).document_id


@pytest.fixture
async def scene(env: simcord.Env, lighthouse: Engine) -> Scene:
    channel = env.create_guild().create_text_channel("general")
    made = Scene(env, lighthouse, channel, channel.guild.add_member(env.create_user("alice")))
    await made.following.round()  # the first one says where to begin
    return made


def lines_in(channel: Any) -> list[str]:
    return [message.content for message in channel.history()]


# ---- posted answers


async def test_an_answer_says_that_its_source_was_removed_and_the_note_goes_when_it_is_restored(scene: Scene) -> None:
    await scene.ask()
    before = scene.answer
    await scene.remove()
    assert "⚠ Since this answer: “The lighthouse of Vara” was removed." in scene.answer
    assert f"> ~~**{BUILT}**" in raw(scene.channel.last_message)
    await scene.restore()
    assert scene.answer == before
    assert "~~" not in raw(scene.channel.last_message)
    assert len(scene.edits()) == 2


async def test_an_answer_to_a_mention_and_one_in_a_direct_message_follow_too(scene: Scene) -> None:
    bob = scene.env.create_user("bob")
    await scene.alice.send(scene.channel, f"{mention(scene.env)} {QUESTION}")
    await bob.send_dm(QUESTION)
    await scene.remove()
    for message in (scene.channel.last_message, bob.dm_channel.last_message):
        assert "was removed." in said(message)


async def test_a_text_that_was_replaced_is_noted_as_changed_and_undoing_that_takes_the_note_away(scene: Scene) -> None:
    ferry = scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    scene.engine.library.replace(ferry, FERRY.replace(b"noon", b"dusk"), "ferry.md", MIRA)
    await scene.following.round()
    assert "“The ferry” was changed; the quote may no longer stand there." in scene.answer
    assert NOON in scene.answer  # what was answered is still there to read, struck through
    scene.engine.library.edits.undo(scene.scope, MIRA)
    await scene.following.round()
    assert "⚠" not in scene.answer


async def test_other_tags_are_no_reason_to_edit_an_answer(scene: Scene) -> None:
    await scene.ask()
    scene.engine.library.edit(scene.document, {"tags": ("tower",)}, MIRA)
    await scene.following.round()
    assert scene.edits() == []


async def test_a_private_answer_and_a_refusal_are_not_edited(scene: Scene) -> None:
    await scene.ask(private=True)
    await scene.ask(OFF_TOPIC)
    await scene.remove()
    assert scene.edits() == []


async def test_a_source_that_is_removed_while_its_answer_is_posted_is_noted_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = ReplyLog.posted

    def too_late(log: ReplyLog, *place: int) -> None:
        scene.engine.store.remove(scene.document, MIRA)
        noted(log, *place)

    monkeypatch.setattr(ReplyLog, "posted", too_late)
    await scene.ask()
    assert "was removed." in scene.answer


async def test_a_command_need_not_wait_for_the_next_round(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    assert isinstance(scene.env.bot, LandscapeBot)
    scene.env.bot.changed()
    scene.env.bot.changed()
    await until(lambda: "was removed." in scene.answer)
    await scene.following.round()
    assert len(scene.edits()) == 1


async def test_the_next_round_comes_by_itself(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.env.advance_time(61)
    await scene.env.settle()
    assert "was removed." in scene.answer


async def test_a_deleted_message_is_left_and_not_tried_again(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    await scene.ask()
    await scene.channel.last_message.delete()
    await scene.remove()
    await scene.restore()
    assert len(scene.edits()) == 1
    assert ReplyLog(scene.engine.store).citing(scene.document, 30) == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_answer_of_which_no_cited_version_is_there_is_left_as_it_is(
    scene: Scene,
) -> None:
    await scene.ask()
    log = ReplyLog(scene.engine.store)
    (reply,) = log.recent(scene.scope, "answer", 1, 1)
    lost = [dict(one) | {"document_id": "of another data directory"} for one in reply.citations]
    with scene.engine.store.writing() as connection:
        connection.execute(update(REPLIES).values(citations=lost))
    before = scene.answer
    (reply,) = log.recent(scene.scope, "answer", 1, 1)
    await scene.following.follow(reply)
    assert scene.answer == before
    assert log.recent(scene.scope, "answer", 1, 1)[0].noted == {"of another data directory": "removed"}


async def test_an_edit_that_fails_is_tried_again_and_given_up_after_three_rounds(scene: Scene) -> None:
    await scene.ask()
    scene.env.inject_error("PATCH", "/channels/*", status=400, code=50035, message="Invalid", times=2)
    await scene.remove()
    await scene.following.round()
    assert "was removed." not in scene.answer
    await scene.following.round()
    assert "was removed." in scene.answer
    scene.env.inject_error("PATCH", "/channels/*", status=400, code=50035, message="Invalid", times=None)
    scene.engine.library.restore(scene.document, MIRA)
    for _ in range(5):
        await scene.following.round()
    assert len(scene.edits()) == 3 + 3


async def test_two_edits_are_a_pause_apart(scene: Scene) -> None:
    await scene.ask()
    await scene.ask()
    assert isinstance(scene.env.bot, LandscapeBot)
    patient = Following(scene.env.bot, pause=0.3)
    await patient.round()
    scene.engine.store.remove(scene.document, MIRA)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await patient.round()
    assert len(scene.edits()) == 2
    assert loop.time() - begun >= 0.3


# ---- marks


async def test_nothing_is_told_or_edited_twice_after_a_restart(scene: Scene) -> None:
    log = scene.log_channel()
    ferry = scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    assert len(scene.edits()) == 1
    await scene.restart()
    await scene.following.round()
    assert len(scene.edits()) == 1
    assert len(lines_in(log)) == 2


async def test_what_changed_while_the_bot_was_down_is_followed_at_the_next_start(scene: Scene) -> None:
    await scene.ask()
    await scene.following.round()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.restart()
    await scene.env.settle()
    assert "was removed." in scene.answer


async def test_a_mark_that_can_not_be_read_begins_at_the_newest_change(
    scene: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = tmp_path / "marks" / "following.json"
    mark.write_text("{broken", encoding="utf-8")
    assert isinstance(scene.env.bot, LandscapeBot)
    await Following(scene.env.bot).round()
    assert "following.json can't be read" in caplog.text
    newest = scene.engine.library.edits.last_event()
    assert json.loads(mark.read_text(encoding="utf-8")) == {"told": newest, "followed": newest}


# ---- the log channel


async def test_the_log_channel_tells_who_changed_what_when_and_pings_nobody(scene: Scene) -> None:
    log = scene.log_channel()
    ferry = scene.add_ferry()
    scene.engine.library.edit(ferry, {"title": "The *new* ferry @everyone"}, MIRA)
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    added, edited, removed = lines_in(log)
    assert "<t:" in added
    assert "added **The ferry**" in added
    assert "The ferry → The \\*new\\* ferry \\@everyone" in edited
    assert "removed **The \\*new\\* ferry \\@everyone**" in removed
    assert all(message.mentions == [] and not message.mention_everyone for message in log.history())
    sent = [seen.json for seen in scene.env.http_requests if seen.path == f"/channels/{log.id}/messages"]
    assert all(body["allowed_mentions"] == {"parse": []} for body in sent)


async def test_documents_that_were_added_in_one_go_are_one_message(scene: Scene) -> None:
    log = scene.log_channel()
    for number in range(32):
        text = (
            f"# The long name of the boat that has the number {number} and a name of its own\n\nIt leaves at {number}."
        )
        scene.engine.library.add(text.encode(), "boat.md", scene.scope, actor=MIRA, batch="boats")
    await scene.following.round()
    (line,) = lines_in(log)
    assert "number 0 " in line
    assert "in the same go: The long name of the boat that has the number 1 " in line
    assert line.endswith(" more")
    assert len(line) <= 2000


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10003)])
async def test_a_log_channel_that_can_not_be_written_to_is_skipped_without_fuss(
    scene: Scene, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    Servers(scene.engine.store).change(scene.scope, log_channel=scene.channel.id)
    scene.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="No", times=1)
    ferry = scene.add_ferry()
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    (line,) = lines_in(scene.channel)
    assert "removed" in line
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_changes_of_another_server_and_of_shared_documents_are_not_told_here(scene: Scene) -> None:
    Servers(scene.engine.store).change(scene.scope, log_channel=scene.channel.id)
    elsewhere = scene.env.create_guild("Elsewhere").create_text_channel("general")
    scene.add_ferry(of_server(elsewhere.guild.id))
    await scene.remove()
    assert lines_in(scene.channel) == []


# ---- receipts


async def test_a_receipt_shows_to_whoever_asks_for_it_how_the_answer_came_about(scene: Scene) -> None:
    await scene.ask()
    (logged,) = ReplyLog(scene.engine.store).recent(scene.scope, "answer", 1, 5)
    (cited,) = logged.citations
    carol = scene.channel.guild.add_member(scene.env.create_user("carol"))
    result = await carol.click(scene.channel.last_message, label="Receipt")
    assert result.ephemeral
    shown = said(result.response)
    assert f"probability **{logged.probability:.4f}**" in shown
    assert f"These documents answer from **{scene.engine.thresholds(SHARED).unsure:.4f}** on" in shown
    assert f"shared documents: revision {scene.engine.store.scope_state(SHARED)[0]}" in shown
    assert "this server’s documents: revision 0" in shown
    assert "**1** · The lighthouse of Vara › History" in shown
    assert f"Document `{scene.document}`, version 1: stands as it did" in shown
    rows = {stored.passage.span.start: stored.id for stored in scene.engine.store.snapshot(SHARED)[1]}
    start, end = cited["passage"]
    assert f"Passage {start}–{end}, row {rows[start]} · quoted {cited['start']}–{cited['end']}" in shown
    assert scene.engine.store.document(scene.document).text[cited["start"] : cited["end"]] == BUILT


async def test_a_receipt_of_a_refusal_shows_the_probability_that_was_too_low(scene: Scene) -> None:
    result = await scene.ask("Who painted the lighthouse of Vara?", private=True)
    assert "I find no answer in the documents." in said(result.response)
    receipt = await scene.alice.click(result.response, label="Receipt")
    assert "Refused with the probability" in said(receipt.response)
    assert "not quoted as an answer" in said(receipt.response)


async def test_a_receipt_says_what_became_of_the_source_and_works_after_a_restart(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.restart()
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    assert f"Document `{scene.document}`, version 1: removed since" in said(result.response)


async def test_the_receipt_of_another_server_is_not_shown(scene: Scene) -> None:
    scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    elsewhere = scene.env.create_guild("Elsewhere").create_text_channel("general")
    carol = elsewhere.guild.add_member(scene.env.create_user("carol"))
    await carol.slash(elsewhere, "ask", question=QUESTION)
    log = ReplyLog(scene.engine.store)
    (here,) = log.recent(scene.scope, "answer", 1, 5)
    live = scene.env.bot.get_channel(elsewhere.id)
    assert isinstance(live, discord.TextChannel)
    forged = discord.ui.LayoutView(timeout=None)
    forged.add_item(discord.ui.ActionRow(discord.ui.Button(label="Receipt", custom_id=f"receipt:{here.id}")))
    forged.stop()
    await live.send(view=forged)
    result = await carol.click(elsewhere.last_message, label="Receipt")
    assert "no receipt" in said(result.response)
    assert "ferry" not in said(result.response)


async def test_a_receipt_that_was_forgotten_is_told_plainly(scene: Scene) -> None:
    await scene.ask()
    assert ReplyLog(scene.engine.store).forget(-1) == 1
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    assert "no receipt for this reply any more" in said(result.response)


async def test_a_receipt_that_fails_tells_a_reference(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.ask()
    monkeypatch.setattr(ReplyLog, "get", _broken)
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    told = said(result.response) + "".join(said(one) for one in result.followups)
    assert "ref " in told


async def test_views_that_were_sent_are_not_kept(scene: Scene) -> None:
    await scene.ask()
    await scene.ask(OFF_TOPIC)
    await scene.alice.send(scene.channel, f"{mention(scene.env)} {QUESTION}")
    await scene.alice.click(scene.channel.last_message, label="Receipt")
    await scene.remove()
    store = scene.env.bot._connection._view_store
    assert store._views == {}
    assert store._synced_message_views == {}


async def test_a_reply_that_can_not_be_logged_is_given_without_a_receipt(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ReplyLog, "add", _full)
    await scene.ask()
    assert BUILT in scene.answer
    assert "Receipt" not in json.dumps([component.to_dict() for component in scene.channel.last_message.components])
    assert "logging a reply failed" in caplog.text


def _full(*_: object, **__: object) -> int:
    raise StoreError("the database can't grow: the disk is full")


def _broken(*_: object) -> None:
    raise RuntimeError("the disk is on fire")

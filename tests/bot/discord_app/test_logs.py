"""What the log holds: what went wrong, and neither members' words nor their IDs nor tokens."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import simcord
from support.asking import BUILT, QUESTION, read_message
from support.wire_discord import WireDiscord

from bot.discord_app.run import run_bot
from bot.settings import Settings
from bot.terminal.app import set_log_levels
from index.engine import Engine

LOGGERS = (None, "bot", "index", "corpus", "discord")


@pytest.fixture
def levels() -> Iterator[None]:
    """Put the loggers back to where they were."""
    before = [logging.getLogger(name).level for name in LOGGERS]
    yield
    for name, level in zip(LOGGERS, before, strict=True):
        logging.getLogger(name).setLevel(level)


@pytest.mark.simcord(settle_timeout=60)
async def test_where_the_database_fails_the_log_has_neither_the_question_nor_who_asked(
    env: simcord.Env, channel: Any, lighthouse: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    alice = channel.guild.add_member(env.create_user("alice"))
    with lighthouse.store.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON replies BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    reply = await alice.slash(channel, "ask", question=QUESTION)
    assert BUILT in read_message(reply.response)
    assert "logging a reply failed" in caplog.text
    assert "INSERT INTO replies" in caplog.text, "what failed is told"
    assert QUESTION not in caplog.text
    assert str(alice.id) not in caplog.text


@pytest.mark.usefixtures("levels")
@pytest.mark.parametrize("asked_for", [False, True])
def test_at_debug_only_discord_s_own_level_logs_what_members_write_and_tokens(
    empty_engine: Engine, wire: WireDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    asked_for: bool,
) -> None:  # fmt: skip
    named = {"discord_log_level": "DEBUG"} if asked_for else {}
    settings = Settings(discord_token="a.b.c", data_dir=tmp_path, log_level="DEBUG", _env_file=None, **named)
    set_log_levels(settings)
    tokens = []

    def play() -> None:
        try:
            wire.wait(wire.ready.is_set, 30)
            asked = wire.ask(QUESTION)
            tokens.append(asked.token)
            wire.wait(lambda: asked.answered is not None, 60)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    with ThreadPoolExecutor(1) as playing:
        done = playing.submit(play)
        run_bot(empty_engine, settings)
        done.result(1)
    assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)
    for secret in (QUESTION, tokens[0]):
        assert (secret in caplog.text) is asked_for

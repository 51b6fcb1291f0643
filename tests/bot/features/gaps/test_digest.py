"""The weekly digest in the log channel: simcord plays Discord, everything else is real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import simcord
from support.gap_server import Server
from support.uploads import ASKED, read_plain

from bot.features.gaps.digest_cog import WeeklyDigest
from corpus.store.servers import Servers
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_the_digest_comes_a_week_after_the_channel_was_set_and_once(here: Server) -> None:
    alice = here.member("alice")
    await here.ask(alice)
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.post_due(start)
    assert log.last_message is None
    for days in (3, 7.1, 8):
        await weekly.post_due(start + timedelta(days=days))
    (message,) = log.history()
    assert "1 question: 1 refused" in read_plain(message)
    assert f"1. {ASKED} (1 asker)" in read_plain(message)
    assert [one.filename for one in message.attachments] == ["chart.png"]
    await weekly.post_due(start + timedelta(days=14.2))
    assert len(log.history()) == 2


async def test_a_log_channel_that_is_closed_to_the_bot_keeps_no_digest_back(
    env: simcord.Env, here: Server, lighthouse: Engine
) -> None:
    there = Server(env, lighthouse, "There")
    logs = []
    for server in (here, there):
        await server.ask(server.member(f"member-{server.channel.id}"))
        logs.append(server.channel.guild.create_text_channel("log"))
        Servers(lighthouse.store).change(server.scope, log_channel=logs[-1].id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.post_due(start)
    env.inject_error("POST", f"/channels/{logs[0].id}/messages", status=403, code=50001, times=2)
    await weekly.post_due(start + timedelta(days=7.1))
    assert [len(log.history()) for log in logs] == [0, 1]


async def test_without_the_permission_to_attach_files_the_digest_comes_without_its_chart(
    env: simcord.Env, here: Server
) -> None:
    await here.ask(here.member("alice"))
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.post_due(start)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=403, code=50013)
    await weekly.post_due(start + timedelta(days=7.1))
    (message,) = log.history()
    assert "1 question: 1 refused" in read_plain(message)
    assert message.attachments == []

"""Links that died are told in the log channel of their server, once, also where Discord fails at first."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from support.uploads import FERRY, read_plain

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.links import LinkTable, StoredLink
from index.engine import Engine
from index.upkeep.refreshing import LinkOutcome, Refreshed

pytestmark = pytest.mark.simcord(settle_timeout=60)


def add_link(engine: Engine, scope: str) -> StoredLink:
    document = engine.add(FERRY, "ferry.md", scope)
    table = LinkTable(engine.store)
    table.keep(document.document_id, "https://example.org/ferry", etag=None, last_modified=None)
    (link,) = table.list_links(scope)
    return link


async def test_a_link_that_died_is_told_once_and_again_only_where_discord_did_not_take_it(
    env: simcord.Env, channel: Any
) -> None:
    assert isinstance(env.bot, LandscapeBot)
    scope, log = of_server(channel.guild.id), channel.guild.create_text_channel("log")
    env.bot.desk.servers.change(scope, log_channel=log.id)
    link = add_link(env.bot.engine, scope)
    cog: Any = env.bot.get_cog("Refreshing")
    cog.note_dead([Refreshed(link, "The ferry", LinkOutcome.DEAD, error="it is gone", first=True)])
    env.inject_error("POST", f"/channels/{log.id}/messages", status=500, times=None)
    await cog.tell_dead()
    assert log.history() == []
    env.backend.faults.clear()
    await cog.tell_dead()
    await cog.tell_dead()
    (message,) = log.history()
    assert "The ferry" in read_plain(message)


async def test_a_link_that_was_dead_before_is_not_told_again(env: simcord.Env, channel: Any) -> None:
    assert isinstance(env.bot, LandscapeBot)
    scope, log = of_server(channel.guild.id), channel.guild.create_text_channel("log")
    env.bot.desk.servers.change(scope, log_channel=log.id)
    link = add_link(env.bot.engine, scope)
    cog: Any = env.bot.get_cog("Refreshing")
    cog.note_dead([Refreshed(link, "The ferry", LinkOutcome.DEAD, error="it is gone", first=False)])
    await cog.tell_dead()
    assert log.history() == []

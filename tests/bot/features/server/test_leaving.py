"""A server that removes the bot: what it added is kept for some days, and then erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord

from corpus.scopes import of_server
from corpus.store.bookkeeping import Ledger
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

GONE = 4_242  # the ID of a server in which the bot is not
NOW = datetime.now(UTC)


def add_document(engine: Engine, guild_id: int) -> None:
    engine.add(b"The ferry leaves at noon.", "ferry.txt", of_server(guild_id))


def count_documents(engine: Engine, guild_id: int) -> int:
    return len(engine.store.listing([of_server(guild_id)]))


async def tell(cog: Any, event: str, guild_id: int) -> None:
    """Have the cog hear an event that it listens for."""
    (listener,) = [heard for name, heard in cog.get_listeners() if name == event]
    await listener(discord.Object(guild_id))


async def test_what_a_server_added_that_removed_the_bot_is_erased_when_its_days_are_over(
    env: simcord.Env, lighthouse: Engine
) -> None:
    add_document(lighthouse, GONE)
    add_document(lighthouse, GONE + 1)
    cog: Any = env.bot.get_cog("LeftServers")
    await tell(cog, "on_guild_remove", GONE)
    await cog.erase_due(NOW + timedelta(days=29))
    assert count_documents(lighthouse, GONE) == 1
    await cog.erase_due(NOW + timedelta(days=31))
    assert (count_documents(lighthouse, GONE), count_documents(lighthouse, GONE + 1)) == (0, 1)
    assert env.bot.bookkeeping.read(Ledger.LEFT) == {}  # type: ignore[attr-defined]


async def test_a_server_that_takes_the_bot_back_keeps_what_it_added(env: simcord.Env, lighthouse: Engine) -> None:
    guild_id = env.create_guild().id
    await env.settle()
    cog: Any = env.bot.get_cog("LeftServers")
    for each in (GONE, guild_id):
        add_document(lighthouse, each)
        await tell(cog, "on_guild_remove", each)
    await tell(cog, "on_guild_join", GONE)
    await cog.erase_due(NOW + timedelta(days=31))
    assert [count_documents(lighthouse, each) for each in (GONE, guild_id)] == [1, 1]

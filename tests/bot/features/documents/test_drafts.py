"""Drafts that nobody decides on are forgotten after a day, also by a bot that is never restarted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from sqlalchemy import select, update
from support.faq_entries import read_last, written
from support.uploads import FERRY, read_plain, upload

from corpus.store.schema import DOCUMENTS, FAQ_DRAFTS
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


def drafts(engine: Engine) -> list[str]:
    """The IDs of all documents that wait for a decision."""
    with engine.store.reading() as connection:
        return list(connection.scalars(select(DOCUMENTS.c.id).where(DOCUMENTS.c.scope.startswith("draft:"))))


def entry_drafts(engine: Engine) -> list[str]:
    """The tokens of all FAQ entries that wait for a decision."""
    with engine.store.reading() as connection:
        return list(connection.scalars(select(FAQ_DRAFTS.c.token)))


async def test_a_draft_goes_after_a_day_and_its_buttons_say_so(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await upload(mod, channel, ("ferry.md", FERRY))
    cog: Any = env.bot.get_cog("AbandonedDrafts")
    now = datetime.now(UTC)
    await cog.discard_old(now + timedelta(hours=23))
    assert len(drafts(lighthouse)) == 1
    await cog.discard_old(now + timedelta(hours=25))
    assert drafts(lighthouse) == []
    told = await mod.click(shown.response, label="Edit details")
    assert "this draft is gone" in read_plain(told.response)
    assert "older than a day" in read_plain(told.response)


async def test_the_bot_looks_for_old_drafts_by_itself(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY))
    await upload(mod, channel, ("pier.md", b"# The pier\n\nThe pier has nine ropes.\n"))
    old, new = drafts(lighthouse)
    with lighthouse.store.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == old).values(added_at=long_ago))
    await env.advance_time(3601)
    await env.settle()
    assert drafts(lighthouse) == [new]


async def test_an_entry_that_nobody_saved_goes_after_a_day_too(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await written(mod, channel)
    with lighthouse.store.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        connection.execute(update(FAQ_DRAFTS).values(made_at=long_ago))
    new = await written(mod, channel, question="Who helps?", phrasings="")
    assert len(entry_drafts(lighthouse)) == 2
    await env.advance_time(3601)
    await env.settle()
    assert len(entry_drafts(lighthouse)) == 1
    told = await mod.click(shown.response, label="Save")
    assert "this draft is gone" in read_last(told)
    saved = await mod.click(new.response, label="Save")
    assert "Saved." in read_plain(saved.response)

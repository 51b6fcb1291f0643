"""Drafts: who decides on one decides on what is in it now, and what nobody wants is forgotten, bytes and all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from sqlalchemy import insert, select, update
from support.faq_entries import read_last, written
from support.uploads import FERRY, read_plain, upload

from corpus.scopes import SHARED, of_server
from corpus.store.documents import UnknownDocument
from corpus.store.schema import DOCUMENTS, FAQ_DRAFTS, FILES
from corpus.store.versions import Conflict
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
    assert "This draft is gone" in read_plain(told.response)
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
    assert "This draft is gone" in read_last(told)
    saved = await mod.click(new.response, label="Save")
    assert "Saved." in read_plain(saved.response)


async def test_details_typed_in_before_somebody_else_published_change_nothing_that_is_live(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await upload(mod, channel, ("ferry.md", FERRY))
    form = await mod.click(shown.response, label="Edit details")
    await mod.click(shown.response, label="Publish")
    told = await mod.submit_modal(form, {"title": "Boats of Vara"})
    assert "This draft is gone" in read_plain(told.followups[-1])
    simcord.assert_error(env, UnknownDocument)
    (live,) = lighthouse.store.listing([of_server(channel.guild.id)])
    assert (live.title, live.version) == ("The ferry", 1)


async def test_details_typed_in_before_somebody_else_changed_them_are_not_saved(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await upload(mod, channel, ("ferry.md", FERRY))
    mine = await mod.click(shown.response, label="Edit details")
    theirs = await mod.click(shown.response, label="Edit details")
    await mod.submit_modal(theirs, {"title": "Boats of Vara"})
    told = await mod.submit_modal(mine, {"title": "Ships of Vara"})
    assert "was changed by mod since you opened it" in read_plain(told.followups[-1])
    simcord.assert_error(env, Conflict)
    (identity,) = drafts(lighthouse)
    assert lighthouse.store.document(identity).title == "Boats of Vara"


def files(engine: Engine) -> set[str]:
    """The hashes of all files that are kept."""
    with engine.store.reading() as connection:
        return set(connection.scalars(select(FILES.c.sha256)))


async def test_the_bytes_of_what_is_discarded_abandoned_or_refused_are_not_kept(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    before = files(lighthouse)
    shown = await upload(mod, channel, ("ferry.md", FERRY), ("empty.md", b"# \n"), ("tool.exe", b"MZ"))
    assert len(files(lighthouse) - before) == 1
    await mod.click(shown.response, label="Discard")
    assert files(lighthouse) == before
    await upload(mod, channel, ("ferry.md", FERRY))
    cog: Any = env.bot.get_cog("AbandonedDrafts")
    await cog.discard_old(datetime.now(UTC) + timedelta(hours=25))
    assert files(lighthouse) == before


async def test_bytes_from_which_another_document_came_stay(mod: Any, channel: Any, lighthouse: Engine) -> None:
    lighthouse.add(FERRY, "ferry.md", SHARED)
    before = files(lighthouse)
    shown = await upload(mod, channel, ("ferry.md", FERRY))
    await mod.click(shown.response, label="Discard")
    assert files(lighthouse) == before


async def test_bytes_that_an_earlier_release_left_behind_go_with_the_next_round(
    env: simcord.Env, lighthouse: Engine
) -> None:
    before = files(lighthouse)
    with lighthouse.store.writing() as connection:
        connection.execute(insert(FILES).values(sha256="ab" * 32, data=FERRY))
    cog: Any = env.bot.get_cog("AbandonedDrafts")
    await cog.discard_old()
    assert files(lighthouse) == before

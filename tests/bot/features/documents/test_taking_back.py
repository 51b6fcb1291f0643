"""`/corpus undo` and `redo`: what they are about to do is shown first, and what is the case afterwards is told."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from support.discord_members import moderator
from support.uploads import FERRY, NOON, ask, read_plain, take_back, upload

from corpus.scopes import of_server
from corpus.store.faq.entries import FaqDraft
from corpus.store.history import Actor
from corpus.store.undoing import CannotUndo
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

PIER = b"# The pier\n\nThe pier of Vara has nine ropes.\n"


async def test_the_change_is_named_with_who_made_it_and_nothing_happens_before_it_is_confirmed(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    await mod.slash(channel, "corpus remove", document="The ferry")
    shown = await mod.slash(channel, "corpus undo")
    assert shown.ephemeral
    told = read_plain(shown.response)
    assert told.startswith("Take this change back?\n<t:")
    assert f"<@{mod.id}> removed The ferry" in told
    assert told.endswith("After that\n- “The ferry” is back, and answers again.")
    assert lighthouse.store.listing([of_server(channel.guild.id)]) == []
    left = await mod.click(shown.response, label="Leave it")
    assert read_plain(left.response or shown.response) == "Nothing was changed."
    assert lighthouse.store.listing([of_server(channel.guild.id)]) == []
    assert await take_back(mod, channel) == "Done.\n- “The ferry” is back, and answers again."
    assert NOON in await ask(mod, channel)


async def test_what_was_taken_back_is_made_again_with_one_click_or_by_the_command(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    scope = of_server(channel.guild.id)
    await upload(mod, channel, ("ferry.md", FERRY), ("pier.md", PIER), publish=True)
    shown = await mod.slash(channel, "corpus undo")
    both = {
        "- “The ferry” is withdrawn: it answers nothing any more.",
        "- “The pier” is withdrawn: it answers nothing any more.",
    }
    assert both <= set(read_plain(shown.response).split("\n"))
    await mod.click(shown.response, label="Take back")
    assert lighthouse.store.listing([scope]) == []
    await mod.click(shown.response, label="Make again")
    assert len(lighthouse.store.listing([scope])) == 2
    await mod.click(shown.response, label="Take back")
    assert lighthouse.store.listing([scope]) == []
    again = await mod.slash(channel, "corpus redo")
    assert read_plain(again.response).startswith("Make this change again?\n<t:")
    assert "“The pier” is back, and answers again." in read_plain(again.response)
    await mod.click(again.response, label="Make again")
    assert len(lighthouse.store.listing([scope])) == 2
    told = read_plain((await mod.slash(channel, "corpus redo")).response)
    assert told == "There is nothing to make again: the last change was not taken back."
    simcord.assert_error(env, CannotUndo)


async def test_an_older_question_takes_back_nothing_else(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    scope = of_server(channel.guild.id)
    other = moderator(env, channel, "other")
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    mine = await mod.slash(channel, "corpus undo")
    theirs = await other.slash(channel, "corpus undo")
    await upload(mod, channel, ("pier.md", PIER), publish=True)
    late = await mod.click(mine.response, label="Take back")
    assert "The documents were changed since you looked" in read_plain(late.followups[0])
    await take_back(mod, channel)
    await mod.click(mine.response, label="Take back")
    assert lighthouse.store.listing([scope]) == []
    twice = await other.click(theirs.response, label="Take back")
    assert read_plain(twice.followups[0]) == "That is done already, by you or by another moderator."


async def test_changes_of_the_faq_are_named_and_not_taken_back(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    scope = of_server(channel.guild.id)
    lighthouse.faq.store.add(scope, FaqDraft("Who cleans the lamp?", "Whoever lights it."), Actor("Mira", 42))
    told = read_plain((await mod.slash(channel, "corpus undo")).response)
    assert told == (
        "There is no change to take back among the documents. Changes of the FAQ are not taken back here: "
        "/faq-admin edit, remove and restore change them."
    )
    simcord.assert_error(env, CannotUndo)
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    assert "FAQ" not in read_plain((await mod.slash(channel, "corpus undo")).response)
    lighthouse.faq.store.add(scope, FaqDraft("Who paints the pier?", "The harbour master."), Actor("Mira", 42))
    told = read_plain((await mod.slash(channel, "corpus undo")).response)
    assert "added The ferry" in told
    assert "Changed later, in the FAQ:\n<t:" in told
    assert "<@42> added FAQ: Who paints the pier?" in told
    assert "Changes of the FAQ are not taken back here" in told

"""Changes of the FAQ that are taken back with one press, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.faq_entries import FILLED, RULES, WORDS, add, entries, read_last, read_plain, written

from corpus.scopes import of_server
from corpus.store.faq.entries import FaqDraft
from corpus.store.history import Actor
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_what_was_saved_edited_or_removed_is_taken_back_with_one_press(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    def read() -> list[tuple[str, str]]:
        return [(one.question, one.answer.text if one.answer else "") for one in entries(lighthouse, channel)]

    shown = (await written(mod, channel)).response
    await mod.click(shown, label="Save")
    await mod.click(shown, label="Take it back")
    assert f"“{RULES}” answers no more." in read_plain(shown)
    assert read() == []
    await mod.click(shown, label="Bring it back")
    assert read() == [(RULES, WORDS)]

    form = await mod.slash(channel, "faq-admin edit", entry=RULES)
    edited = (await mod.submit_modal(form, {**FILLED, "answer": "Do as you like."})).response
    await mod.click(edited, label="Save")
    assert read() == [(RULES, "Do as you like.")]
    await mod.click(edited, label="Take it back")
    assert f"“{RULES}” is as it was before." in read_plain(edited)
    assert read() == [(RULES, WORDS)]
    await mod.click(edited, label="Take it back")
    assert read() == [(RULES, "Do as you like.")], "what was taken back is taken back"

    removed = (await mod.slash(channel, "faq-admin remove", entry=RULES)).response
    await mod.click(removed, label="Bring it back")
    assert read() == [(RULES, "Do as you like.")]


async def test_an_entry_that_was_changed_since_is_not_taken_back(mod: Any, channel: Any, lighthouse: Engine) -> None:
    added = (await written(mod, channel)).response
    await mod.click(added, label="Save")
    (entry,) = entries(lighthouse, channel)
    form = await mod.slash(channel, "faq-admin edit", entry=RULES)
    edited = (await mod.submit_modal(form, {**FILLED, "answer": "Do as you like."})).response
    await mod.click(edited, label="Save")
    lighthouse.faq.store.edit(of_server(channel.guild.id), entry.id, FaqDraft(RULES, "Be kind!"), Actor("Mira", 7))
    for shown in (added, edited):
        told = await mod.click(shown, label="Take it back")
        assert "was changed" in read_last(told)
    assert [one.answer.text for one in entries(lighthouse, channel) if one.answer] == ["Be kind!"]


async def test_an_import_is_taken_back_in_one_go(mod: Any, channel: Any, lighthouse: Engine) -> None:
    kept = add(lighthouse, channel)
    lines = [json.dumps({"question": f"Who is number {number}?", "answer": "Ines."}) for number in range(3)]
    shown = await mod.slash(channel, "faq-admin import", file=("faq.jsonl", "\n".join(lines).encode()))
    assert len(entries(lighthouse, channel)) == 4
    await mod.click(shown.response, label="Take it back")
    assert "3 FAQ entries of the file taken out of use again." in read_plain(shown.response)
    assert [entry.id for entry in entries(lighthouse, channel)] == [kept.id]

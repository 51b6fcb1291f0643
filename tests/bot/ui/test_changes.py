"""Changes as the history and the log channel tell them: in words, and only what became other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.escaping import as_shown

from bot.ui.changes import format_change, list_differences
from corpus.store.history import Action, Actor, Event

_NOTHING: dict[str, Any] = {}


def event(action: Action, before: dict[str, Any], after: dict[str, Any], *, undone: bool = False) -> Event:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Event(1, "server:1", at, Actor("mod", 42), action, "a1", "Rules", before, after, "b1", undone)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"tags": []}, {"tags": ["house", "pets"]}, ["Tags: house, pets"]),
        ({"tags": ["house"]}, {"tags": []}, ["Tags: taken away (house)"]),
        ({"tags": ["a"]}, {"tags": ["b"]}, ["Tags: a → b"]),
        ({"url": "https://example.org"}, {"url": None}, ["Link: taken away (https://example.org)"]),
        ({"published": None}, {"published": "2026-11-26"}, ["Date: 2026-11-26"]),
        ({"characters": 487}, {"characters": 1512}, ["Text: 487 → 1,512 characters"]),
        ({"characters": 487}, {"characters": 487}, ["Text: other words of the same length"]),
        ({"title": "Rules"}, {"title": " Rules"}, []),
        ({"answer": "b" * 90 + "1"}, {"answer": "b" * 90 + "2"}, ["Answer: changed, begins as before"]),
        (_NOTHING, {"answer": "passage 0123456789ab version 1, 3–99"}, ["Answer: a passage of the documents"]),
        ({"version": 1}, {"version": 2}, []),
    ],
)  # fmt: skip
def test_each_field_that_became_other_is_told_in_words(
    before: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    assert list(map(as_shown, list_differences(event(Action.EDIT, before, after)))) == told


def test_an_undo_and_a_redo_name_what_they_took_back_and_made_again() -> None:
    assert "<@42> removed **Rules**" in format_change(event(Action.REMOVE, {"version": 1}, {}))
    assert "<@42> took back the removal of **Rules**" in format_change(event(Action.UNDO, {"action": "remove"}, {}))
    assert "<@42> made the removal of **Rules** again" in format_change(event(Action.REDO, {"action": "remove"}, {}))
    assert format_change(event(Action.ADD, {}, {}, undone=True)).endswith(" · taken back since")
    undone = event(Action.UNDO, {"action": "add"}, {}, undone=True)
    assert format_change(undone).endswith("**Rules** · made again since")

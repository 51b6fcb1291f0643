"""What a change made other, in words: only what became other, and nothing of how it is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.history_words import list_differences
from corpus.store.history import Action, Actor, Event
from corpus.text_changes import TextChange

_NOTHING: dict[str, Any] = {}


def event(action: Action, before: dict[str, Any], after: dict[str, Any]) -> Event:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Event(1, "server:1", at, Actor("mod", 42), action, "a1", "Rules", before, after, "b1", False)


def cut(text: str) -> str:
    return " ".join(text.split())[:80]


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
    assert list_differences(event(Action.EDIT, before, after), cut) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (TextChange(1, 1, 3, ("Old.",), ("New.",)),
         ["Text: 1 passage gone, 1 passage new, 3 passages as before", "Gone: “Old.”", "New: “New.”"]),
        (TextChange(0, 1, 1, (), ("A.", "B.", "C.", "D.")),
         ["Text: 1 passage new, 1 passage as before", "New: “A.” “B.” and 2 more sentences"]),
        (TextChange(0, 0, 2, (), ()), ["Text: the same passages"]),
        (None, ["Text: 5 → 9 characters"]),
    ],
)  # fmt: skip
def test_a_text_is_told_by_its_passages_and_the_first_sentences_in_which_it_differs(
    change: TextChange | None, told: list[str]
) -> None:
    assert list_differences(event(Action.REPLACE, {"characters": 5}, {"characters": 9}), cut, change) == told

"""Words that the terminal and Discord share: counts, sentences, and what is the case once a change was taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.wording import begin_sentence, find_present_title, format_count, tell_outcome
from corpus.store.history import Action, Actor, Event


@pytest.mark.parametrize(
    ("count", "words", "told"),
    [
        (0, ("passage",), "0 passages"), (1, ("passage",), "1 passage"), (1200, ("passage",), "1,200 passages"),
        (1, ("FAQ entry", "FAQ entries"), "1 FAQ entry"), (2, ("FAQ entry", "FAQ entries"), "2 FAQ entries"),
    ],
)  # fmt: skip
def test_one_thing_is_no_plural(count: int, words: tuple[str, ...], told: str) -> None:
    assert format_count(count, *words) == told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("the question has no words: write it", "The question has no words: write it."),
        ("scan.pdf has no text", "scan.pdf has no text."),
        ("“ferry” is back", "“ferry” is back."),
        ("/corpus list shows them", "/corpus list shows them."),
        ("Stopped. Nothing was added.", "Stopped. Nothing was added."),
        ("is that so?", "Is that so?"), ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_begins_with_a_capital_and_a_name_stays_as_it_is(text: str, sentence: str) -> None:
    assert begin_sentence(text) == sentence


def event(action: Action, /, **before: str) -> Event:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Event(1, "shared", at, Actor("mod"), action, "a1", "Boats", before, {}, "b1", undone=False)


def test_what_was_taken_back_is_told_as_what_is_now_the_case() -> None:
    assert tell_outcome(event(Action.REMOVE), "Boats") == "“Boats” is back, and answers again"
    assert tell_outcome(event(Action.RESTORE), "Boats") == "“Boats” is withdrawn again"
    assert tell_outcome(event(Action.UNDO, action="remove"), "Boats") == "“Boats” is withdrawn again"
    for action in set(Action) - {Action.UNDO, Action.REDO}:
        taken_back, again = event(action), event(Action.UNDO, action=action.value)
        assert tell_outcome(taken_back, "Boats") != tell_outcome(again, "Boats")
        assert tell_outcome(event(Action.REDO, action=action.value), "Boats") == tell_outcome(taken_back, "Boats")


def test_a_document_is_named_as_it_is_called_once_its_title_is_back() -> None:
    assert find_present_title(event(Action.EDIT, title="The ferry")) == "The ferry"
    assert find_present_title(event(Action.EDIT)) == "Boats"

"""Changes as the history and the log channel tell them: in words, and only what became other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.ui.changes import format_change
from corpus.store.history import Action, Actor, Event


def event(action: Action, before: dict[str, Any], after: dict[str, Any], *, undone: bool = False) -> Event:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Event(1, "server:1", at, Actor("mod", 42), action, "a1", "Rules", before, after, "b1", undone)


def test_an_undo_and_a_redo_name_what_they_took_back_and_made_again() -> None:
    assert "<@42> removed **Rules**" in format_change(event(Action.REMOVE, {"version": 1}, {}))
    assert "<@42> took back the removal of **Rules**" in format_change(event(Action.UNDO, {"action": "remove"}, {}))
    assert "<@42> made the removal of **Rules** again" in format_change(event(Action.REDO, {"action": "remove"}, {}))
    assert format_change(event(Action.ADD, {}, {}, undone=True)).endswith(" · taken back since")
    undone = event(Action.UNDO, {"action": "add"}, {}, undone=True)
    assert format_change(undone).endswith("**Rules** · made again since")

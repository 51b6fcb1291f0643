"""Changes of documents and FAQ entries, as the history and the log channel tell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord.utils import format_dt

from bot.ui.layout import NAME_LIMIT, format_name
from corpus.store.history import Action, Event

DONE = {
    Action.ADD: "added", Action.EDIT: "edited", Action.REPLACE: "replaced", Action.REMOVE: "removed",
    Action.RESTORE: "restored", Action.UNDO: "took back a change of", Action.REDO: "made a change again of",
}  # fmt: skip
_VALUE = 80  # characters of what stood there before, and after
_CHANGES_LIMIT = 1900  # characters of a message in the log channel, of Discord's 2000


def format_change(event: Event, limit: int = _VALUE) -> str:
    """Return one change in one or two lines: who, what and when, and what stood there before and after.

    Each value is cut to `limit` characters, names to ten more.
    """
    names = min(NAME_LIMIT, limit + 10)

    def shorten_name(text: str) -> str:
        return format_name(text, names, "(no name)")

    who = f"<@{event.actor.id}>" if event.actor.id is not None else shorten_name(event.actor.name)
    text = f"{format_dt(event.at, 'f')} · {who} {DONE[event.action]} **{shorten_name(event.title)}**"
    if event.action in (Action.UNDO, Action.REDO):
        text += f" ({shorten_name(str(event.before.get('action', 'change')))})"
    if event.undone:
        text += " · taken back"
    fields = [name for name in dict.fromkeys((*event.before, *event.after)) if name not in ("version", "action")]
    values = [
        f"{name}: {_format_value(event.before.get(name), limit)} → {_format_value(event.after.get(name), limit)}"
        for name in fields
    ]
    return text + (f"\n-# {' · '.join(values)}" if values else "")


def format_changes(batch: Sequence[Event]) -> str:
    """Return changes that were made in one go, as the log channel tells them: the first whole, the others by their titles."""
    text = format_change(batch[0])
    titles = [format_name(event.title, instead="Untitled") for event in batch[1:]]
    for count, title in enumerate(titles):
        mark = "\n-# in the same go: " if count == 0 else ", "
        if len(text) + len(mark) + len(title) > _CHANGES_LIMIT:
            return f"{text} and {len(titles) - count} more"
        text += mark + title
    return text


def _format_value(value: Any, limit: int) -> str:
    return "nothing" if value in (None, "", []) else format_name(str(value), limit, "")

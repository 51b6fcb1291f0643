"""Changes of documents and FAQ entries, as the history and the log channel tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from discord.utils import format_dt

from bot.ui.layout import NAME_LIMIT, format_name
from bot.wording import format_count
from corpus.store.history import Action, Event

_DONE = {
    Action.ADD: "added", Action.EDIT: "edited", Action.REPLACE: "replaced", Action.REMOVE: "removed",
    Action.RESTORE: "restored",
}  # fmt: skip
_DEED = {
    Action.ADD: "the adding of", Action.EDIT: "the edit of", Action.REPLACE: "the replacement of",
    Action.REMOVE: "the removal of", Action.RESTORE: "the restoring of",
}  # fmt: skip
_FIELDS = {
    "title": "Title", "url": "Link", "author": "Author", "published": "Date", "tags": "Tags", "question": "Question",
    "answer": "Answer", "phrasings": "Other phrasings",
}  # fmt: skip
_UNTOLD = ("version", "action", "characters")  # versions count for the store; a text is told in words of its own
_PASSAGE = re.compile(r"passage [0-9a-f]+ version \d+, \d+–\d+")  # as the history names the answer of an entry
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
    text = f"{format_dt(event.at, 'f')} · {who} {_say_done(event, shorten_name(event.title))}"
    if event.undone:
        text += " · made again since" if event.action is Action.UNDO else " · taken back since"
    values = list_differences(event, limit)
    return text + (f"\n-# {' · '.join(values)}" if values else "")


def _say_done(event: Event, title: str) -> str:
    """Return what was done to what: "removed **Rules**", "took back the removal of **Rules**"."""
    match event.action:
        case Action.UNDO:
            return f"took back {_DEED[event.change]} **{title}**"
        case Action.REDO:
            return f"made {_DEED[event.change]} **{title}** again"
    return f"{_DONE[event.action]} **{title}**"


def list_differences(event: Event, limit: int = _VALUE) -> list[str]:
    """Return what a change made other, field by field: "Title: Ferry → Boats", "Tags: house (none before)"; what is alike is left out."""
    told = [
        _tell_field(label, event.before.get(name), event.after.get(name), limit)
        for name, label in _FIELDS.items()
        if name in event.before or name in event.after
    ]
    return [*filter(None, told), *_tell_text(event.before, event.after)]


def _tell_field(label: str, old: Any, new: Any, limit: int) -> str:
    """Return how one field changed; empty where nothing of it can be seen."""
    before, after = _format_value(old, limit), _format_value(new, limit)
    if before == after:
        return f"{label}: changed, begins as before" if old != new and len(before) >= limit else ""
    if not before:
        return f"{label}: {after}"
    return f"{label}: {before} → {after}" if after else f"{label}: taken away ({before})"


def _tell_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how the text of a document changed, by its length; nothing where it did not."""
    old, new = before.get("characters"), after.get("characters")
    if not isinstance(old, int) or not isinstance(new, int):
        return []
    return [
        f"Text: {old:,} → {format_count(new, 'character')}" if old != new else "Text: other words of the same length"
    ]


def format_changes(batch: Sequence[Event]) -> str:
    """Return changes that were made in one go, as the log channel tells them: the first whole, the others by their titles."""
    text = format_change(batch[0])
    titles = [format_name(event.title, instead="Untitled") for event in batch[1:]]
    for count, title in enumerate(titles):
        mark = "\n-# In the same go: " if count == 0 else ", "
        if len(text) + len(mark) + len(title) > _CHANGES_LIMIT:
            return f"{text} and {len(titles) - count} more"
        text += mark + title
    return text


def _format_value(value: Any, limit: int) -> str:
    """Return a value of the history in words; empty where there is none."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return format_name("a passage of the documents" if _PASSAGE.fullmatch(text) else text, limit, "")

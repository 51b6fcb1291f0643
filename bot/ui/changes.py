"""Changes of documents and FAQ entries, as the history and the log channel tell them."""

from __future__ import annotations

from collections.abc import Sequence

from discord.utils import format_dt

from bot.history_words import list_differences, say_done, say_undone
from bot.ui.layout import NAME_LIMIT, format_name
from corpus.store.history import Event
from corpus.text_changes import TextChange

_VALUE = 80  # characters of what stood there before, and after
_CHANGES_LIMIT = 1900  # characters of a message in the log channel, of Discord's 2000


def format_change(event: Event, limit: int = _VALUE, changed: TextChange | None = None) -> str:
    """Return one change in one or two lines: who, what and when, and what stood there before and after.

    Each value is cut to `limit` characters, names to ten more. `changed` says how the text became other, where that is known.
    """
    names = min(NAME_LIMIT, limit + 10)

    def shorten_name(text: str) -> str:
        return format_name(text, names, "(no name)")

    who = f"<@{event.actor.id}>" if event.actor.id is not None else shorten_name(event.actor.name)
    text = f"{format_dt(event.at, 'f')} · {who} {say_done(event, f'**{shorten_name(event.title)}**')}"
    if since := say_undone(event):
        text += f" · {since}"
    values = list_differences(event, lambda value: format_name(value, limit, ""), changed)
    return text + (f"\n-# {' · '.join(values)}" if values else "")


def format_changes(batch: Sequence[Event]) -> str:
    """Return changes that were made in one go, as the log channel tells them: the first whole, the others by their titles."""
    text = format_change(batch[0])
    titles = [format_name(event.title, instead="Untitled") for event in batch[1:]]
    for count, title in enumerate(titles):
        mark = "\n-# In the same go: " if count == 0 else ", "
        if len(text) + len(mark) + len(title) > _CHANGES_LIMIT:
            return f"{text} and {len(titles) - count:,} more"
        text += mark + title
    return text

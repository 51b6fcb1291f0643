"""What a change made other, in words that the histories of the terminal and of Discord share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.wording import format_count
from corpus.store.history import Action, Event
from corpus.text_changes import TextChange

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
_PASSAGE = re.compile(r"passage [0-9a-f]+ version \d+, \d+–\d+")  # as the history names the answer of an entry
_SENTENCES = 2  # that are shown of those that are gone, and of those that are new

ShowValue = Callable[[str], str]  # a value, made harmless and short


def say_done(event: Event, title: str) -> str:
    """Return what was done to what: "removed Rules", "took back the removal of Rules". `title` is as it may be shown."""
    match event.action:
        case Action.UNDO:
            return f"took back {_DEED[event.change]} {title}"
        case Action.REDO:
            return f"made {_DEED[event.change]} {title} again"
    return f"{_DONE[event.action]} {title}"


def say_undone(event: Event) -> str:
    """Return what became of a change since; empty where it stands."""
    if not event.undone:
        return ""
    return "made again since" if event.action is Action.UNDO else "taken back since"


def list_differences(event: Event, show: ShowValue, text: TextChange | None = None) -> list[str]:
    """Return what a change made other, field by field: "Title: Ferry → Boats"; what is alike is left out.

    `text` says how the text changed, where that is known; else its length tells.
    """
    told = [
        _tell_field(label, event.before.get(name), event.after.get(name), show)
        for name, label in _FIELDS.items()
        if name in event.before or name in event.after
    ]
    return [*filter(None, told), *(_tell_length(event.before, event.after) if text is None else _tell_text(text, show))]


def _tell_field(label: str, old: Any, new: Any, show: ShowValue) -> str:
    """Return how one field changed; empty where nothing of it can be seen."""
    before, after = (show(_name_value(value)) for value in (old, new))
    if before == after:
        return "" if _name_value(old).split() == _name_value(new).split() else f"{label}: changed, begins as before"
    if not before:
        return f"{label}: {after}"
    return f"{label}: {before} → {after}" if after else f"{label}: taken away ({before})"


def _tell_length(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how the text of a document changed, by its length; nothing where it did not."""
    old, new = before.get("characters"), after.get("characters")
    if not isinstance(old, int) or not isinstance(new, int):
        return []
    return [
        f"Text: {old:,} → {format_count(new, 'character')}" if old != new else "Text: other words of the same length"
    ]


def _tell_text(text: TextChange, show: ShowValue) -> list[str]:
    """Return which passages are gone and new, and the first of the sentences in which they differ."""
    if not text.passages_gone and not text.passages_new:
        return ["Text: the same passages"]
    parts = (
        (text.passages_gone, f"{format_count(text.passages_gone, 'passage')} gone"),
        (text.passages_new, f"{format_count(text.passages_new, 'passage')} new"),
        (text.passages_kept, f"{format_count(text.passages_kept, 'passage')} as before"),
    )
    lines = ["Text: " + ", ".join(words for count, words in parts if count)]
    for name, sentences in (("Gone", text.gone), ("New", text.new)):
        if sentences:
            more = len(sentences) - _SENTENCES
            quoted = " ".join(f"“{show(sentence)}”" for sentence in sentences[:_SENTENCES])
            lines.append(f"{name}: {quoted}" + (f" and {format_count(more, 'more sentence')}" if more > 0 else ""))
    return lines


def _name_value(value: Any) -> str:
    """Return a value of the history as a text; empty where there is none."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return "a passage of the documents" if _PASSAGE.fullmatch(text) else text

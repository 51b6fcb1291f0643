"""Remarks: what became of the parts of an upload that are not in its documents. Previews and what follows them carry these lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import discord
from discord import ui

from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import LIST_LINES, ViewItem, format_list, format_title
from bot.wording import format_left_out, tell_near_duplicate
from corpus.documents import LeftOut
from corpus.store.naming import tell_apart
from corpus.store.records import StoredDocument
from index.upkeep.near_duplicates import NearDuplicate

_LEFT_OUT, _KNOWN, _FAILED, _UNUSED = "**Left out:**", "**There already:**", "**Not read:**", "**Not used:**"
_SHARED = "**The same title:**"
_MARKS = (_LEFT_OUT, _KNOWN, _FAILED, _UNUSED)
_LINES = 5  # of each kind
_NEAR = 4


@dataclass
class UploadRemarks:
    """What a moderator is told of an upload beside its documents.

    `failed` says of files why they can't be read, `known` has the titles of those that are there already, `left_out` tells by
    the ID of a document what its file holds and the document doesn't, `unused` says by the label of a field of the form why
    what was typed there is not used. `near` says of what went live without a preview what was there already, `namesakes` are
    documents that share a title now. `earlier` are such texts of an earlier preview, as they stand in it.
    """

    failed: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    left_out: dict[str, Sequence[LeftOut]] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)
    near: list[NearDuplicate] = field(default_factory=list)
    namesakes: list[list[StoredDocument]] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    @property
    def can_be_put_right(self) -> bool:
        """Whether something that was typed is not used, now or in the earlier preview."""
        return bool(self.unused) or any(text.startswith(_UNUSED) for text in self.earlier)


def build_remarks(
    remarks: UploadRemarks, documents: Sequence[StoredDocument], limit: int = LIST_LINES
) -> list[ViewItem]:
    """Return the remarks on an upload, in lists of at most so many lines; nothing where there are none."""
    left_out = [
        (document.title, escape_inline(shorten(format_left_out(remarks.left_out[document.id]), 250)))
        for document in documents
        if remarks.left_out.get(document.id)
    ]
    texts = [text for text in remarks.earlier if not text.startswith(_UNUSED)]
    if left_out and len(documents) == 1:
        texts.append(f"{_LEFT_OUT} {left_out[0][1]}")
    elif left_out:
        texts.append(_head(_LEFT_OUT, [f"- {format_title(title)}: {text}" for title, text in left_out], limit))
    if remarks.known:
        texts.append(_head(_KNOWN, [f"- {format_title(title)}" for title in remarks.known], limit))
    if remarks.failed:
        texts.append(_head(_FAILED, [f"- {escape_inline(shorten(reason, 250))}" for reason in remarks.failed], limit))
    unused = [line for text in remarks.earlier if text.startswith(_UNUSED) for line in text.split("\n")[1:]]
    unused += [f"- {label}: {escape_inline(shorten(why, 250))}" for label, why in remarks.unused.items()]
    if unused:
        texts.append(_head(_UNUSED, unused, limit))
    if remarks.namesakes:
        texts.append(_head(_SHARED, [f"- {_describe_namesakes(group)}" for group in remarks.namesakes], limit))
    return [ui.TextDisplay(text) for text in texts]


def _head(mark: str, lines: Sequence[str], limit: int) -> str:
    return f"{mark}\n" + format_list(lines, min(_LINES, limit))


def find_remarks(
    preview: discord.Message | None, *, without: Collection[str] = (), renamed: tuple[str, str] = ("", "")
) -> UploadRemarks:
    """Return the remarks of a posted preview, as they stand there: they are kept nowhere else.

    `without` are labels of fields: what was not used in them is not said again. `renamed` is the title of a document before and
    after.
    """
    items = ui.LayoutView.from_message(preview).walk_children() if preview is not None else ()
    texts = [item.content for item in items if isinstance(item, ui.TextDisplay) and item.content.startswith(_MARKS)]
    old, new = (f"\n- {format_title(title)}: " for title in renamed)
    texts = [text.replace(old, new) if text.startswith(_LEFT_OUT) else text for text in texts]
    return UploadRemarks(earlier=list(filter(None, (_drop_fields(text, without) for text in texts))))


def _drop_fields(text: str, without: Collection[str]) -> str:
    if not text.startswith(_UNUSED):
        return text
    head, *lines = text.split("\n")
    lines = [line for line in lines if line.removeprefix("- ").partition(":")[0] not in without]
    return "\n".join([head, *lines]) if lines else ""


def build_near_duplicates(near: Sequence[NearDuplicate], limit: int, *, live: bool = False) -> list[ViewItem]:
    """Return which documents say already what the new ones say, or are called the same; nothing where none does.

    Of what is not `live` yet, it also says what can be done about a title that exists.
    """
    if not near:
        return []
    said = any(twin.part for twin in near)
    head = f"**⚠ {'Nearly the same' if said else 'The same title'} is there already**"
    text = f"{head}\n" + format_list(
        [f"- {tell_near_duplicate(twin, format_title, '`')}" for twin in near], min(_NEAR, limit)
    )
    if not live and any(twin.same_title for twin in near):
        text += "\n-# Edit details gives a document another title; `/corpus replace` gives the one that is there a new version."
    return [ui.TextDisplay(text)]


def _describe_namesakes(group: Sequence[StoredDocument]) -> str:
    which = escape_inline(tell_apart(group))
    return (
        f"{len(group)} documents are called “{format_title(group[0].title)}”. Commands ask which one is meant: {which}"
    )

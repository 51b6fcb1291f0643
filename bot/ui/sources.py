"""What replies have in common: the question, where a quote stands and what it was written after, and the last line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import ViewItem, format_name, link_source
from bot.ui.reply_buttons import build_receipt_button
from corpus.documents import Document
from index.judge.windows import name_columns
from index.outcomes import Citation

if TYPE_CHECKING:
    from index.engine import Overview

QUESTION_LIMIT = 300  # characters of a question

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much of each part is shown, in characters before escaping."""

    sentence: int
    context: int
    nearest: int
    name: int = 120
    titles: int = 3
    words: int = 1500  # of moderators


def build_question(question: str) -> list[ViewItem]:
    """Return the question, small; nothing where it isn't known any more."""
    if not question:
        return []
    return [ui.TextDisplay(make_small(escape_inline(shorten(question, QUESTION_LIMIT)) or "(no words)"))]


def make_small(text: str) -> str:
    """Return a line as Discord shows it small."""
    return f"-# {text}"


def format_as_of(overview: Overview) -> list[str]:
    """Return, for the last line, of when the documents are; nothing where there are none."""
    return [f"documents as of {format_day(overview.updated)}"] if overview.updated else []


def format_day(day: date | datetime) -> str:
    """Return a day in words: "3 Nov 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def build_footer(text: str, receipt: int | None) -> ViewItem:
    """Return the last line, with the button of the receipt where there is one."""
    return (
        ui.TextDisplay(make_small(text))
        if receipt is None
        else ui.Section(make_small(text), accessory=build_receipt_button(receipt))
    )


def link_head(head: str, body: str, document: Document, quoted: str) -> list[ViewItem]:
    """Return `head` beside a link button where the document has an address, and `body` under both."""
    first = link_source(head, document.source.url, quoted)
    return [first, ui.TextDisplay(body)] if body else [first]


def format_path(citation: Citation, lengths: Lengths) -> str:
    """Return title and heading path of a quote, without the heading that only repeats the title, and of a row its columns."""
    passage = citation.passage
    columns = name_columns(passage.document.text, citation.span.start)
    headings = [heading for heading in passage.headings if heading.casefold() != passage.document.title.casefold()]
    return " › ".join(format_names([passage.document.title, *headings[-2:], columns], lengths.name)) or "Untitled"


def format_origin(document: Document, lengths: Lengths) -> str:
    """Return, small, after what and by whom the document was written and when, as far as that is known."""
    source = document.source
    named = [name for name in (source.author, source.publisher) if name]
    if source.source_title and source.source_title.casefold() != source.title.casefold():
        named.insert(0, f"After “{shorten(source.source_title, lengths.name)}”")
    parts = format_names(named, lengths.name + 8)
    if source.published:
        parts.append(format_day(source.published))
    return make_small(", ".join(parts)) if parts else ""


def format_names(names: Sequence[str], limit: int) -> list[str]:
    """Return names on one line each, shortened and escaped, without those that have nothing to read."""
    return [name for name in (format_name(name, limit, "") for name in names) if name]

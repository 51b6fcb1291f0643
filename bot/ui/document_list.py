"""Which documents there are, for members: some titles in a line, or all of them in pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.escaping import make_safe_link
from bot.ui.layout import BLURPLE, View, ViewItem, build_card, fit, format_title
from bot.ui.pager import Page, cut_page, turn_buttons
from bot.ui.sources import Lengths, format_names, make_small
from bot.wording import format_count
from corpus.scopes import SHARED, SHIPPED
from corpus.store.records import ListedDocument

if TYPE_CHECKING:
    from index.engine import Overview

_PER_PAGE = 12
_LINKS = (512, 200, 100, 0)  # how long links may be, so that a page fits in a message
_OWNERS = {SHIPPED: "Notes that come with me", SHARED: "For every server"}
_OWN = "Of this server"


def format_topics(overview: Overview, lengths: Lengths) -> str:
    """Return what the documents are about: the titles of some, and where the others are listed.

    Where a server has documents of its own, only such are named.
    """
    own = dict.fromkeys(one.title for one in overview.listed if one.scope == overview.listed[0].scope)
    shown = format_names([*own, *(() if own else overview.titles)][: lengths.titles], lengths.name)
    if not shown:
        return "There are no documents yet."
    more = len(overview.titles) - len(shown)
    return "I can talk about: " + " · ".join(shown) + (f" · and {more} more: /documents" if more else "")


def render_document_list(overview: Overview, number: int = 0, *, turning: bool = True, note: str = "") -> View:
    """Return a page of the documents that answer here, those of the server first, with links.

    Without `turning` it is one page, in a message that is not its reader's alone, and says where the others are.
    """
    groups = groupby(overview.listed, lambda one: one.scope)
    ordered = [one for _, group in groups for one in sorted(group, key=lambda one: one.title.casefold())]
    page = cut_page(ordered, number, _PER_PAGE)
    head = f"**{format_count(len(ordered), 'document')}**" if ordered else "**There are no documents yet.**"
    if turning and (page.pages or 1) > 1:
        head += f" · {page.place}"
    notes = [note] if note else []
    if not turning and page.has_next:
        notes.insert(0, f"and {len(ordered) - len(page.rows)} more: /documents lists them all")

    def build(link: int) -> View:
        lines = [head, *_format_lines(page, link, by_owner=len({one.scope for one in ordered}) > 1)]
        items: list[ViewItem] = [ui.TextDisplay("\n".join((*lines, *map(make_small, notes))))]
        return build_card(BLURPLE, *items, *(turn_buttons(page, _name_page) if turning else ()))

    return fit(build, _LINKS)


def _name_page(number: int) -> str:
    return f"documents:{number}"


def _format_lines(page: Page[ListedDocument], link: int, *, by_owner: bool) -> Sequence[str]:
    lines: list[str] = []
    for scope, group in groupby(page.rows, lambda one: one.scope):
        if by_owner:
            lines.append(f"**{_OWNERS.get(scope, _OWN)}**")
        lines += [_format_document(document, link) for document in group]
    return lines


def _format_document(document: ListedDocument, limit: int) -> str:
    title, url = format_title(document.title), make_safe_link(document.url)
    if url is None or len(url) > limit:
        return f"- {title}"
    return f"- [{title}]({url.replace('(', '%28').replace(')', '%29')})"

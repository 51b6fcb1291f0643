"""The shapes that all views share: a card of one colour, lists that count what they leave out, names and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from discord import ui

from bot.ui.escaping import escape_inline, make_safe_link, shorten
from bot.wording import begin_sentence

TEXT_LIMIT = 4000  # characters of all texts of one message
COMPONENT_LIMIT = 40  # parts of one message, those within others included
LIST_LINES = 12  # of a list inside a message
NAME_LIMIT = 90  # characters of a title or a name in a list

BLURPLE, GREEN, ORANGE, YELLOW, RED, GREY = 0x5865F2, 0x57F287, 0xE67E22, 0xF1C40F, 0xED4245, 0x4E5058


class View(ui.LayoutView):
    """A message as it is sent. What is pressed in it is found by its ID, so discord.py, which would keep it for ever, need not."""

    def is_finished(self) -> bool:
        """Return True: `stop()` would say so only of a view that was drawn on the event loop, and most are drawn off it."""
        return True


ViewItem = ui.Item[View]
_Size = TypeVar("_Size")


def build_card(colour: int, *items: ViewItem) -> View:
    """Return a message that is one card with a coloured edge."""
    return View(timeout=None).add_item(ui.Container(*items, accent_colour=colour))


def build_text_card(colour: int, *texts: str) -> View:
    """Return a card of texts only; they are escaped already."""
    return build_card(colour, *(ui.TextDisplay[View](text) for text in texts))


def surround(view: View, before: Sequence[ViewItem] = (), after: Sequence[ViewItem] = ()) -> View:
    """Return a new message of the parts of another, with some before and after them."""
    framed = View(timeout=None)
    for item in (*before, *view.children, *after):
        framed.add_item(item)
    return framed


def fit(build: Callable[[_Size], View], sizes: Sequence[_Size]) -> View:
    """Return the fullest message that stays within Discord's limits: `build` is called with one size after another.

    Where none fits, the last is returned.
    """
    view = build(sizes[0])
    for size in sizes[1:]:
        if view.content_length() <= TEXT_LIMIT and view.total_children_count <= COMPONENT_LIMIT:
            break
        view = build(size)
    return view


def render_done(text: str) -> View:
    """Return one plain sentence of ours about what was done."""
    return build_text_card(GREEN, escape_inline(text))


def render_problem(text: str) -> View:
    """Return one plain sentence of ours about what could not be done, and why."""
    return build_text_card(YELLOW, escape_inline(shorten(begin_sentence(text), 1500)))


def render_titled_list(title: str, lines: Sequence[str]) -> View:
    """Return a title over lines that are escaped already."""
    return build_text_card(
        BLURPLE, "\n".join((f"**{escape_inline(title)}**", *([format_list(lines)] if lines else [])))
    )


def format_list(lines: Sequence[str], limit: int = LIST_LINES) -> str:
    """Return the first lines of a list, and how many more there are."""
    more = len(lines) - limit
    return "\n".join(lines[:limit]) + (f"\n-# … and {more:,} more" if more > 0 else "")


def format_name(text: str, limit: int = NAME_LIMIT, instead: str = "(no words)") -> str:
    """Return a text on one line, shortened to `limit` characters and escaped; `instead` if nothing of it can be read."""
    return escape_inline(shorten(" ".join(text.split()), limit)) or instead


def format_title(text: str) -> str:
    """Return the title of a document, or the name of whoever changed it, as it stands in lists."""
    return format_name(text, instead="(no name)")


def link_source(text: str, url: str | None, passage: str = "") -> ViewItem:
    """Return an escaped text, beside a button that opens its source at a passage where the address is a safe one."""
    link = make_safe_link(url, passage)
    return ui.TextDisplay(text) if link is None else ui.Section(text, accessory=ui.Button(label="Source", url=link))

"""Pages of long lists, and the buttons that turn them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from discord import ui

from bot.ui.layout import View, ViewItem

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """Some rows of a list. Pages are numbered from 0; `total` counts the rows of all, `None` where nobody counted them."""

    rows: Sequence[_Row]
    number: int
    has_next: bool
    pages: int | None = None
    total: int | None = None

    @property
    def place(self) -> str:
        """What the page is called: "page 2 of 3"."""
        return f"page {self.number + 1}" + (f" of {self.pages}" if self.pages is not None else "")


def cut_page(rows: Sequence[_Row], number: int, size: int) -> Page[_Row]:
    """Return a page of a list that is all there; beyond its end, the last page."""
    pages = max(1, -(-len(rows) // size))
    number = min(number, pages - 1)
    return Page(rows[number * size : (number + 1) * size], number, number + 1 < pages, pages, len(rows))


def peek_page(rows: Sequence[_Row], number: int, size: int) -> Page[_Row]:
    """Return a page of a list of which only `rows` were read: those of the page, and one more if there is a next page."""
    return Page(rows[:size], number, len(rows) > size)


def turn_buttons(
    page: Page[_Row], custom_id: Callable[[int], str], labels: tuple[str, str] = ("Back", "Next")
) -> list[ViewItem]:
    """Return the buttons for the pages before and after; none where one page holds all.

    `custom_id` returns the ID of the button that leads to a page; by it a `PageButton` finds the list.
    """
    if not page.number and not page.has_next:
        return []
    back: ui.Button[View] = ui.Button(label=labels[0], custom_id=custom_id(page.number - 1), disabled=not page.number)
    following: ui.Button[View] = ui.Button(
        label=labels[1], custom_id=custom_id(page.number + 1), disabled=not page.has_next
    )
    return [ui.ActionRow(back, following)]

"""Pages of lists: which rows, what they are called, and where the buttons lead."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ui.layout import View
from bot.ui.pager import Page, cut_page, peek_page, turn_buttons


def labels(page: Page[int]) -> list[tuple[str, str, bool]]:
    view = View(timeout=None)
    for item in turn_buttons(page, lambda number: f"list:{number}"):
        view.add_item(item)
    found: list[Any] = [item for item in view.walk_children() if hasattr(item, "label")]
    return [(button.label, button.custom_id, button.disabled) for button in found]


@pytest.mark.parametrize(
    ("number", "rows", "called"),
    [(0, [0, 1, 2], "page 1 of 3"), (1, [3, 4, 5], "page 2 of 3"), (2, [6], "page 3 of 3"), (9, [6], "page 3 of 3")],
)
def test_a_list_is_cut_into_pages_and_beyond_its_end_stands_the_last(number: int, rows: list[int], called: str) -> None:
    page = cut_page(range(7), number, 3)
    assert (list(page.rows), page.place, page.total) == (rows, called, 7)


def test_an_empty_list_has_one_empty_page_without_buttons() -> None:
    page = cut_page([], 4, 3)
    assert (list(page.rows), page.place, page.total) == ([], "page 1 of 1", 0)
    assert labels(page) == []


def test_a_list_that_nobody_counted_has_a_next_page_if_one_more_row_was_read() -> None:
    first, last = peek_page([1, 2, 3, 4], 0, 3), peek_page([4], 1, 3)
    assert (list(first.rows), first.place, first.has_next) == ([1, 2, 3], "page 1", True)
    assert (list(last.rows), last.place, last.has_next) == ([4], "page 2", False)


def test_the_buttons_lead_to_the_neighbours_and_those_without_one_cannot_be_pressed() -> None:
    assert labels(cut_page(range(7), 0, 3)) == [("Back", "list:-1", True), ("Next", "list:1", False)]
    assert labels(cut_page(range(7), 1, 3)) == [("Back", "list:0", False), ("Next", "list:2", False)]
    assert labels(cut_page(range(7), 2, 3)) == [("Back", "list:1", False), ("Next", "list:3", True)]

"""Which of the first rows of a table name its columns: words, years, two rows of which the upper one groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

_NUMBER = re.compile(r"[-+(]?[\d\s.,'’]*\d[\d\s.,'’]*\)?\s?[%€$£]?")
_BELOW = 8  # rows below the first that are compared with it

Cells = tuple[Sequence[str], Collection[int]]  # of a row, and the columns in which a merged cell only goes on


def is_number(value: str) -> bool:
    """Whether a cell holds a number, with its sign or unit."""
    return _NUMBER.fullmatch(value) is not None


def count_name_rows(rows: Sequence[Cells]) -> int:
    """Return how many of the first rows name the columns: none, one or two. Every row has a cell with words."""
    rows = _strip_left(rows[: _BELOW + 1])
    (first, repeats), *below = rows
    filled = [column for column, cell in enumerate(first) if cell]
    if not _may_name(rows[0], below):
        return 0
    if len(below) > 1 and _is_grouped(first, repeats, below[0][0]):
        return 2
    return 1 if len(filled) > 1 or len(first) == 1 or (filled and not first[0]) else 0


def join_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the columns: where two rows name them, the upper words stand before the lower ones."""
    width = max((len(row) for row in rows), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    for upper, lower in pairwise(filled):
        for column in range(1, width):
            # A file without merged cells has a group's name above its first column alone.
            if not upper[column] and lower[column] and lower[column - 1] and upper[column - 1] != lower[column - 1]:
                upper[column] = upper[column - 1]
    return [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*filled, strict=True)]


def _strip_left(rows: Sequence[Cells]) -> list[Cells]:
    """Return rows without the columns at their left that are empty in all of them."""
    left = min(next((at for at, cell in enumerate(cells) if cell), 0) for cells, _ in rows)
    return [(cells[left:], {at - left for at in repeats}) for cells, repeats in rows]


def _may_name(row: Cells, below: Sequence[Cells]) -> bool:
    """Whether a row may name columns: it holds no numbers but years and the like, and does not look like a row below."""
    first, repeats = row
    columns = [column for column, cell in enumerate(first) if cell and column not in repeats]
    words = [first[column] for column in columns]
    if len(set(words)) < len(words) and (not below or any(first[at] in _list_column(below, at) for at in columns)):
        return False
    numeric = [column for column in columns if is_number(first[column])]
    return not numeric or _are_numbers_names(first, numeric, below)


def _are_numbers_names(first: Sequence[str], numeric: Sequence[int], below: Sequence[Cells]) -> bool:
    """Whether the numbers in the first row are names of columns: `Region,2023,2024`, `Pupil,1,2,3`."""
    if not below or not all(first[column].isdecimal() for column in numeric):
        return False
    years = all(_is_year(first[column]) for column in numeric)
    if not years and first[0] and len(numeric) == sum(1 for cell in first if cell):
        return False  # nothing but numbers: the first of the rows
    values = [int(first[column]) for column in numeric]
    columns = [_list_column(below, column) for column in numeric]
    if len(values) == 1:
        plain = not first[0] or sum(1 for cell in first if cell) > 2
        return years and plain and not all(_is_year(cell) for cell in columns[0])
    if years and not all(_is_year(cell) for cells in columns for cell in cells):
        return len(set(values)) == len(values)
    if years:
        return _follow(first, numeric) and not any(_follow(cells, numeric) for cells, _ in below)
    if any(after <= before for before, after in pairwise(values)):
        return False
    even = len({after - before for before, after in pairwise(values)}) == 1
    if (even and values[0] in (0, 1)) or not first[0]:
        return not any(cells == list(map(str, values)) for cells in _list_rows(below, numeric))
    return not any(cell.isdecimal() for cells in columns for cell in cells)


def _is_grouped(first: Sequence[str], repeats: Collection[int], second: Sequence[str]) -> bool:
    """Whether the second row names the columns under groups that the first row names.

    A column outside of the groups has its name in one of the two rows, or the same in both.
    """
    lower = [*second, *[""] * (len(first) - len(second))]
    if any(is_number(cell) and not _is_year(cell) for cell in lower):
        return False
    grouped: set[int] = set()
    for column in range(1, len(first)):
        goes_on = column in repeats or (not first[column] and bool(first[column - 1] or column - 1 in grouped))
        if goes_on and lower[column] and lower[column - 1] and lower[column - 1] != first[column - 1]:
            grouped.update((column - 1, column))
    others = [column for column in range(len(first)) if column not in grouped and (first[column] or lower[column])]
    if not grouped or any(first[column] and lower[column] not in ("", first[column]) for column in others):
        return False
    words = [lower[column] for column in grouped]
    return bool(grouped & set(repeats)) or bool(others) or len(set(words)) < len(words)


def _follow(cells: Sequence[str], columns: Sequence[int]) -> bool:
    """Whether the numbers in these columns follow each other, forwards or backwards."""
    words = [cells[column] for column in columns if column < len(cells) and cells[column].isdecimal()]
    return len(words) == len(columns) and {int(b) - int(a) for a, b in pairwise(words)} in ({1}, {-1})


def _list_column(rows: Sequence[Cells], column: int) -> list[str]:
    return [cells[column] for cells, _ in rows if column < len(cells) and cells[column]]


def _list_rows(rows: Sequence[Cells], columns: Sequence[int]) -> list[list[str]]:
    return [[cells[column] for column in columns if column < len(cells)] for cells, _ in rows]


def _is_year(value: str) -> bool:
    return value.isdecimal() and len(value) == 4 and 1500 <= int(value) <= 2199

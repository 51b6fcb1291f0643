"""Tables of HTML: cells that span rows and columns fill them, and the rows that name the columns are told from the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from corpus.conversion.sight import Sight, has_words
from corpus.conversion.tables import Row
from corpus.documents import LeftOut

_CELLS = frozenset({"td", "th"})
_PARTS = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "form"})
_GONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)  # hidden otherwise, a cell still takes its place
_BOLD = frozenset({"b", "strong"})
_WIDEST = 200  # columns that a cell spans
_MOST_NAMES = 4  # rows above the others that name the columns
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "pre")
_LISTS = ("ul", "ol")  # in a table without marked names


@dataclass(slots=True)
class Grid:
    """A table whose cells stand in each row and column that they span. The first `name_rows` of its rows name the columns."""

    rows: list[Row] = field(default_factory=list)
    name_rows: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    words: str
    names: bool  # whether it is marked as the name of a column or a row
    bold: bool


@dataclass(frozen=True, slots=True)
class _Line:
    cells: list[_Cell | None]
    in_head: bool

    @property
    def across(self) -> _Cell | None:
        """The one cell that is as wide as the table."""
        first = self.cells[0] if len(self.cells) > 1 else None
        return first if first is not None and all(cell is first for cell in self.cells) else None

    def names_columns(self) -> bool:
        """Whether all cells are marked as names. A single one behind others than an empty corner names its row."""
        filled = [cell for cell in self.cells if cell is not None and cell.words]
        corner = self.cells[0] if self.cells else None
        several = len(filled) > 1 or corner is None or not corner.words
        return bool(filled) and (self.in_head or (several and all(cell.names for cell in filled)))

    def to_row(self) -> Row:
        words = [cell.words if cell is not None else "" for cell in self.cells]
        repeats = [at for at, (left, cell) in enumerate(pairwise(self.cells), 1) if cell is not None and cell is left]
        return Row(0, words, frozenset(repeats))


def is_laid_out(table: etree._Element) -> bool:
    """Whether a table arranges parts of a page, and holds no rows of values."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    rows = [list(_iterate_cells(row)) for _, row in _iterate_rows(table)]
    wide = max((sum(_read_span(cell, "colspan") for cell in row) for row in rows), default=0)
    laid = _LAYOUT if table.find(".//th") is not None else (*_LAYOUT, *_LISTS)
    return wide < 2 or any(cell.find(f".//{tag}") is not None for row in rows for cell in row for tag in laid)


def drop_unseen(table: etree._Element, sight: Sight, note: Callable[[LeftOut], None]) -> None:
    """Take what is hidden or struck out as a whole off a table: rows, parts and cells. `note` is told of each.

    What is there for screen readers alone stays: names of columns are often written so, and others would move without them.
    """
    pending = [table]
    while pending:
        for child in [each for each in pending.pop() if each.tag in _PARTS or each.tag in _CELLS]:
            reason, above = sight.find_reason(child), child.getparent()
            if reason is None or above is None or (has_words(child) and not reason.count):
                if child.tag in _PARTS:
                    pending.append(child)
                continue
            note(reason)
            if child.tag in _CELLS and child.get("hidden") is None and not _GONE.search(child.get("style") or ""):
                del child[:]
                child.text = None
            else:
                above.remove(child)


def read_grids(table: etree._Element, flatten: Callable[[etree._Element], str]) -> Iterator[Grid]:
    """Yield a table in parts, each with the rows that name its columns. `flatten` gives the words of a cell."""
    lines = [
        line for line in _fill_spans(table, flatten) if any(cell is not None and cell.words for cell in line.cells)
    ]
    while lines and lines[0].across is not None and len(lines) > 1:  # a title, not a name
        yield Grid([lines.pop(0).to_row()])
    heads = _count_heads(lines)
    only_names = all(line.names_columns() for line in lines)
    while heads:
        grid = Grid([line.to_row() for line in lines[:heads]], heads)
        lines = lines[heads:]
        # A line of names below others begins a part with names of its own.
        below = next((at for at, line in enumerate(lines) if at and _heads_part(line) and not only_names), len(lines))
        grid.rows.extend(line.to_row() for line in lines[:below])
        yield grid
        lines = lines[below:]
        heads = _count_heads(lines)
    yield Grid([_write_without_names(line) for line in lines])


def _heads_part(line: _Line) -> bool:
    return not line.in_head and line.across is None and len(line.cells) > 1 and line.names_columns()


def _count_heads(lines: list[_Line]) -> int:
    heads = 0
    for line in lines:
        if line.across is not None or not line.names_columns():
            break
        heads += 1
    if heads == len(lines):
        return 1 if len(lines) > 1 else 0
    if heads:
        return min(heads, _MOST_NAMES)
    return 1 if lines and _looks_like_names(lines[0], lines[1:]) else 0


def _looks_like_names(first: _Line, others: list[_Line]) -> bool:
    """Whether an unmarked first row names the columns: it alone is bold, or it alone has no digits where others have."""
    cells = [cell for cell in first.cells if cell is not None and cell.words]
    if not others or len(cells) < len(first.cells) - 1 or first.across is not None or any(cell.names for cell in cells):
        return False
    if all(cell.bold for cell in cells) and not all(
        cell.bold for line in others for cell in line.cells if cell is not None and cell.words
    ):
        return True
    if len(cells) < 3 or len({cell.words for cell in cells}) < len(cells) or any(_has_digit(cell) for cell in cells):
        return False
    return any(
        all(at < len(line.cells) and _has_digit(line.cells[at]) for line in others) for at in range(len(first.cells))
    )


def _has_digit(cell: _Cell | None) -> bool:
    return cell is not None and any(character.isdigit() for character in cell.words)


def _write_without_names(line: _Line) -> Row:
    """Return a row of a table without names of columns; a name at its head is the name of its values."""
    row = line.to_row()
    first, *others = line.cells
    if first is not None and first.names and first.words and any(row.cells[1:]):
        values = dict.fromkeys(cell for cell in others if cell is not None and cell.words and cell is not first)
        return Row(0, [f"{first.words}: {'; '.join(cell.words for cell in values)}"])
    return row


def _fill_spans(table: etree._Element, flatten: Callable[[etree._Element], str]) -> list[_Line]:
    lines: list[_Line] = []
    reaching: dict[int, tuple[int, _Cell]] = {}  # column -> how many more rows a cell from above reaches
    section: etree._Element | None = None
    for part, row in _iterate_rows(table):
        if part is not section:
            section, reaching = part, {}
        cells: list[_Cell | None] = []
        for element in _iterate_cells(row):
            _fill_from_above(cells, reaching)
            words = flatten(element)
            cell = _Cell(
                words.rstrip(" :") if element.tag == "th" else words, element.tag == "th", _is_bold(element, words)
            )
            rows = _read_span(element, "rowspan")
            for _ in range(_read_span(element, "colspan")):
                if rows != 1:
                    reaching[len(cells)] = (rows - 1 if rows else 10**6, cell)
                cells.append(cell)
        _fill_from_above(cells, reaching)
        lines.append(_Line(cells, part.tag == "thead"))
    width = max((len(line.cells) for line in lines), default=0)
    for line in lines:
        line.cells.extend([None] * (width - len(line.cells)))
    return lines


def _fill_from_above(cells: list[_Cell | None], reaching: dict[int, tuple[int, _Cell]]) -> None:
    while (above := reaching.get(len(cells))) is not None:
        left, cell = above
        if left > 1:
            reaching[len(cells)] = (left - 1, cell)
        else:
            del reaching[len(cells)]
        cells.append(cell)


def _iterate_rows(table: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield the part of the table that holds a row, and the row; rows of its foot come last."""
    feet: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            yield table, child
        elif child.tag == "form":
            yield from _iterate_rows(child)
        elif child.tag in ("thead", "tbody"):
            yield from ((child, row) for row in child.iterchildren("tr"))
        elif child.tag == "tfoot":
            feet.append(child)
    for foot in feet:
        yield from ((foot, row) for row in foot.iterchildren("tr"))


def _iterate_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag in _CELLS:
            yield child
        elif child.tag == "form":
            yield from child.iterchildren(*_CELLS)


def _read_span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    if not value.isdecimal() or len(value) > 6:
        return 1
    return min(int(value), 65534) if name == "rowspan" else min(max(int(value), 1), _WIDEST)


def _is_bold(cell: etree._Element, words: str) -> bool:
    bold = " ".join(" ".join("".join(map(str, part.itertext())).split()) for part in cell.iter(*_BOLD))
    return bool(words) and bold == words

"""Rows of a table, each with the names of its columns: what CSV files, spreadsheets and slides have in common."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from corpus.conversion.column_names import count_name_rows, is_number, join_names
from corpus.conversion.markup import Markup
from corpus.sentences import MOST_ROW_WORDS, count_words

_ROW_LEVEL = 6  # of the heading that numbers a row, so that it comes last in the heading path
_TITLE_LEVEL = 3  # of a title line above the names, under the sheet's own
_LONGEST_TITLE = 14  # words
_AHEAD = 30  # rows that are looked at to tell where the names of the columns stand
_MOST_ABOVE = 6  # rows that stand apart above a table
_PAIR = ("question", "answer")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as the program shows it, its cells, and which cells only go on with the one before.

    A merged cell stands in each row and column that it spans; `repeats` has the columns in which it does not begin.
    """

    number: int
    cells: Sequence[str]
    repeats: frozenset[int] = frozenset()

    def list_filled(self) -> list[int]:
        """Return the columns in which a cell with words begins."""
        return [column for column, cell in enumerate(self.cells) if cell and column not in self.repeats]

    def is_across(self) -> bool:
        """Whether one cell spans all columns that have words."""
        return len(self.list_filled()) == 1 and sum(1 for cell in self.cells if cell) > 1


def write_rows(markup: Markup, rows: Iterable[Row]) -> int:
    """Write each row under a heading "row N", as `Name: Ada; Year: 1843`; return how many.

    A line above the names of the columns is the title of the table; the first full row names the columns, unless it
    looks like the rows below. After an empty row another table may begin. Questions with answers become pairs.
    """
    writer = _Writer(markup)
    ahead = _Ahead(rows)
    while ahead.rows:
        writer.write_table(ahead)
    return writer.written


def write_grid(markup: Markup, rows: Sequence[Row], name_rows: int) -> None:
    """Write a table of a text or a slide: a line for each row below the first `name_rows`, which name the columns.

    Questions with answers become pairs.
    """
    names = join_names([row.cells for row in rows[:name_rows]])
    if name_rows == len(rows):
        names, name_rows = [], 0
    lines: list[str] = []
    for row in rows[name_rows:]:
        if (pair := find_pair(names, row.cells)) is not None:
            markup.add_table_rows(lines)
            markup.add_pair(*pair)
            lines = []
        else:
            lines.append(format_row(names, row))
    markup.add_table_rows(lines)


def find_pair(names: Sequence[str], cells: Sequence[str]) -> tuple[str, str] | None:
    """Return the question and the answer in a row whose two columns are named so; None in any other."""
    folded = [name.casefold() for name in names]
    if sorted(filter(None, folded)) != sorted(_PAIR):
        return None
    columns = [folded.index(name) for name in _PAIR]
    question, answer = (cells[column] if column < len(cells) else "" for column in columns)
    return (question, answer) if question and answer else None


def format_row(names: Sequence[str], row: Row) -> str:
    """Return the cells of a row on one line, each behind the name of its column."""
    if row.is_across():
        return row.cells[row.list_filled()[0]]  # no column is its own
    pairs = zip_longest(names[: len(row.cells)], row.cells, fillvalue="")
    return "; ".join(
        f"{name}: {value}" if name else value
        for column, (name, value) in enumerate(pairs)
        if value and (name or column not in row.repeats)
    )


class _Ahead:
    """The rows with words that come next, and whether an empty row stands above each."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._source = self._clean(rows)
        self.rows: deque[tuple[Row, bool]] = deque()
        self._fill()

    def take(self) -> Row:
        """Return the next row and go on."""
        row = self.rows.popleft()[0]
        self._fill()
        return row

    def peek(self) -> list[Row]:
        """Return the rows that come next, without going on."""
        return [row for row, _ in self.rows]

    def peek_until_gap(self) -> list[Row]:
        """Return the rows that come next, up to the next empty one."""
        after = [at for at, (_, gap) in enumerate(self.rows) if gap and at]
        return self.peek()[: after[0] if after else None]

    def _fill(self) -> None:
        while len(self.rows) < _AHEAD and (found := next(self._source, None)) is not None:
            self.rows.append(found)

    def _clean(self, rows: Iterable[Row]) -> Iterator[tuple[Row, bool]]:
        gap = False
        for row in rows:
            cells = [" ".join(cell.split()) for cell in row.cells]
            if any(cells):
                yield Row(row.number, cells, row.repeats), gap
            gap = not any(cells)


class _Writer:
    """Writes the tables of a sheet one after the other."""

    def __init__(self, markup: Markup) -> None:
        self.written = 0
        self._markup = markup
        self._names: list[str] = []
        self._titled = False  # whether the first table has a title line

    def write_table(self, ahead: _Ahead) -> None:
        """Write titles, take the names of the columns, and write rows until another table begins."""
        first = not self._names and not self.written
        titled = self._write_titles(ahead)
        self._titled = self._titled or (first and titled)
        rows = ahead.peek()
        if not rows:
            return
        if first or (titled and self._titled) or self._begins_table(ahead):
            count = count_name_rows([(row.cells, row.repeats) for row in rows])
            self._names = join_names([ahead.take().cells for _ in range(count)])
        while ahead.rows:
            row, gap = ahead.rows[0]
            if gap and self._names and (_is_alone(row, len(self._names)) or self._begins_table(ahead)):
                return
            self._write_row(ahead.take())

    def _write_titles(self, ahead: _Ahead) -> bool:
        """Write the lines that stand above a table, as its titles; return whether there were any."""
        titled = False
        while ahead.rows and self._is_above(ahead):
            row = ahead.take()
            value = format_row([], row)
            if ahead.rows and len(row.list_filled()) == 1 and _is_title(value):
                self._markup.add_heading(_TITLE_LEVEL, value)
            else:
                self._markup.add_heading(_ROW_LEVEL, f"row {row.number}")
                self._markup.add_paragraph(value)
                self.written += 1
            titled = True
        return titled

    def _is_above(self, ahead: _Ahead) -> bool:
        """Whether the next row is no row of the table below it: it holds one cell, or far fewer than those.

        `Report; Boats` and `Made; 2024-05-06` stand so above a table of four columns.
        """
        row, *rest = ahead.peek()
        width = int(median([len(each.list_filled()) for each in rest])) if rest else len(self._names)
        if _is_alone(row, width):
            return True
        filled, above = len(row.list_filled()), ahead.peek_until_gap()
        below = rest[len(above) - 1 :]
        narrow = max(len(each.list_filled()) for each in above)
        apart = (
            bool(below)
            and len(above) <= _MOST_ABOVE
            and 2 * narrow <= median(len(each.list_filled()) for each in below)
        )
        if not (apart or (rest and 1 < filled <= width / 2)) or self._names:
            return False
        return count_name_rows([(each.cells, each.repeats) for each in (row, *rest)]) < 2

    def _begins_table(self, ahead: _Ahead) -> bool:
        """Whether the next row, which stands below an empty one, names the columns of another table.

        It surely does where it says the same as the names so far, and where words stand above numbers.
        """
        row, *below = ahead.peek_until_gap()
        if list(row.cells) == self._names:
            return True
        if not below or not count_name_rows([(each.cells, each.repeats) for each in (row, *below)]):
            return False
        return any(
            row.cells[column]
            and not is_number(row.cells[column])
            and all(column < len(each.cells) and is_number(each.cells[column]) for each in below)
            for column in row.list_filled()
        )

    def _write_row(self, row: Row) -> None:
        self.written += 1
        if (pair := find_pair(self._names, row.cells)) is not None:
            self._markup.add_heading(_ROW_LEVEL, f"row {row.number}")
            self._markup.add_pair(*pair)
            return
        words = format_row(self._names, row)
        # A row that is too long to be quoted whole is named by its heading.
        name = _find_name(row) if count_words(words) > MOST_ROW_WORDS else ""
        self._markup.add_heading(_ROW_LEVEL, f"row {row.number}{f': {name}' if name else ''}")
        self._markup.add_paragraph(words)


def _find_name(row: Row) -> str:
    """Return the first cell of a row that holds a few words and no number; nothing where no other follows it."""
    filled = row.list_filled()
    named = (row.cells[column] for column in filled if not is_number(row.cells[column]))
    return next((cell for cell in named if count_words(cell) <= _LONGEST_TITLE), "") if len(filled) > 1 else ""


def _is_title(value: str) -> bool:
    return not value.endswith((".", "!", ";", ":")) and len(value.split()) <= _LONGEST_TITLE


def _is_alone(row: Row, width: int) -> bool:
    """Whether a row of a table that has more columns holds one cell, and words in it."""
    filled = row.list_filled()
    return width > 1 and len(filled) == 1 and not is_number(row.cells[filled[0]])

"""Spreadsheets (.xlsx): the stored values that a reader sees. Formulas are never worked out, and macros never run."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from corpus.conversion.archives import add_properties, open_office_file
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.scripts import Script, ScriptPiece, join_pieces
from corpus.conversion.sheet_layout import Layout, Range, read_layout
from corpus.conversion.tables import Row, write_rows

_TYPE = "spreadsheetml.sheet.main+xml"
_MOST_CELLS = 2_000  # of a row: what stands further right is not read
_LAST_ROW = 1_048_576  # of any sheet: Excel's own limit
_ZEROS = re.compile("00+")  # a format of numbers as wide as it is
_PARTS = {"xl/comments": "comment", "xl/media/": "picture", "xl/charts/chart": "chart"}


def convert(data: bytes, limits: Limits) -> Converted:
    """Return a heading for each sheet and a paragraph for each row. A formula without a stored value is an empty cell.

    Hidden sheets, rows and columns and struck-out text are left out. Raises `Refused` for what is no spreadsheet, is
    encrypted, or has no rows.
    """
    archive = open_office_file(data, "Excel workbook", ".xlsx", _TYPE, limits)
    markup = Markup(limits.characters)
    warnings.simplefilter("ignore")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True)
    written = 0
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            markup.add_heading(2, sheet.title)
            written += write_rows(markup, _Sheet(sheet, markup).read_rows())
        else:
            markup.leave_out("hidden sheet")
    if not written:
        raise Refused(
            "holds no rows with values below the names of their columns; open it in Excel and save it again, so that "
            "the values of its formulas are stored, or upload a table with rows"
        )
    for name in archive.namelist():
        for start, thing in _PARTS.items():
            if name.startswith(start) and not name.endswith(".rels"):
                markup.leave_out(thing, archive.read(name).count(b"<comment ") if thing == "comment" else 1)
    return add_properties(markup, archive)


class _Sheet:
    """One pass over the rows of a sheet. A merged cell gives its value to every row and column that it spans."""

    def __init__(self, sheet: ReadOnlyWorksheet, markup: Markup) -> None:
        self._sheet = sheet
        self._markup = markup
        with sheet._get_source() as source:
            self._layout: Layout = read_layout(source)
        self._open: list[tuple[Range, str]] = []  # merged ranges that go on below, with their values
        self._next = 0  # of the merged ranges

    def read_rows(self) -> Iterator[Row]:
        """Yield the rows that are shown, and an empty one where rows without cells are; note what is hidden."""
        markup, layout, book = self._markup, self._layout, self._sheet.parent
        hidden_columns: set[int] = set()
        with self._sheet._get_source() as source:
            parser = WorkSheetParser(
                source, self._sheet._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats, rich_text=True,
            )  # fmt: skip
            before = 0
            for number, raw in parser.parse():
                if number > _LAST_ROW:
                    raise Refused("has a row beyond the last that Excel knows; open it there and save it again")
                values = {cell["column"]: self._read_value(cell) for cell in raw if cell["column"] <= _MOST_CELLS}
                covering = self._list_covering(number, values)
                if number > before + 1:
                    yield Row(number - 1, ())
                before = number
                if layout.hides_row(parser.row_dimensions.pop(str(number), {})):
                    markup.leave_out("hidden row", int(any(values.values())))
                    continue
                hidden_columns.update(
                    column for column, value in values.items() if value and layout.hides_column(column)
                )
                yield self._build_row(number, values, covering)
        markup.leave_out("hidden column", len(hidden_columns))
        markup.leave_out("formula without a stored value", layout.formulas, "formulas without stored values")

    def _list_covering(self, number: int, values: dict[int, str]) -> list[tuple[Range, str]]:
        """Return the merged ranges that span a row, with the values of their first cells."""
        merged = self._layout.merged
        self._open = [(range_, value) for range_, value in self._open if range_.bottom >= number]
        while self._next < len(merged) and merged[self._next].top <= number:
            range_ = merged[self._next]
            value = values.get(range_.left, "") if range_.top == number else ""
            if value and range_.bottom >= number:
                self._open.append((range_, value))
            self._next += 1
        return self._open

    def _build_row(self, number: int, values: dict[int, str], covering: list[tuple[Range, str]]) -> Row:
        if not any(values.values()):
            return Row(number, ())  # nothing of its own
        begins: set[int] = set(values)
        shown = dict(values)
        for range_, value in covering:
            columns = [
                column
                for column in range(range_.left, min(range_.right, _MOST_CELLS) + 1)
                if not self._layout.hides_column(column)
            ]
            shown.update(dict.fromkeys(columns, value))
            begins.difference_update(columns[1:])
            begins.update(columns[:1])
        columns = [column for column in range(1, max(shown) + 1) if not self._layout.hides_column(column)]
        cells = [shown.get(column, "") for column in columns]
        repeats = frozenset(at for at, column in enumerate(columns) if cells[at] and column not in begins)
        return Row(number, cells, repeats)

    def _read_value(self, raw: dict[str, Any]) -> str:
        cell = ReadOnlyCell(self._sheet, **raw)
        if cell.value is None:
            return ""
        if cell.has_style and cell.font is not None and cell.font.strike:
            self._markup.leave_out("struck-out cell")
            return ""
        if isinstance(cell.value, CellRichText):
            return join_pieces(self._read_pieces(cell.value))
        return _format_value(cell.value, cell.number_format or "")

    def _read_pieces(self, words: CellRichText) -> Iterator[ScriptPiece]:
        for part in words:
            font = None if isinstance(part, str) else part.font
            if font is not None and font.strike:
                self._markup.leave_out("struck-out text", 1, "struck-out texts")
            else:
                yield ScriptPiece(part if isinstance(part, str) else part.text, Script.of(font and font.vertAlign))


def _format_value(value: object, number_format: str) -> str:
    """Return a value about as the program shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case time() if not value.second:
            return value.isoformat("minutes")
        case date() | time():
            return value.isoformat()
        case int() if _ZEROS.fullmatch(number_format):
            return f"{value:0{len(number_format)}d}"
        case int() | float() if number_format.rstrip('"').endswith("%"):
            return f"{value * 100:.6g}%"
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
        case timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
    return str(value)

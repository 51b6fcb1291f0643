"""Spreadsheets (.xlsx): the stored values of visible sheets. Formulas are never worked out, and macros never run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from corpus.conversion.archives import add_properties, open_office_file
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.tables import Row, write_rows

_TYPE = "spreadsheetml.sheet.main+xml"
_MOST_CELLS = 2_000  # of a row: what stands further right is not read


def convert(data: bytes, limits: Limits) -> Converted:
    """Return a heading for each sheet and a paragraph for each row. A formula without a stored value is an empty cell.

    Raises `Refused` for what is no spreadsheet, is encrypted, or has no rows.
    """
    archive = open_office_file(data, "Excel workbook", ".xlsx", _TYPE, limits)
    markup = Markup(limits.characters)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    written = 0
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            markup.add_heading(2, sheet.title)
            written += write_rows(markup, _read_rows(sheet))
    if not written:
        raise Refused(
            "holds no rows with values below the names of their columns; open it in Excel and save it again, so that "
            "the values of its formulas are stored, or upload a table with rows"
        )
    return add_properties(markup.text, archive)


def _read_rows(sheet: ReadOnlyWorksheet) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=None), 1):
        yield number, [_format_value(cell.value, cell.number_format or "") for cell in cells[:_MOST_CELLS]]


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
        case date() | time():
            return value.isoformat()
        case int() | float() if number_format.rstrip('"').endswith("%"):
            return f"{value * 100:.6g}%"
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
        case timedelta():
            return str(value)
    return str(value)

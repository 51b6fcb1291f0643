"""Spreadsheets: what a reader of the sheet sees, in rows that carry the names of their columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from support.converted import PHRASES, count_lost_words, list_left_out, read_lines
from support.format_files import with_part

BOATS = [["Boat", "Berth", "Skipper"], ["Heron", 3, "Ines"], ["Seal", 4, "Otto"], ["Gull", 5, "Lin"]]


def _write(rows: list[list[object]], change: Callable[[Worksheet], object] = lambda sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _read(rows: list[list[object]], change: Callable[[Worksheet], object] = lambda sheet: None) -> list[str]:
    return read_lines(_write(rows, change), "boats.xlsx")


def test_hidden_rows_and_columns_are_left_out_and_counted() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    assert _read(BOATS, hide) == ["Boat: Heron; Skipper: Ines", "Boat: Gull; Skipper: Lin"]
    assert list_left_out(_write(BOATS, hide), "boats.xlsx") == ["1 hidden row", "1 hidden column"]


def test_rows_and_columns_of_a_group_that_is_folded_are_hidden() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions.group(2, 3, hidden=True)
        sheet.column_dimensions.group("C", "D", hidden=True)

    assert _read(BOATS, hide) == ["Boat: Gull; Berth: 5"]


def test_hidden_sheets_comments_and_formulas_without_values_are_counted() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.parent.create_sheet("Secret").sheet_state = "hidden"
        sheet["A2"].comment = Comment("Ask Otto.", "Lin")
        sheet["D2"] = "=1+1"

    assert list_left_out(_write(BOATS, change), "boats.xlsx") == [
        "1 formula without a stored value",
        "1 hidden sheet",
        "1 comment",
    ]


def test_a_merged_cell_counts_for_every_row_and_column_that_it_spans() -> None:
    rows: list[list[object]] = [
        ["Pier", "Berth", "Boat"], ["East", 1, "Heron"], [None, 2, "Otter"], ["West", "closed", None],
    ]  # fmt: skip

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B4:C4")

    assert _read(rows, merge) == [
        "Pier: East; Berth: 1; Boat: Heron",
        "Pier: East; Berth: 2; Boat: Otter",
        "Pier: West; Berth: closed; Boat: closed",
    ]


def test_a_merged_cell_whose_first_row_is_hidden_still_counts() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A4")
        sheet.row_dimensions[2].hidden = True

    rows: list[list[object]] = [["Pier", "Berth"], ["East", 1], [None, 2], [None, 3]]
    assert _read(rows, change) == ["Pier: East; Berth: 2", "Pier: East; Berth: 3"]


def test_a_title_over_all_columns_and_a_part_title_have_no_column() -> None:
    rows: list[list[object]] = [["Boats"], ["Boat", "Berth", "Skipper"], ["Heron", 3, "Ines"], ["Closed in May."]]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A4:C4")

    assert _read(rows, merge) == ["Boat: Heron; Berth: 3; Skipper: Ines", "Closed in May."]


def test_groups_of_columns_join_with_the_names_below() -> None:
    rows: list[list[object]] = [
        ["Pier", 2023, None, 2024, None], [None, "adults", "children", "adults", "children"], ["East", 10, 20, 30, 40],
    ]  # fmt: skip

    def merge(sheet: Worksheet) -> None:
        for range_ in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(range_)

    assert _read(rows, merge) == ["Pier: East; 2023 adults: 10; 2023 children: 20; 2024 adults: 30; 2024 children: 40"]


def test_years_and_double_names_name_columns() -> None:
    assert _read([["Pier", 2023, 2024], ["East", 5, 6]]) == ["Pier: East; 2023: 5; 2024: 6"]
    assert _read([["Name", "Phone", "Phone"], ["Ada", 12, 34]]) == ["Name: Ada; Phone: 12; Phone: 34"]


def test_a_title_row_is_a_title() -> None:
    assert _read([["Boats of the harbour"], [], *BOATS[:2]]) == ["Boat: Heron; Berth: 3; Skipper: Ines"]


def test_struck_out_text_is_left_out_and_raised_numbers_stay_apart() -> None:
    rich = CellRichText("a fee of ", TextBlock(InlineFont(strike=True), "5"), " 7 euros")
    power = CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "6"), " cells in 1998",
                         TextBlock(InlineFont(vertAlign="superscript"), "3"))  # fmt: skip

    def change(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B3"] = rich, power
        sheet["C2"].font = Font(strike=True)

    assert _read(BOATS[:3], change) == [
        "Boat: Heron; Berth: a fee of 7 euros",
        "Boat: Seal; Berth: 10^6 cells in 1998 [3]; Skipper: Otto",
    ]


def test_numbers_with_leading_zeros_times_and_durations_are_as_shown() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"].number_format = "00000"
        sheet["C2"].number_format = "[h]:mm"

    rows: list[list[object]] = [["Code", "Opens", "Open for"], [1234, time(7), timedelta(hours=25, minutes=30)]]
    assert _read(rows, change) == ["Code: 01234; Opens: 07:00; Open for: 25:30"]


def test_a_row_far_down_takes_no_time() -> None:
    cells = "<row r='1'><c r='A1'><v>5</v></c></row><row r='1048576'><c r='A1048576'><v>7</v></c></row>"
    sheet = f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{cells}</sheetData></worksheet>"
    assert read_lines(with_part(_write(BOATS), "xl/worksheets/sheet1.xml", sheet), "boats.xlsx") == ["5", "7"]


@settings(max_examples=25, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(PHRASES, min_size=width, max_size=width), min_size=2, max_size=6)
    ),
    title=st.none() | PHRASES,
    merged=st.booleans(),
)
def test_no_word_of_a_sheet_is_lost(rows: list[list[str]], title: str | None, merged: bool) -> None:
    table: list[list[object]] = [*([] if title is None else [[title], []]), *[list(row) for row in rows]]
    last = len(table)
    if merged and len(rows) > 3:
        table[-1][0] = None
    shown = [str(cell) for row in table for cell in row if cell is not None]
    data = _write(table, lambda sheet: merged and len(rows) > 3 and sheet.merge_cells(f"A{last - 1}:A{last}"))
    assert not count_lost_words(shown, data, "table.xlsx")

"""Tables of Word: each row carries the names of its columns, and a merged cell counts wherever it spans."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support.converted import convert_bytes, read_lines
from support.format_files import word


def _read(fill: Callable[[Document], object]) -> list[str]:
    return read_lines(word(fill), "rules.docx")


def _fill_table(rows: list[list[str]], *merged: tuple[int, int, int, int]) -> Callable[[Document], None]:
    def fill(document: Document) -> None:
        table = document.add_table(len(rows), len(rows[0]))
        for down, row in enumerate(rows):
            for across, words in enumerate(row):
                table.cell(down, across).text = words
        for top, left, bottom, right in merged:
            table.cell(top, left).merge(table.cell(bottom, right))

    return fill


def test_each_row_of_a_table_has_the_names_of_its_columns_and_merged_cells_count() -> None:
    rows = [["Pier", "Opens", "Closes"], ["East", "7:00", "21:00"], ["", "8:00", "20:00"], ["West", "closed", ""]]
    assert _read(_fill_table(rows, (1, 0, 2, 0), (3, 1, 3, 2))) == [
        "Pier: East; Opens: 7:00; Closes: 21:00",
        "Pier: East; Opens: 8:00; Closes: 20:00",
        "Pier: West; Opens: closed; Closes: closed",
    ]


def test_two_rows_of_names_join() -> None:
    rows = [["Pier", "Sundays", ""], ["", "from", "to"], ["East", "7:00", "21:00"]]
    assert _read(_fill_table(rows, (0, 0, 1, 0), (0, 1, 0, 2))) == ["Pier: East; Sundays from: 7:00; Sundays to: 21:00"]


def test_years_name_the_columns_of_a_table() -> None:
    assert _read(_fill_table([["Pier", "2023", "2024"], ["East", "5", "6"]])) == ["Pier: East; 2023: 5; 2024: 6"]


def test_a_row_that_begins_further_right_stands_in_its_columns() -> None:
    def fill(document: Document) -> None:
        _fill_table([["Pier", "Opens", "Closes"], ["East", "7:00", "21:00"], ["8:00", "20:00", ""]])(document)
        row = document.tables[0].rows[2]._tr
        row.remove(row.tc_lst[2])
        row.insert(0, parse_xml(f'<w:trPr {nsdecls("w")}><w:gridBefore w:val="1"/></w:trPr>'))

    assert _read(fill)[1] == "Opens: 8:00; Closes: 20:00"


def test_a_table_of_questions_and_answers_holds_pairs() -> None:
    fill = _fill_table([["Question", "Answer"], ["When do boats sail?", "At ten."]])
    assert "Q: When do boats sail?\n\nA: At ten." in convert_bytes(word(fill), "faq.docx").markdown


def test_two_columns_of_names_and_values_are_not_taken_for_names_of_columns() -> None:
    def fill(document: Document) -> None:
        table = document.add_table(3, 2)
        for cell, words in zip(table._cells, ["Phone", "555 12", "Mail", "by boat", "Open", "daily"], strict=True):
            cell.text = words

    assert "Phone: Mail" not in " ".join(_read(fill))

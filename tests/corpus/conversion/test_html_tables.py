"""Tables of HTML: each row carries the names of its columns, and cells that span others fill them."""

from __future__ import annotations

import pytest
from support.converted import read_lines

from corpus.documents import BlockKind, LeftOut
from corpus.readers import read_document


def _read(table: str) -> list[str]:
    return read_lines(f"<body><table>{table}</table></body>".encode(), "a.html")


def _row(*cells: str, tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


NAMES = _row("Boat", "Berth", "Length", tag="th")


def test_a_cell_that_spans_rows_stands_in_each() -> None:
    assert _read(
        NAMES + "<tr><td rowspan=2>Otter</td><td>East</td><td>7 m</td></tr><tr><td>West</td><td>8 m</td></tr>"
    ) == ["Boat: Otter; Berth: East; Length: 7 m", "Boat: Otter; Berth: West; Length: 8 m"]


def test_a_cell_that_spans_columns_stands_in_each() -> None:
    assert _read(NAMES + "<tr><td>Otter</td><td colspan=2>unknown</td></tr>") == [
        "Boat: Otter; Berth: unknown; Length: unknown"
    ]


def test_two_rows_of_names_join() -> None:
    heads = "<tr><th rowspan=2>Ticket</th><th colspan=2>Summer</th></tr><tr><th>Day</th><th>Week</th></tr>"
    expected = ["Ticket: Adult; Summer Day: 5; Summer Week: 20"]
    assert _read(heads + _row("Adult", "5", "20")) == expected
    assert _read(f"<thead>{heads.replace('th', 'td').replace('<td', '<td')}</thead>".replace("tdead", "thead")
                 + _row("Adult", "5", "20")) == expected  # fmt: skip


def test_a_cell_as_wide_as_the_table_stands_by_itself() -> None:
    assert _read("<tr><th colspan=3>Fleet</th></tr>" + NAMES + _row("Otter", "East", "7 m")
                 + "<tr><td colspan=3>Lengths are over all.</td></tr>") == [
        "Fleet", "Boat: Otter; Berth: East; Length: 7 m", "Lengths are over all.",
    ]  # fmt: skip


def test_a_name_at_the_head_of_a_row_is_that_of_its_values() -> None:
    assert _read("<tr><th>Fee:</th><td>18 euros</td></tr><tr><th>Dogs</th><td>no</td></tr>") == [
        "Fee: 18 euros",
        "Dogs: no",
    ]
    assert _read("<tr><td></td><th>2023</th><th>2024</th></tr><tr><th>East</th><td>3</td><td>4</td></tr>") == [
        "East; 2023: 3; 2024: 4"
    ]


def test_names_in_the_middle_of_a_table_begin_a_new_part() -> None:
    assert _read(
        NAMES + _row("Otter", "East", "7 m") + _row("Key", "Holder", "Since", tag="th") + _row("A", "Ines", "2020")
    ) == [
        "Boat: Otter; Berth: East; Length: 7 m",
        "Key: A; Holder: Ines; Since: 2020",
    ]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (_row("<b>Boat</b>", "<strong>Berth</strong>") + _row("Otter", "East"), ["Boat: Otter; Berth: East"]),
        (_row("Boat", "Berth", "Length") + _row("Otter", "East", "7 m"), ["Boat: Otter; Berth: East; Length: 7 m"]),
        (_row("Fee", "18 euros") + _row("Dogs", "no"), ["Fee; 18 euros", "Dogs; no"]),
        (_row("Mon", "Ines", "East") + _row("Tue", "Bo", "West"), ["Mon; Ines; East", "Tue; Bo; West"]),
    ],
)
def test_a_row_that_is_not_marked_names_columns_only_where_it_surely_does(rows: str, lines: list[str]) -> None:
    assert _read(rows) == lines


def test_a_table_in_a_form_is_read_as_any_other() -> None:
    rows = NAMES + _row("Otter", "East", "7 m")
    expected = ["Boat: Otter; Berth: East; Length: 7 m"]
    assert read_lines(f"<form><table>{rows}</table></form>".encode(), "a.html") == expected
    assert read_lines(f"<table><form>{rows}</form></table>".encode(), "a.html") == expected


def test_hidden_and_struck_out_rows_and_cells_are_left_out_and_counted() -> None:
    hidden = "<tbody style='display:none'><tr><td>Crab</td><td>South</td><td>9 m</td></tr></tbody>"
    table = (
        "<caption hidden>Draft</caption><tr><th>Boat</th><th hidden>Owner</th><th>Berth</th><th class=sr-only>Length</th></tr>"
        "<tr><td>Otter</td><td hidden>Ines</td><td>East</td><td>7 m</td></tr>"
        "<tr hidden><td>Seal</td><td>Bo</td><td>West</td><td>8 m</td></tr>"
        "<tr style='text-decoration: line-through'><td>Eel</td><td>West</td><td>5 m</td></tr>"
        "<tr><td>Heron</td><td style='visibility:hidden'>West</td><td>6 m</td></tr>"
    )
    document = read_document(f"<body><table>{table}{hidden}</table></body>".encode(), "a.html")
    assert [block.span.of(document.text) for block in document.blocks] == [
        "Boat: Otter; Berth: East; Length: 7 m", "Boat: Heron; Length: 6 m",
    ]  # fmt: skip
    assert document.left_out == (LeftOut("hidden part", 6), LeftOut("struck-out text"))


@pytest.mark.parametrize("span", ["999999999", "-1", "x", "0", "65535"])
def test_odd_spans_do_no_harm(span: str) -> None:
    lines = _read(NAMES + f"<tr><td rowspan={span} colspan={span}>Otter</td><td>East</td></tr>" + _row("A", "B", "C"))
    assert 2 <= len(lines) <= 3
    assert sum(map(len, lines)) < 2000


def test_a_row_with_a_bar_in_a_cell_is_one_row_all_the_same() -> None:
    table = f"<table>{NAMES}{_row('Otter', 'East. Ask first; ring twice.', '7 m | 8 m')}</table>"
    document = read_document(f"<body><p>Boats.</p>{table}</body>".encode(), "a.html")
    row = "Boat: Otter; Berth: East. Ask first; ring twice.; Length: 7 m | 8 m"
    assert [(block.kind, block.span.of(document.text)) for block in document.blocks[1:]] == [(BlockKind.TABLE_ROW, row)]

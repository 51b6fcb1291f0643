"""CSV: which row names the columns, and that each row carries their names."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.converted import PHRASES, convert_bytes, count_lost_words, read_lines


def _write(rows: list[list[str]], delimiter: str = ",") -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=delimiter).writerows(rows)
    return output.getvalue().encode()


def _read(text: str) -> list[str]:
    return read_lines(text.encode(), "table.csv")


def test_years_name_columns() -> None:
    assert _read("Harbour,2021,2022,2023\nNorth,12,14,9\nSouth,7,8,8\n") == [
        "Harbour: North; 2021: 12; 2022: 14; 2023: 9",
        "Harbour: South; 2021: 7; 2022: 8; 2023: 8",
    ]


def test_a_single_year_names_its_column_beside_other_names() -> None:
    assert _read("Harbour,Unit,2023\nNorth,boats,12\n") == ["Harbour: North; Unit: boats; 2023: 12"]
    assert _read(",2023\nNorth,12\n") == ["North; 2023: 12"]


def test_years_name_columns_in_any_order_and_above_numbers_that_look_like_years() -> None:
    assert _read("Harbour,2024,2020\nNorth,12,14\n") == ["Harbour: North; 2024: 12; 2020: 14"]
    assert _read("Harbour,2023,2024\nNorth,1950,2010\n") == ["Harbour: North; 2023: 1950; 2024: 2010"]
    assert _read("Ada,1815,1852\nGrace,1906,1992\n") == ["Ada; 1815; 1852", "Grace; 1906; 1992"]


def test_an_empty_column_at_the_left_changes_nothing() -> None:
    assert _read(",Founded,1901\n,Members,120\n") == ["Founded; 1901", "Members; 120"]
    assert _read(",Harbour,2023,2024\n,North,12,14\n") == ["Harbour: North; 2023: 12; 2024: 14"]


def test_lines_about_the_table_above_it_name_no_columns() -> None:
    text = "Report,Boats\nMade,May\n\nBoat,Berth,Skipper,Crew\nHeron,3,Ines,4\nSeal,4,Otto,2\n"
    assert _read(text) == [
        "Report; Boats",
        "Made; May",
        "Boat: Heron; Berth: 3; Skipper: Ines; Crew: 4",
        "Boat: Seal; Berth: 4; Skipper: Otto; Crew: 2",
    ]


def test_numbers_that_count_up_name_columns() -> None:
    assert _read("Boat,1,2,3\nHeron,4.5,4.1,3.9\n") == ["Boat: Heron; 1: 4.5; 2: 4.1; 3: 3.9"]
    assert _read("Ticket,5,10\nAdult,€20,€35\n") == ["Ticket: Adult; 5: €20; 10: €35"]


@pytest.mark.parametrize(
    "text", ["Ada,1843\nGrace,1906\n", "Ada,12,red\nLin,8,blue\n", "Founded,1901\nMembers,120\n", "1,2,3\n4,5,6\n"]
)
def test_a_row_of_data_names_no_columns(text: str) -> None:
    assert _read(text) == [line.replace(",", "; ") for line in text.splitlines()]


def test_two_columns_of_one_name_keep_it() -> None:
    assert _read("Name,Phone,Phone\nAda,12,34\nLin,56,\n") == [
        "Name: Ada; Phone: 12; Phone: 34",
        "Name: Lin; Phone: 56",
    ]


def test_a_first_row_that_says_one_thing_twice_as_the_rows_below_do_names_nothing() -> None:
    assert _read("Ada,yes,yes\nLin,no,yes\n") == ["Ada; yes; yes", "Lin; no; yes"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("gap", [0, 1])
def test_a_title_line_is_a_title_whatever_parts_the_cells(delimiter: str, gap: int) -> None:
    rows = [
        ["Boats of the harbour"],
        *[[]] * gap,
        ["Boat", "Berth", "Skipper"],
        ["Heron", "one, two", "Ines"],
        ["Seal", "3", "Otto"],
    ]
    assert read_lines(_write(rows, delimiter), "table.csv") == [
        "Boat: Heron; Berth: one, two; Skipper: Ines",
        "Boat: Seal; Berth: 3; Skipper: Otto",
    ]


def test_a_title_row_with_empty_cells_is_a_title_and_a_note_is_quotable() -> None:
    text = "Boats,,\nAll times are local.,,\nBoat,Leaves,Berth\nHeron,8:00,3\n"
    assert _read(text) == ["All times are local.", "Boat: Heron; Leaves: 8:00; Berth: 3"]


def test_a_note_below_the_rows_belongs_to_no_column() -> None:
    assert _read("Boat,Berth\nHeron,3\n\nBerths may change.,\n") == ["Boat: Heron; Berth: 3", "Berths may change."]


@pytest.mark.parametrize(("line", "delimiter"), [("sep=;", ";"), ("SEP=,", ","), ('"sep=|"', "|")])
def test_the_line_that_says_what_parts_the_cells_is_no_data(line: str, delimiter: str) -> None:
    rows = f"{line}\r\n".encode() + _write([["Boat", "Berth"], ["Heron", "3"]], delimiter)
    assert read_lines(rows, "table.csv") == ["Boat: Heron; Berth: 3"]


def test_two_rows_of_names_join() -> None:
    text = "Season,Weekdays,,Sundays,\n,Opens,Closes,Opens,Closes\nSummer,7:00,21:00,8:00,20:00\nWinter,9:00,17:00,,\n"
    assert _read(text) == [
        "Season: Summer; Weekdays Opens: 7:00; Weekdays Closes: 21:00; Sundays Opens: 8:00; Sundays Closes: 20:00",
        "Season: Winter; Weekdays Opens: 9:00; Weekdays Closes: 17:00",
    ]


def test_a_second_table_has_names_of_its_own() -> None:
    text = "Boat,Berth\nHeron,east\nSeal,west\n\nItem,Deposit\nPaddle,10\nTent,40\n"
    assert _read(text)[2:] == ["Item: Paddle; Deposit: 10", "Item: Tent; Deposit: 40"]


def test_rows_below_an_empty_one_keep_their_names() -> None:
    assert _read("Boat,Berth\nHeron,east\n\nSeal,west\nGull,west\n")[1:] == [
        "Boat: Seal; Berth: west",
        "Boat: Gull; Berth: west",
    ]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(PHRASES, min_size=width, max_size=width), min_size=2, max_size=6)
    ),
    title=st.none() | PHRASES,
    delimiter=st.sampled_from(",;\t"),
)
def test_no_word_of_a_table_is_lost(rows: list[list[str]], title: str | None, delimiter: str) -> None:
    table = rows if title is None else [[title], [], *rows]
    shown = [cell for row in table for cell in row]
    assert not count_lost_words(shown, _write(table, delimiter), "table.csv")


def test_a_row_with_a_long_text_is_named_by_its_heading() -> None:
    long = "The crane lifts ten tons and turns once around itself. " * 8
    markdown = convert_bytes(
        f"No,Item,Use\n17,Breakdown crane,{long}\n18,Trolley,short\n".encode(), "table.csv"
    ).markdown
    assert [line for line in markdown.split("\n") if line.startswith("#")] == [
        "###### row 2: Breakdown crane",
        "###### row 3",
    ]

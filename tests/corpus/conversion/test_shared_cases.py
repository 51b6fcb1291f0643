"""The office and CSV files of `../shared/cases`, which a clone elsewhere lacks: each line is as its author wrote it."""

from __future__ import annotations

import pytest
from support.converted import convert_bytes, read_lines
from support.paths import SHARED_FILES

FILES = SHARED_FILES / "cases" / "files"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="needs ../shared/cases, which is not here")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("04_hidden.xlsx", "Name: Marek; Role: Skipper"),
        ("04b_merged.xlsx", "Pier: East; Berth: 2; Boat: Otter"),
        ("06_year_columns.csv", "Region: North pier; 2023: 410; 2024: 395; 2025: 520"),
        ("07_title_line.csv", "Day: Monday; Beach: East; Guard: Ines; Hours: 09-15"),
        ("07b_title_line_commas.csv", "Day: Monday; Beach: East; Guard: Ines; Hours: 09-15"),
        ("07d_title_row.xlsx", "Day: Monday; Beach: East; Guard: Ines"),
        ("08b_merged.docx", "Season: Summer; Gate: South; Opens: 08:00; Closes: 20:00"),
        ("09_equation.docx", "The late fee in euros is F=3d+5, where d is the number of days."),
        ("22_sep_line.csv", "Item: Paddle; Loan days: 3; Deposit: 10"),
        ("26_strike.docx", "A lamp costs 7 euros."),
    ],
)
def test_a_line_of_a_shared_case_is_right(name: str, line: str) -> None:
    assert line in read_lines((FILES / name).read_bytes(), name)


def test_nothing_that_is_hidden_is_quoted() -> None:
    text = convert_bytes((FILES / "04_hidden.xlsx").read_bytes(), "staff.xlsx").markdown
    assert not any(hidden in text for hidden in ("Salary", "2900", "Otto"))


def test_the_numbers_of_headings_are_those_that_word_shows() -> None:
    text = convert_bytes((FILES / "10_numbered_headings.docx").read_bytes(), "statutes.docx").markdown
    assert [line.lstrip("# ") for line in text.split("\n") if line.startswith("#")] == [
        "1 Scope",
        "2 Membership",
        "2.1 Admission",
        "2.2 Expulsion",
    ]

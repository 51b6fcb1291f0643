"""Pages that went wrong in other projects, as they stand in the files beside this repository."""

from __future__ import annotations

import pytest
from support.converted import convert_bytes, read_lines
from support.paths import SHARED_FILES

from corpus.conversion.outcome import Refused
from corpus.reading.markdown import read_markdown

CASES = SHARED_FILES / "cases" / "files"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")


def _read(name: str) -> list[str]:
    return read_lines((CASES / name).read_bytes(), name)


def test_a_page_in_a_form() -> None:
    short, long = _read("01_form_page.html"), _read("long_01_form_page.html")
    assert short == [
        "Visitors may moor at the east pier for three nights. The fee is 18 euros a night.",
        "Engines stay off between 22:00 and 06:00.",
        "Site run by the club office.",
    ]
    assert [*long[:2], long[-1]] == short
    assert len(long) == 18


def test_headings_that_are_buttons() -> None:
    text = convert_bytes((CASES / "02_accordion_buttons.html").read_bytes(), "a.html").markdown
    document = read_markdown(text, "a.html")
    assert [(pair.question.of(text), pair.answer.of(text)) for pair in document.questions] == [
        ("Can I take a bicycle on board?", "Yes, for 4 euros, if there is room on the car deck."),
        ("How late may I change my booking?", "Up to two hours before departure, free of charge."),
        ("Are dogs allowed?", "Only on the outer deck, and on a lead."),
    ]


def test_powers_and_notes() -> None:
    assert _read("05_superscripts.html") == [
        "The large tank holds 10^6 litres and covers 40 m^2.",
        "The small tank was built in 1962 [3] and holds 5 × 10^4 litres.",
    ]


def test_spans() -> None:
    assert _read("08_spans.html") == [
        "Season: Summer; Gate: North; Opens: 07:00; Closes: 21:00",
        "Season: Summer; Gate: South; Opens: 08:00; Closes: 20:00",
        "Season: Winter; Gate: closed all day; Opens: closed all day; Closes: closed all day",
        "Ticket: Day; Adults Weekday: 12; Adults Weekend: 15; Children Weekday: 6; Children Weekend: 7",
    ]


def test_a_label_that_means_windows_1252() -> None:
    assert _read("12_latin1_label.html") == [
        "The yearly fee is €45 – families don’t pay more than €80.",
        "Members call it the “pier fee”.",
    ]


def test_a_page_that_leads_on() -> None:
    with pytest.raises(Refused, match=r"only leads on to https://docs\.example\.org/en/latest/; add that page instead"):
        _read("16_meta_refresh.html")


def test_code_and_what_was_struck_out() -> None:
    assert _read("25_code_short.html") == [
        "Write this into the settings file:",
        "lamp:\n  colour: red\n  hours: 6\npump:\n  hours: 2",
        "Then run:",
        "lampctl check\nlampctl start",
        "if dark:\n    start()",
        "A lamp costs 7 euros.",
        "The club pays.",
        "The keeper does.",
    ]

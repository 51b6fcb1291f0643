"""Small HTML and struck-out words in Markdown are read as a reader of the page sees them."""

from __future__ import annotations

import time

import pytest
from support.format_files import quotable

from corpus.conversion.inline_html import write_inline_html
from corpus.documents import LeftOut, ReadDocument
from corpus.readers import read_document


def read(text: str, filename: str = "kit.md") -> ReadDocument:
    return read_document(text.encode(), filename)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("The pool holds 10<sup>6</sup> litres of H<sub>2</sub>O.", "The pool holds 10^6 litres of H2O."),
        ("Built in 1984<sup>3</sup> and painted.", "Built in 1984 [3] and painted."),
        ("Press <kbd>Ctrl</kbd>+<kbd>F1</kbd> now.", "Press Ctrl+F1 now."),
        ("Monday is <b>calm</b>.<br>Tuesday is <em class='x'>not</em>.", "Monday is calm.\nTuesday is not."),
        ("Type <name> and <b>, `10<sup>6</sup>` or 2 < 3.", "Type <name> and <b>, `10<sup>6</sup>` or 2 < 3."),
        (r"From ~30 to ~40, \~~5~~ or 3 ~~ 4 ~~ 5.", r"From ~30 to ~40, \~~5~~ or 3 ~~ 4 ~~ 5."),
    ],
)
def test_small_html_in_a_paragraph_is_written_plainly(written: str, quoted: str) -> None:
    assert [words for _, words in quotable(read(f"# Kit\n\n{written}\n"))] == [quoted]


@pytest.mark.parametrize("filename", ["kit.md", "kit.txt"])
def test_struck_out_words_of_markdown_are_not_quoted_and_counted(filename: str) -> None:
    document = read(
        "# ~~Old~~ Kit\n\nA lamp costs ~~5 euros~~ 7 euros ~~(once 9)~~. <del>Oars are\nfree.</del>\n\n- ~~Masks~~\n- Fins <s>x</s>\n\n"
        "| Boat | Seats |\n|---|---|\n| Heron | ~~4~~ 6 |\n\n```\n~~kept~~\n```\n",
        filename,
    )
    assert [words for _, words in quotable(document)] == [
        "A lamp costs 7 euros.", "Fins", "Heron | 6", "~~kept~~",
    ]  # fmt: skip
    assert (document.source.title, document.left_out) == ("Kit", (LeftOut("struck-out text", 7),))


def test_pictures_in_a_line_are_counted_where_they_say_something() -> None:
    document = read("See <img src='a.png' alt='the map'> and <img src='b.png'> here.\n")
    assert document.left_out == (LeftOut("picture", 1),)
    assert [words for _, words in quotable(document)] == ["See and here."]


@pytest.mark.parametrize(
    "hostile",
    ["<b>" * 40_000, "<b>" * 20_000 + "</b>" * 20_000, "~~ " * 60_000, "~~a~~ " * 30_000, "1<sup>2</sup>" * 20_000, "<!--" * 40_000],
)  # fmt: skip
def test_lines_made_to_be_slow_are_not(hostile: str) -> None:
    begin = time.perf_counter()
    write_inline_html(hostile)
    assert time.perf_counter() - begin < 2

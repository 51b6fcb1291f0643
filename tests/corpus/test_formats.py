"""Formats that become Markdown first: each file is made by a real writer, and read as an upload is."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import docx
import pptx
import pytest
from pptx.util import Inches
from support.format_files import epub, pairs, pdf, quotable, slides, with_part, word, workbook

from corpus.documents import BlockKind
from corpus.readers import UnreadableDocument, read_document, read_stored

pytestmark = pytest.mark.slow  # each conversion is a process

ARTICLE = "The ferry crosses the bay every day, and passengers drink tea on the upper deck of the old boat. " * 4


def test_pdf_pages_and_bookmarks_are_headings_and_sentences_run_on_over_pages() -> None:
    data = pdf(
        [
            ["Fares", "A crossing costs four crowns, and child-", "ren under six travel free of charge on every"],
            [
                "boat of the company. Dogs need a ticket of",
                "their own.",
                "- not a list",
                "Night boats",
                "Boats sail at ten.",
            ],
            ["# of boats: 4"],
        ],
        bookmarks=[(1, "Fares", 0), (2, "Night boats", 1)],
    )
    document = read_document(data, "report.pdf")
    assert quotable(document) == [
        (
            ("Fares", "p. 1"),
            "A crossing costs four crowns, and children under six travel free of charge on every boat of the company.",
        ),
        (("Fares", "p. 2"), "Dogs need a ticket of their own."),
        (("Fares", "p. 2"), "not a list"),
        (("Fares", "Night boats", "p. 2"), "Boats sail at ten."),
        (("Fares", "Night boats", "p. 3"), "# of boats: 4"),
    ]
    assert (document.source.title, document.source.author) == ("The Ferry Report", "Ada Lovelace")


def test_a_word_document_keeps_headings_lists_and_tables() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_heading("Harbour rules", 0)
        document.add_heading("Boats", 1)
        document.add_paragraph("Moor only at the *north* quay_side. ").add_run("Always.").bold = True
        document.add_paragraph("1986. A year of storms.")
        document.add_paragraph("Ropes", style="List Bullet")
        document.add_paragraph("Anchors", style="List Bullet")
        table = document.add_table(2, 2)
        for cell, words in zip(table._cells, ["Name", "Year", "Ada", "1843"], strict=True):
            cell.text = words

    document = read_document(word(fill), "harbour.docx")
    assert quotable(document) == [
        (("Boats",), "Moor only at the *north* quay_side. Always."),
        (("Boats",), "1986. A year of storms."),
        (("Boats",), "Ropes"),
        (("Boats",), "Anchors"),
        (("Boats",), "Name: Ada; Year: 1843"),
    ]
    assert [block.kind for block in document.blocks][2:] == [BlockKind.LIST_ITEM] * 2 + [BlockKind.TABLE_ROW]
    assert (document.source.title, document.source.author) == ("Harbour rules", "Ada Lovelace")


def test_slides_are_headings_above_their_numbers() -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = "Our boats"
        body = slide.placeholders[1].text_frame
        body.text = "The Ada is the oldest."
        body.add_paragraph().text = "The Grace is the fastest."
        slide.notes_slide.notes_text_frame.text = "Say that the Grace was built in 1952."
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.text = "# A box of text."
        table = slide.shapes.add_table(2, 2, 0, 0, Inches(3), Inches(1)).table
        for at, words in enumerate(["Name", "Year", "Ada", "1843"]):
            table.cell(at // 2, at % 2).text = words

    assert quotable(read_document(slides(fill), "fleet.pptx")) == [
        (("Our boats", "slide 1"), "The Ada is the oldest."),
        (("Our boats", "slide 1"), "The Grace is the fastest."),
        (("Our boats", "slide 1, notes"), "Say that the Grace was built in 1952."),
        (("slide 2",), "# A box of text."),
        (("slide 2",), "Name: Ada; Year: 1843"),
    ]


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")])
def test_a_row_of_csv_is_a_paragraph_with_the_names_of_its_columns(delimiter: str, encoding: str) -> None:
    output = io.StringIO()
    rows = [["Name", "Year", "Role"], ["Ada", "1843", "Löwe, analyst"], [], ["Grace", "", "a\nb"]]
    csv.writer(output, delimiter=delimiter).writerows(rows)
    assert quotable(read_document(output.getvalue().encode(encoding), "people.csv")) == [
        (("row 2",), "Name: Ada; Year: 1843; Role: Löwe, analyst"),
        (("row 4",), "Name: Grace; Role: a b"),
    ]


def test_a_table_without_names_of_columns_is_read_without_them() -> None:
    assert quotable(read_document(b"Ada,1843\nGrace,1952\n", "people.csv")) == [
        (("row 1",), "Ada; 1843"),
        (("row 2",), "Grace; 1952"),
    ]


def test_a_table_of_questions_and_answers_holds_pairs() -> None:
    document = read_document(b"Question,Answer\nHow do I join,Take the ferry.\n", "faq.csv")
    assert pairs(document) == [("How do I join", "Take the ferry.")]


def test_spreadsheets_give_stored_values_and_no_formulas() -> None:
    data = workbook(
        {
            "Boats": [
                ["Name", "Built", "Share", "Sum"],
                ["Ada", datetime(1943, 5, 6), 12.0, '=HYPERLINK("http://x.example","2+2")'],
                ["Grace", None, 2.5, "=2+2"],
            ],
            "Empty": [],
            "Crew": [["Who", "Where"], ["Lin", "bridge"]],
        }
    )
    document = read_document(data, "fleet.xlsx")
    assert quotable(document) == [
        (("Boats", "row 2"), "Name: Ada; Built: 1943-05-06; Share: 12"),
        (("Boats", "row 3"), "Name: Grace; Share: 2.5"),
        (("Crew", "row 2"), "Who: Lin; Where: bridge"),
    ]
    assert document.source.title == "Fleet"


def test_a_long_page_is_its_article_without_the_site_around_it() -> None:
    page = f"""<html><head><title>Ferries - The Bay</title><meta name="author" content="Ada Lovelace">
    <meta property="article:published_time" content="2024-05-06"></head><body><nav><a href="/">Home page</a></nav>
    <article><h1>Ferries</h1><h2>Daily boats</h2><p>{ARTICLE * 3}</p><script>document.write("stolen words")</script>
    <h2>Fares</h2><ul><li>Adults pay <b>four</b> crowns.</li></ul><p>{ARTICLE * 2}</p></article>
    <footer>All rights reserved by the site.</footer></body></html>"""
    document = read_document(page.encode(), "ferries.html")
    blocks = quotable(document)
    assert blocks[0] == (("Daily boats",), (ARTICLE * 3).strip())
    assert (("Fares",), "Adults pay four crowns.") in blocks
    assert not any(words in document.text for words in ("stolen", "Home page", "rights"))
    assert (document.source.author, document.source.published) == ("Ada Lovelace", date(2024, 5, 6))
    assert document.source.title.startswith("Ferries")


def test_a_short_page_keeps_all_that_it_shows() -> None:
    page = """<html><head><title>Rules</title><style>p {}</style></head><body><h1>Server rules</h1>
    <p>Be kind.<br>Always.</p><p hidden>Be cruel.</p><dl><dt>How do I join?</dt><dd>Take the ferry.</dd>
    <dt>Who leads?</dt><dd>Ada <i>does</i>.</dd></dl><ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>
    <table><tr><th>Name</th><th>Year</th></tr><tr><td>Ada</td><td>1843</td></tr><tr><td>a|b</td></tr></table>
    <pre>x = 1
# y</pre><script>alert("Be evil.")</script></body></html>"""
    document = read_document(page.encode(), "rules.htm")
    assert [text for _, text in quotable(document)] == [
        "Be kind.\nAlways.", "Take the ferry.", "Ada does.", "One", "Inner", "Two", "Name: Ada; Year: 1843",
        "Name: a|b",
        "x = 1\n# y",
    ]  # fmt: skip
    assert pairs(document)[0] == ("How do I join?", "Take the ferry.")
    assert document.source.title == "Server rules"
    assert "evil" not in document.text


def test_a_page_is_read_in_the_encoding_that_it_states() -> None:
    page = '<html><head><meta charset="cp1251"></head><body><p>Паром ходит.</p></body></html>'
    assert quotable(read_document(page.encode("cp1251"), "ferry.html")) == [((), "Паром ходит.")]


def test_the_chapters_of_a_book_come_in_order() -> None:
    chapters = [f"<html><body><h1>{name}</h1><p>{name} &amp; more&nbsp;tea.</p></body></html>" for name in "AB"]
    document = read_document(epub(chapters), "book.epub")
    assert quotable(document) == [(("A",), "A & more tea."), (("B",), "B & more tea.")]
    source = document.source
    assert (source.title, source.author, source.published) == ("A Bay Reader", "Ada Lovelace", date(2024, 5, 6))


@pytest.mark.parametrize(
    "value",
    [
        [{"question": "How do I join", "answer": "A. Go.\n\n# Then wait."}, {"question": "Why?", "answer": "- Tea"}],
        {"faq": [{"q": "How do I join", "a": "A. Go.\n\n# Then wait."}, {"Q": "Why?", "A": "- Tea"}], "version": 2},
        {"How do I join": ["A. Go.", "# Then wait."], "Why?": "- Tea"},
    ],
)
def test_json_of_questions_and_answers_holds_the_pairs(value: object) -> None:
    document = read_document(json.dumps(value).encode(), "server-faq.json")
    assert [(question, "".join(answer.split("\n\n\u00a0"))) for question, answer in pairs(document)] == [
        ("How do I join", "A. Go.# Then wait."),
        ("Why?", "- Tea"),
    ]
    assert quotable(document)[1] == (("How do I join",), "# Then wait.")
    assert document.source.title == "Server faq"


@pytest.mark.parametrize("value", ["[]", "3", '["a"]', '{"a": 3}', '[{"question": "a?"}]', "[" * 100_000])
def test_json_of_another_form_is_refused_with_the_form_that_is_needed(value: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^faq\.json .*(give a list such as|correct it|simpler)"):
        read_document(value.encode(), "faq.json")


def test_a_stored_text_is_read_again_as_it_was() -> None:
    document = read_document(pdf([["Boats sail at ten."]]), "report.pdf")
    assert read_stored(document.text, "report.pdf").blocks == document.blocks
    assert read_stored(document.text, "report.pdf").source.title == "The Ferry Report"
    assert read_stored("Be kind.", "a.txt") == read_document(b"Be kind.", "a.txt")


def test_macros_and_unknown_parts_are_not_read() -> None:
    data = with_part(word(lambda document: document.add_paragraph("Be kind.")), "word/vbaProject.bin", b"Be evil.")
    assert quotable(read_document(data, "rules.docx")) == [((), "Be kind.")]

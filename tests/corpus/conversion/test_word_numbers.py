"""The numbers that Word shows before headings and paragraphs."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support.converted import convert_bytes, read_lines
from support.format_files import word


def _read(fill: Callable[[Document], object]) -> list[str]:
    return read_lines(word(fill), "rules.docx")


def _list_headings(fill: Callable[[Document], object]) -> list[str]:
    lines = convert_bytes(word(fill), "rules.docx").markdown.split("\n")
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


def _number(document: Document, levels: list[tuple[str, str]], *, starts: dict[int, int] | None = None) -> None:
    """Number the headings of a document: (format, text) of each level."""
    numbering = document.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{(starts or {}).get(at, 1)}"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="Heading{at + 1}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for at, (form, words) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{inside}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
    for at in range(len(levels)):
        properties = document.styles[f"Heading {at + 1}"].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="70"/></w:numPr>'))


def test_headings_carry_the_numbers_that_word_shows() -> None:
    def fill(document: Document) -> None:
        _number(document, [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%1.%2(%3)")])
        for words, level in (("Boats", 1), ("Berths", 2), ("Ropes", 3), ("Sails", 3), ("Crew", 1), ("Rest", 2)):
            document.add_heading(words, level)
            document.add_paragraph("Be kind.")

    assert _list_headings(fill) == ["1. Boats", "1.1 Berths", "1.1(a) Ropes", "1.1(b) Sails", "2. Crew", "2.1 Rest"]


def test_numbers_of_articles_are_spelled_as_word_does() -> None:
    def fill(document: Document) -> None:
        _number(document, [("upperRoman", "Article %1"), ("decimalZero", "§ %2")], starts={0: 4})
        document.add_heading("Boats", 1)
        document.add_heading("Berths", 2)
        document.add_heading("Crew", 1)

    assert _list_headings(fill) == ["Article IV Boats", "§ 01 Berths", "Article V Crew"]


def test_a_paragraph_with_a_number_of_several_levels_carries_it_and_a_list_stays_one() -> None:
    def fill(document: Document) -> None:
        _number(document, [("decimal", "%1"), ("decimal", "%1.%2")])
        document.add_heading("Boats", 1)
        paragraph = document.add_paragraph("Moor at the north quay.")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="1"/><w:numId w:val="70"/></w:numPr>')
        )
        document.add_paragraph("Ropes", style="List Number")

    assert _read(fill) == ["1.1 Moor at the north quay.", "Ropes"]


def test_a_heading_without_a_number_gets_none() -> None:
    def fill(document: Document) -> None:
        _number(document, [("decimal", "%1")])
        document.add_heading("Boats", 1)
        bare = document.add_heading("Preface", 1)
        bare._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
        )
        document.add_heading("Crew", 1)

    assert _list_headings(fill) == ["1 Boats", "Preface", "2 Crew"]

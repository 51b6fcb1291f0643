"""Word documents: the text that Word shows, with its numbers and equations and without what is struck out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st
from support.converted import PHRASES, convert_bytes, count_lost_words, list_left_out, read_lines
from support.format_files import with_part, word

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def _read(fill: Callable[[Document], object]) -> list[str]:
    return read_lines(word(fill), "rules.docx")


@pytest.mark.parametrize(
    ("equation", "words"),
    [
        ("<m:r><m:t>F=3d+5</m:t></m:r>", "F=3d+5"),
        ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>", "(a+b)/c"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x^2"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:rad>", "√(x+1)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r>'
            "</m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>',
            "[x]",
        ),
        ("<m:func><m:fName><m:r><m:t>log</m:t></m:r></m:fName><m:e><m:r><m:t>2</m:t></m:r></m:e></m:func>", "log 2"),
        ("", "[equation]"),
    ],
)
@pytest.mark.parametrize("own_line", [False, True])
def test_an_equation_is_text(equation: str, words: str, own_line: bool) -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("The fee is ")
        math = f"<m:oMath {M}>{equation}</m:oMath>"
        paragraph._p.append(parse_xml(f"<m:oMathPara {M}>{math}</m:oMathPara>" if own_line else math))
        paragraph.add_run(", where d is a number of days.")

    assert _read(fill) == [f"The fee is {words}, where d is a number of days."]
    assert list_left_out(word(fill), "rules.docx") == ([] if equation else ["1 equation"])


def test_struck_out_deleted_and_hidden_text_is_left_out_and_counted() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("A lamp costs ")
        paragraph.add_run("5").font.strike = True
        paragraph.add_run("6").font.double_strike = True
        paragraph.add_run("8").font.hidden = True
        paragraph._p.append(
            parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="Ada"><w:r><w:delText>9</w:delText></w:r></w:del>')
        )
        paragraph._p.append(
            parse_xml(
                f'<w:ins {nsdecls("w")} w:id="2" w:author="Ada"><w:r><w:t xml:space="preserve"> 7 euros.</w:t></w:r></w:ins>'
            )
        )
        style = document.styles.add_style("Gone", 2)
        style.font.strike = True
        paragraph.add_run("Or ten.", style="Gone")

    assert _read(fill) == ["A lamp costs 7 euros."]
    assert list_left_out(word(fill), "rules.docx") == ["1 deleted text", "3 struck-out texts", "1 hidden text"]


def test_text_that_a_style_strikes_out_and_a_run_does_not_is_kept() -> None:
    def fill(document: Document) -> None:
        document.styles.add_style("Gone", 1).font.strike = True
        paragraph = document.add_paragraph("Or ten. ", style="Gone")
        paragraph.add_run("But seven.").font.strike = False

    assert _read(fill) == ["But seven."]


def test_a_number_that_a_field_makes_is_kept() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("Table ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="SEQ Table"><w:r><w:t>3</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(": boats of the harbour.")

    assert _read(fill) == ["Table 3: boats of the harbour."]


@pytest.mark.parametrize("fallback", ["", "<mc:Fallback/>"])
def test_a_text_box_is_read(fallback: str) -> None:
    box = (
        f'<w:r {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent><mc:Choice Requires="wps">'
        "<w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>Boats sail at ten.</w:t>"
        "</w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"{fallback}</mc:AlternateContent></w:r>"
    )
    assert _read(lambda document: document.add_paragraph("Be kind.")._p.append(parse_xml(box))) == [
        "Be kind.",
        "Boats sail at ten.",
    ]


def test_comments_and_pictures_are_counted_and_a_picture_in_a_sentence_leaves_a_mark() -> None:
    def fill(document: Document) -> None:
        document.add_picture(io.BytesIO(PIXEL), Inches(1))
        paragraph = document.add_paragraph("Press ")
        paragraph.add_run().add_picture(io.BytesIO(PIXEL), Inches(1))
        document.add_comment(paragraph.add_run(" to start."), "Which one?", "Ada")

    assert _read(fill) == ["Press [picture] to start."]
    assert list_left_out(word(fill), "rules.docx") == ["2 pictures", "1 comment"]


def test_a_style_in_the_outline_is_a_heading_whatever_its_name() -> None:
    def fill(document: Document) -> None:
        document.styles.add_style("Chapter of ours", 1).base_style = document.styles["Heading 2"]
        own = document.styles.add_style("Part of ours", 1).element.get_or_add_pPr()
        own.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
        document.add_paragraph("Boats", style="Part of ours")
        document.add_paragraph("Berths", style="Chapter of ours")
        document.add_paragraph("Be kind.")

    assert convert_bytes(word(fill), "rules.docx").markdown == "# Boats\n\n## Berths\n\nBe kind.\n"


def test_the_sign_of_a_box_that_is_ticked_is_kept() -> None:
    control = (
        f'<w:sdt {nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        '<w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )

    def fill(document: Document) -> None:
        paragraph = document.add_paragraph()
        paragraph._p.append(parse_xml(control))
        paragraph.add_run(" Dogs are allowed.")

    assert _read(fill) == ["☒ Dogs are allowed."]


def test_headers_and_footers_are_counted() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Be kind.")
        document.sections[0].header.paragraphs[0].text = "The harbour office"
        document.sections[0].footer.paragraphs[0].text = "Page"

    assert list_left_out(word(fill), "rules.docx") == ["1 page header", "1 page footer"]


def test_raised_numbers_do_not_run_into_the_ones_before() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("About 10")
        paragraph.add_run("6").font.superscript = True
        paragraph.add_run(" cells since 1998")
        paragraph.add_run("3").font.superscript = True
        paragraph.add_run(".")

    assert _read(fill) == ["About 10^6 cells since 1998 [3]."]


def test_the_words_of_a_diagram_are_read() -> None:
    namespaces = (
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    drawing = (
        f"<w:r {nsdecls('w', 'wp', 'r')} {namespaces}><w:drawing><wp:inline><a:graphic><a:graphicData>"
        '<dgm:relIds r:dm="rIdD"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    data = word(lambda document: document.add_paragraph("Be kind.")._p.append(parse_xml(drawing)))
    assert list_left_out(data, "rules.docx") == ["1 diagram"]
    relations = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    relation = f'<Relationship Id="rIdD" Type="{kind}" Target="diagrams/data1.xml"/></Relationships>'
    data = with_part(data, "word/_rels/document.xml.rels", relations.replace("</Relationships>", relation))
    words = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{each}</a:t></a:r></a:p></dgm:t></dgm:pt>" for each in ("Ask", "Go")
    )
    data = with_part(data, "word/diagrams/data1.xml", f"<dgm:dataModel {namespaces}>{words}</dgm:dataModel>")
    assert read_lines(data, "rules.docx") == ["Be kind.", "Ask", "Go"]


@settings(max_examples=6, deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["heading", "text", "List Bullet", "List Number", "box"]), PHRASES),
        min_size=1,
        max_size=5,
    ),
    table=st.lists(st.lists(PHRASES, min_size=3, max_size=3), min_size=2, max_size=3),
    merged=st.booleans(),
)
def test_no_word_of_a_document_is_lost(parts: list[tuple[str, str]], table: list[list[str]], merged: bool) -> None:
    def fill(document: Document) -> None:
        for kind, words in parts:
            if kind == "heading":
                document.add_heading(words, 2)
            elif kind == "box":
                inside = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
                shape = f"<v:shape><v:textbox>{inside}</v:textbox></v:shape>"
                box = f"<w:r {nsdecls('w')} {V}><w:pict>{shape}</w:pict></w:r>"
                document.add_paragraph()._p.append(parse_xml(box))
            else:
                document.add_paragraph(words, style=None if kind == "text" else kind)
        grid = document.add_table(len(table), 3)
        for down, row in enumerate(table):
            for across, words in enumerate(row):
                grid.cell(down, across).text = words
        if merged:
            grid.cell(len(table) - 1, 0).merge(grid.cell(len(table) - 1, 1))

    shown = [*[words for _, words in parts], *[words for row in table for words in row]]
    assert not count_lost_words(shown, word(fill), "rules.docx")


def test_a_document_with_unused_numbers_is_read() -> None:
    data = word(lambda document: document.add_paragraph("Be kind."))
    assert read_lines(with_part(data, "word/numbering.xml", docx.Document().part.numbering_part.blob), "a.docx") == [
        "Be kind."
    ]

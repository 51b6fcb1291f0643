"""Slides: boxes as they are read, tables with the names of their columns, and what is not shown left out."""

from __future__ import annotations

import io

import pptx
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.slide import Slide
from pptx.util import Inches
from support.converted import PHRASES, count_lost_words, list_left_out, read_lines
from support.format_files import slides

OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _add_slide(deck: pptx.presentation.Presentation) -> Slide:
    return deck.slides.add_slide(deck.slide_layouts[6])


def _add_box(slide: Slide, words: str, left: float, top: float) -> None:
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    box.text_frame.text = words


def test_boxes_are_read_by_their_place_and_not_as_they_were_made() -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = _add_slide(deck)
        _add_box(slide, "Fourth.", 1, 5)
        _add_box(slide, "Second.", 1, 1.05)
        _add_box(slide, "Third.", 5, 1)
        _add_box(slide, "First.", 3, 0.2)

    assert read_lines(slides(fill), "boats.pptx") == ["First.", "Second.", "Third.", "Fourth."]


def test_a_group_is_read_where_it_stands() -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = _add_slide(deck)
        _add_box(slide, "Last.", 1, 6)
        group = slide.shapes.add_group_shape()
        for words, top in (("Third.", 3), ("Second.", 2)):
            box = group.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(0.5))
            box.text_frame.text = words
        _add_box(slide, "First.", 1, 1)

    assert read_lines(slides(fill), "boats.pptx") == ["First.", "Second.", "Third.", "Last."]


def _make_table(rows: list[list[str]], *merged: tuple[int, int, int, int]) -> bytes:
    def fill(deck: pptx.presentation.Presentation) -> None:
        shape = _add_slide(deck).shapes.add_table(len(rows), len(rows[0]), 0, 0, Inches(6), Inches(2))
        for down, row in enumerate(rows):
            for across, words in enumerate(row):
                shape.table.cell(down, across).text = words
        for top, left, bottom, right in merged:
            shape.table.cell(top, left).merge(shape.table.cell(bottom, right))

    return slides(fill)


def test_each_row_of_a_table_has_the_names_of_its_columns() -> None:
    rows = [["Pier", "Opens", "Closes"], ["East", "7:00", "21:00"], ["", "8:00", "20:00"], ["West", "closed", ""]]
    assert read_lines(_make_table(rows, (1, 0, 2, 0), (3, 1, 3, 2)), "boats.pptx") == [
        "Pier: East; Opens: 7:00; Closes: 21:00",
        "Pier: East; Opens: 8:00; Closes: 20:00",
        "Pier: West; Opens: closed; Closes: closed",
    ]


def test_two_rows_of_names_join_and_a_title_over_all_columns_is_none_of_them() -> None:
    rows = [
        ["Opening hours", "", ""], ["Pier", "Sundays", ""], ["", "from", "to"], ["East", "7:00", "21:00"],
    ]  # fmt: skip
    assert read_lines(_make_table(rows, (0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)), "boats.pptx") == [
        "Opening hours",
        "Pier: East; Sundays from: 7:00; Sundays to: 21:00",
    ]


def test_struck_out_text_is_left_out_raised_numbers_stay_apart_and_equations_are_text() -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = _add_slide(deck)
        box = slide.shapes.add_textbox(0, 0, Inches(5), Inches(1))
        paragraph = box.text_frame.paragraphs[0]
        for words, effect in (
            ("A lamp costs ", {}),
            ("5", {"strike": "sngStrike"}),
            (" 7 euros for 10", {}),
            ("6", {"baseline": "30000"}),
        ):
            run = paragraph.add_run()
            run.text = words
            for name, value in effect.items():
                run._r.get_or_add_rPr().set(name, value)
        equation = (
            f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="a14">'
            f'<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><m:oMath xmlns:m="{OMML}">'
            f"<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath></a14:m>"
            f'</mc:Choice><mc:Fallback><a:r xmlns:a="{A}"><a:t>?</a:t></a:r></mc:Fallback></mc:AlternateContent>'
        )
        paragraph.add_run().text = " lamps, "
        paragraph._p.append(etree.fromstring(equation))
        paragraph.add_run().text = " in all."

    assert read_lines(slides(fill), "boats.pptx") == ["A lamp costs 7 euros for 10^6 lamps, (a+b)/c in all."]
    assert list_left_out(slides(fill), "boats.pptx") == ["1 struck-out text"]


def test_a_box_that_only_newer_programs_show_is_read() -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = _add_slide(deck)
        _add_box(slide, "Boats sail at ten.", 1, 1)
        box = slide.shapes._spTree[-1]
        alternatives = etree.SubElement(
            slide.shapes._spTree, "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
        )
        choice = etree.SubElement(alternatives, alternatives.tag.replace("AlternateContent", "Choice"))
        choice.set("Requires", "a14")
        choice.append(box)

    assert read_lines(slides(fill), "boats.pptx") == ["Boats sail at ten."]


def test_hidden_slides_hidden_shapes_charts_and_pictures_are_counted() -> None:
    picture = io.BytesIO(bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    ))  # fmt: skip

    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = _add_slide(deck)
        _add_box(slide, "Boats sail at ten.", 1, 1)
        _add_box(slide, "Nobody sees this.", 1, 2)
        next(slide.shapes[1]._element.iter("{*}cNvPr")).set("hidden", "1")
        slide.shapes.add_picture(picture, 0, Inches(4))
        data = CategoryChartData()
        data.categories = ["a"]
        data.add_series("b", (1,))
        slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, Inches(5), Inches(1), Inches(1), data)
        hidden = _add_slide(deck)
        _add_box(hidden, "Nor this.", 1, 1)
        hidden.element.set("show", "0")

    assert read_lines(slides(fill), "boats.pptx") == ["Boats sail at ten."]
    assert list_left_out(slides(fill), "boats.pptx") == ["1 hidden shape", "1 picture", "1 chart", "1 hidden slide"]


@settings(max_examples=12, deadline=None)
@given(
    boxes=st.lists(st.tuples(PHRASES, st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=4),
    table=st.lists(st.lists(PHRASES, min_size=3, max_size=3), min_size=2, max_size=3),
    title=PHRASES,
    note=PHRASES,
)
def test_no_word_of_a_slide_is_lost(
    boxes: list[tuple[str, int, int]], table: list[list[str]], title: str, note: str
) -> None:
    def fill(deck: pptx.presentation.Presentation) -> None:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        for words, left, top in boxes:
            _add_box(slide, words, left, top)
        shape = slide.shapes.add_table(len(table), 3, 0, Inches(6), Inches(6), Inches(1))
        for down, row in enumerate(table):
            for across, words in enumerate(row):
                shape.table.cell(down, across).text = words
        slide.notes_slide.notes_text_frame.text = note

    shown = [title, note, *[words for words, *_ in boxes], *[words for row in table for words in row]]
    assert not count_lost_words(shown, slides(fill), "deck.pptx")

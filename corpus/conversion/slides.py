"""Presentations (.pptx): the title of a slide is a heading, its number the innermost one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation

from corpus.conversion.archives import add_properties, open_office_file, parse_xml
from corpus.conversion.column_names import Cells, count_name_rows
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.slide_shapes import A, choose_alternatives, iterate_shapes, read_paragraph
from corpus.conversion.tables import Row, format_row, write_grid

_TYPE = "presentationml.presentation.main+xml"
_SLIDE_LEVEL = 6
_NO_TEXT = frozenset({13, 15, 16})  # placeholders for a slide's number, its footer and its date
_BODIES = frozenset({2, 4, 7})  # placeholders whose paragraphs have bullets
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_COMMENT = (b"<p:cm ", b"<p188:cm ")


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text, the tables and the notes of visible slides, box by box as they are read.

    Raises `Refused` for what is no presentation, is encrypted, or holds no words.
    """
    archive = open_office_file(data, "PowerPoint presentation", ".pptx", _TYPE, limits)
    markup = Markup(limits.characters)
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, 1):
        if slide.element.get("show") != "0":
            _write_slide(slide, number, markup)
        else:
            markup.leave_out("hidden slide")
    if not any(character.isalnum() for line in markup.text.split("\n") if line[:1] != "#" for character in line):
        raise Refused("holds no text but titles; upload slides with text, or the text as a document")
    for name in archive.namelist():
        if name.startswith("ppt/comments/"):
            part = archive.read(name)
            markup.leave_out("comment", sum(part.count(mark) for mark in _COMMENT))
    return add_properties(markup, archive)


def _write_slide(slide: Any, number: int, markup: Markup) -> None:
    choose_alternatives(slide.shapes._spTree)
    title = slide.shapes.title
    named = title is not None and title.has_text_frame and title.text_frame.text.strip()
    # Every slide opens with a heading of the second level, so that none stands under the title of the one before.
    if named:
        markup.add_heading(2, " ".join(read_paragraph(each._p, markup) for each in title.text_frame.paragraphs))
        markup.add_heading(_SLIDE_LEVEL, f"slide {number}")
    else:
        markup.add_heading(2, f"slide {number}")
    for shape in iterate_shapes(slide.shapes):
        if not (named and shape.shape_id == title.shape_id):
            _write_shape(shape, markup)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
        markup.add_heading(_SLIDE_LEVEL, f"slide {number}, notes")
        for paragraph in frame.paragraphs:
            markup.add_paragraph(read_paragraph(paragraph._p, markup))


def _write_shape(shape: Any, markup: Markup) -> None:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if kind is not None and kind in _NO_TEXT:
        return
    if next(shape._element.iter("{*}cNvPr")).get("hidden") in ("1", "true"):
        markup.leave_out("hidden shape")
    elif getattr(shape, "has_table", False):
        _write_table(shape.table, markup)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            words = read_paragraph(paragraph._p, markup)
            if kind in _BODIES or paragraph.level:
                markup.add_item(words, paragraph.level)
            else:
                markup.add_paragraph(words)
    elif getattr(shape, "has_chart", False):
        markup.leave_out("chart")
    elif (diagram := next(shape._element.iter(f"{_DIAGRAM}relIds"), None)) is not None:
        for paragraph in parse_xml(shape.part.related_part(diagram.get(_DATA)).blob).iter(f"{A}p"):
            markup.add_item(read_paragraph(paragraph, markup))
    elif shape._element.tag.endswith("}pic"):
        markup.leave_out("picture")
    elif shape._element.tag.endswith("}graphicFrame"):
        markup.leave_out("embedded object")


def _write_table(table: Any, markup: Markup) -> None:
    rows = [row for row in _read_rows(table, markup) if any(row.cells)]
    while rows and rows[0].is_across():
        markup.add_paragraph(format_row([], rows.pop(0)))
    cells: list[Cells] = [(row.cells, row.repeats) for row in rows]
    write_grid(markup, rows, max(1, count_name_rows(cells)) if table.first_row and rows else 0)


def _read_rows(table: Any, markup: Markup) -> Iterator[Row]:
    """Yield the rows of a table; a merged cell stands in every row and column that it spans."""
    above: dict[tuple[int, int], tuple[str, bool]] = {}
    for number, row in enumerate(table.rows):
        cells: list[str] = []
        repeats: set[int] = set()
        for column, cell in enumerate(row.cells):
            words, repeated = above.get((number, column), ("", False))
            if not cell.is_spanned:
                words = " ".join(read_paragraph(each._p, markup) for each in cell.text_frame.paragraphs)
                for down in range(cell.span_height):
                    for right in range(cell.span_width):
                        above[number + down, column + right] = (words, right > 0)
            cells.append(" ".join(words.split()))
            if cell.is_spanned and repeated:
                repeats.add(column)
        yield Row(number + 1, cells, frozenset(repeats))

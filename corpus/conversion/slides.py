"""Presentations (.pptx): the title of a slide is a heading, its number the innermost one."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from pptx import Presentation

from corpus.conversion.archives import add_properties, open_office_file
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused

_TYPE = "presentationml.presentation.main+xml"
_SLIDE_LEVEL = 6
_NO_TEXT = frozenset({13, 15, 16})  # placeholders for a slide's number, its footer and its date
_BODIES = frozenset({2, 4, 7})  # placeholders whose paragraphs have bullets


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text, the tables and the notes of visible slides.

    Raises `Refused` for what is no presentation, is encrypted, or holds no words.
    """
    archive = open_office_file(data, "PowerPoint presentation", ".pptx", _TYPE, limits)
    markup = Markup(limits.characters)
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, 1):
        if slide.element.get("show") != "0":
            _write_slide(slide, number, markup)
    if not any(character.isalnum() for line in markup.text.split("\n") if line[:1] != "#" for character in line):
        raise Refused("holds no text but titles; upload slides with text, or the text as a document")
    return add_properties(markup, archive)


def _write_slide(slide: Any, number: int, markup: Markup) -> None:
    title = slide.shapes.title
    named = title is not None and title.has_text_frame and title.text_frame.text.strip()
    # Every slide opens with a heading of the second level, so that none stands under the title of the one before.
    if named:
        markup.add_heading(2, title.text_frame.text)
        markup.add_heading(_SLIDE_LEVEL, f"slide {number}")
    else:
        markup.add_heading(2, f"slide {number}")
    for shape in _iterate_shapes(slide.shapes):
        if not (named and shape.shape_id == title.shape_id):
            _write_shape(shape, markup)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
        markup.add_heading(_SLIDE_LEVEL, f"slide {number}, notes")
        for paragraph in frame.paragraphs:
            markup.add_paragraph(_read_words(paragraph))


def _iterate_shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _iterate_shapes(shape.shapes)
        else:
            yield shape


def _write_shape(shape: Any, markup: Markup) -> None:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if kind is not None and kind in _NO_TEXT:
        return
    if getattr(shape, "has_table", False):
        rows = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        markup.add_table(rows, headed=bool(shape.table.first_row))
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            if kind in _BODIES or paragraph.level:
                markup.add_item(_read_words(paragraph), paragraph.level)
            else:
                markup.add_paragraph(_read_words(paragraph))


def _read_words(paragraph: Any) -> str:
    return str(paragraph.text).replace("\v", "\n")

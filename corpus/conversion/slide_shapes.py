"""The boxes of a slide in the order in which they are read, and the words of their paragraphs as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from corpus.conversion.equations import MATH, write_equation
from corpus.conversion.markup import Markup
from corpus.conversion.scripts import Script, ScriptPiece, join_pieces

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SAME_LINE = 0.5  # of the lower of two boxes: they stand side by side where their tops are nearer than that
_NARROW = 274_320  # EMU (0.3 inches): tops that are nearer than that are the same however low the boxes are


def choose_alternatives(tree: etree._Element) -> None:
    """Put what newer programs show in the place of two alternatives, as a box with an equation has; the library reads neither."""
    for alternatives in list(tree.iter(f"{_MC}AlternateContent")):
        parent = alternatives.getparent()
        kept = alternatives.find(f"{_MC}Choice")
        if parent is None or kept is None:
            continue
        for child in list(kept):
            alternatives.addprevious(child)
        parent.remove(alternatives)


def iterate_shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """Yield shapes from top to bottom, and from left to right where they stand side by side; a group as one shape would."""
    for shape in _sort_by_place(list(shapes)):
        if hasattr(shape, "shapes"):
            yield from iterate_shapes(shape.shapes)
        else:
            yield shape


def read_paragraph(paragraph: etree._Element, markup: Markup) -> str:
    """Return the words of a paragraph, with its line breaks and equations and without what is struck out."""
    return join_pieces(_read_pieces(paragraph, markup)).strip()


def _read_pieces(paragraph: etree._Element, markup: Markup) -> Iterator[ScriptPiece]:
    for child in paragraph:
        if child.tag == f"{A}br":
            yield ScriptPiece("\n")
        elif child.tag in (f"{A}r", f"{A}fld"):
            words = child.findtext(f"{A}t") or ""
            properties = child.find(f"{A}rPr")
            effects = properties.attrib if properties is not None else {}
            if str(effects.get("strike", "noStrike")) != "noStrike":
                markup.leave_out("struck-out text", int(bool(words.strip())))
                continue
            raised = _read_baseline(effects.get("baseline"))
            yield ScriptPiece(words, Script.RAISED if raised > 0 else Script.LOWERED if raised < 0 else Script.LINE)
        elif (equation := next(child.iter(f"{MATH}oMathPara", f"{MATH}oMath"), None)) is not None:
            words = write_equation(equation)
            markup.leave_out("equation", int(not words))
            yield ScriptPiece(words or "[equation]")


def _read_baseline(value: Any) -> float:
    try:
        return float(str(value or "0").rstrip("%"))
    except ValueError:
        return 0


def _sort_by_place(shapes: list[Any]) -> list[Any]:
    """Return shapes line by line: a line is made of those that begin at about the same height."""
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    lines: list[list[Any]] = []
    for shape in placed:
        first = lines[-1][0] if lines else None
        if first is not None:
            near = max(_NARROW, _SAME_LINE * min(first.height or 0, shape.height or 0))
            if (shape.top or 0) - (first.top or 0) < near and not _stands_below(lines[-1], shape):
                lines[-1].append(shape)
                continue
        lines.append([shape])
    return [shape for line in lines for shape in sorted(line, key=lambda shape: shape.left or 0)]


def _stands_below(line: Iterable[Any], shape: Any) -> bool:
    """Whether a shape begins where another one of the line, in the same place from left to right, ends or is under way."""
    for other in line:
        wide = min((other.left or 0) + (other.width or 0), (shape.left or 0) + (shape.width or 0))
        overlap = wide - max(other.left or 0, shape.left or 0)
        if overlap > 0.5 * min(other.width or 0, shape.width or 0) and (shape.top or 0) > (other.top or 0):
            return True
    return False

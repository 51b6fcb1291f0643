"""Rows of a table, each with the names of its columns: what CSV files and spreadsheets have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from corpus.conversion.markup import Markup

_NUMBER = re.compile(r"[-+(]?[\d\s.,'’]*\d[\d\s.,'’]*\)?\s?[%€$£]?")
_ROW_LEVEL = 6  # of the heading that numbers a row, so that it comes last in the heading path
_PAIR = ("question", "answer")

Row = tuple[int, Sequence[str]]  # its number as the program shows it, its cells


def write_rows(markup: Markup, rows: Iterable[Row]) -> int:
    """Write each row under a heading "row N", as `Name: Ada; Year: 1843`; return how many.

    The first row with words names the columns, unless one of its cells is a number or two are the same. A table of
    questions and answers becomes pairs.
    """
    written = 0
    names: list[str] | None = None
    for number, cells in rows:
        values = [" ".join(cell.split()) for cell in cells]
        if not any(values):
            continue
        if names is None and _names_columns(values):
            names = values
            continue
        names = names or []
        markup.add_heading(_ROW_LEVEL, f"row {number}")
        asked = [name.casefold() for name in names if name]
        if sorted(asked) == sorted(_PAIR):
            question, answer = (values[index] if index < len(values) else "" for index in _find_columns(names))
            if question and answer:
                markup.add_pair(question, answer)
                written += 1
                continue
        named = zip_longest(names[: len(values)], values, fillvalue="")
        markup.add_paragraph("; ".join(f"{name}: {value}" if name else value for name, value in named if value))
        written += 1
    return written


def _names_columns(values: Sequence[str]) -> bool:
    words = [value for value in values if value]
    return (
        len(set(words)) == len(words)
        and not any(_NUMBER.fullmatch(value) for value in words)
        and (len(words) > 1 or len(values) == 1)
    )


def _find_columns(names: Sequence[str]) -> list[int]:
    folded = [name.casefold() for name in names]
    return [folded.index(name) for name in _PAIR]

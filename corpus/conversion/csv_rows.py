"""CSV: a row is a passage with the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.plain_text import decode_text
from corpus.conversion.tables import Row, write_rows

_SAMPLE = 20_000  # characters looked at to tell what parts the cells
_DELIMITERS = ",;\t|"
_STATED = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*\r?\n", re.IGNORECASE)  # Excel's own line: no data
_LONGEST_CELL = 1_000_000  # characters


def convert(data: bytes, limits: Limits) -> Converted:
    """Return a paragraph for each row. Raises `Refused` where no row has words below the names of the columns."""
    text = decode_text(data)
    csv.field_size_limit(_LONGEST_CELL)
    markup = Markup(limits.characters)
    try:
        written = write_rows(markup, _read_rows(text))
    except csv.Error as error:
        raise Refused(f"is no CSV ({error}); save it again as CSV") from error
    if not written:
        raise Refused("holds no rows below the names of its columns; upload a table with rows")
    return Converted(markup.text)


def _read_rows(text: str) -> Iterator[Row]:
    stated = _STATED.match(text)
    start, delimiter = (stated.end(), stated[1]) if stated else (0, _detect_delimiter(text))
    lines = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter)
    for number, cells in enumerate(lines, 1):
        yield Row(number, cells)


def _detect_delimiter(text: str) -> str:
    """Return what parts the cells: the sign that cuts most rows into the same number of them, more than one.

    A title line above the table has none of it, and prose in a cell has commas here and there.
    """
    sample = text[:_SAMPLE]
    best, most = ",", (0, 0, 0)
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if cells]
            if len(sample) < len(text):
                widths = widths[:-1]  # it may be cut
            agreeing = Counter(width for width in widths if width > 1)
            width, count = max(agreeing.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
            if (rank := (2 * count > len(widths), count, width)) > most:
                best, most = delimiter, rank
    return best

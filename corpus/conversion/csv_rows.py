"""CSV: a row is a passage with the names of its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.plain_text import decode_text
from corpus.conversion.tables import Row, write_rows

_SAMPLE = 20_000  # characters looked at to tell what parts the cells
_DELIMITERS = ",;\t|"
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
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), _make_dialect(text)), 1)


def _make_dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = _detect_delimiter(text)

    return Found


def _detect_delimiter(text: str) -> str:
    sample = text[:_SAMPLE]
    head = sample.split("\n", 1)[0]
    try:
        found = csv.Sniffer().sniff(sample, _DELIMITERS).delimiter
    except csv.Error:
        found = ","
    # The sniffer is led astray by prose in cells; what parts the names of the columns does not lie.
    return found if found in head else max(_DELIMITERS, key=head.count)

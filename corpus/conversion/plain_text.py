"""The text of formats that are text: decoded as a text file would be."""

from __future__ import annotations

from corpus.conversion.outcome import Refused
from corpus.reading.decoding import UnreadableDocument, decode
from corpus.reading.encodings import decode_labelled_page

_IT = "it"


def decode_text(data: bytes) -> str:
    """Return the text of `data`. Raises `Refused` where it is none."""
    try:
        return decode(data, _IT)
    except UnreadableDocument as error:
        raise Refused(str(error).removeprefix(_IT).lstrip(" ,")) from error


def decode_page(data: bytes) -> str:
    """Return the text of a web page: as UTF-8 where it is that, else in the encoding that the page states."""
    text = decode_labelled_page(data)
    return decode_text(data) if text is None else text

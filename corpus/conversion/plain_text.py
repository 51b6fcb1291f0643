"""The text of formats that are text: decoded as a text file would be."""

from __future__ import annotations

import codecs
import re

from corpus.conversion.outcome import Refused
from corpus.reading.decoding import UnreadableDocument, decode

_IT = "it"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page states its encoding


def decode_text(data: bytes) -> str:
    """Return the text of `data`. Raises `Refused` where it is none."""
    try:
        return decode(data, _IT)
    except UnreadableDocument as error:
        raise Refused(str(error).removeprefix(_IT).lstrip(" ,")) from error


def decode_page(data: bytes) -> str:
    """Return the text of a web page: as UTF-8 where it is that, else in the encoding that the page states."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        stated = _CHARSET.search(data[:_HEAD])
        if stated is not None:
            try:
                return data.decode(codecs.lookup(stated[1].decode()).name)
            except (LookupError, UnicodeDecodeError):
                pass
    return decode_text(data)

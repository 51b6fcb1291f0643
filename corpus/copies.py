"""Copies of a file: programs write line ends in their own way, and the same text has other bytes then."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import PurePath

_TEXT = frozenset({".md", ".markdown", ".txt", ".csv", ".html", ".htm", ".json", ".vtt", ".srt"})
_LINE_ENDS = (b"\n", b"\r\n", b"\r")


def list_digests(data: bytes, filename: str) -> Iterator[str]:
    """Yield the SHA-256 of a file, then those of what it would be with other line ends, or another mark or end of the file."""
    yield hashlib.sha256(data).hexdigest()
    if PurePath(filename).suffix.lower() not in _TEXT or b"\x00" in data:
        return
    lines = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
    for line_end in _LINE_ENDS:
        text = lines.replace(b"\n", line_end)
        for head in (b"", codecs.BOM_UTF8):
            for tail in (b"", line_end):
                yield hashlib.sha256(head + text + tail).hexdigest()

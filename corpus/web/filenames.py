"""What a fetched document is called: the type that its site states decides which suffix its name may have."""

from __future__ import annotations

import re
from pathlib import PurePath
from types import MappingProxyType

from yarl import URL

__all__ = ["name_file"]

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Content type -> suffixes that a name with it may keep, the first for names without one of them.
_SUFFIXES = MappingProxyType(
    {
        "text/html": (".html", ".htm"),
        "application/xhtml+xml": (".html", ".htm"),
        "text/plain": (
            ".txt",
            ".md",
            ".markdown",
            ".csv",
            ".json",
            ".html",
            ".htm",
            ".srt",
            ".vtt",
        ),  # raw files of code hosts
        "text/markdown": (".md", ".markdown"),
        "text/x-markdown": (".md", ".markdown"),
        "text/csv": (".csv",),
        "text/vtt": (".vtt",),
        "application/x-subrip": (".srt",),
        "application/json": (".json",),
        "application/pdf": (".pdf",),
        "application/epub+zip": (".epub",),
        f"{_OFFICE}wordprocessingml.document": (".docx",),
        f"{_OFFICE}presentationml.presentation": (".pptx",),
        f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    }
)
_KNOWN = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
_UNTYPED = ("application/octet-stream", "binary/octet-stream")  # the first also where the site states no type
_UNSAFE = re.compile(r"[^\w.()-]+")
_LONGEST = 100  # characters, without the suffix


def name_file(url: URL, content_type: str) -> str | None:
    """Return a safe file name for what `url` gave, with a suffix that tells its kind; None for a type that is not read."""
    name = _UNSAFE.sub("-", url.name).strip(".-")
    suffix = PurePath(name).suffix.lower()
    suffixes = (suffix,) if content_type in _UNTYPED and suffix in _KNOWN else _SUFFIXES.get(content_type)
    if suffixes is None:
        return None
    if suffix in suffixes:
        return PurePath(name).stem[:_LONGEST] + suffix
    return (name[:_LONGEST] or _UNSAFE.sub("-", str(url.raw_host))) + suffixes[0]

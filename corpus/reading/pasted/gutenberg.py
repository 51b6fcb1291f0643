"""Books of Project Gutenberg as plain text: where the book stands between the licences, and what its header says."""

from __future__ import annotations

import re

_START = re.compile(r"^\*\*\* ?START OF TH.{1,200}$", re.MULTILINE)
_END = re.compile(r"^\*\*\* ?END OF TH", re.MULTILINE)
_FIELD = r"^{}:[ \t]+(.{{1,200}})$"


def find_book(text: str) -> tuple[int, int, dict[str, str]]:
    """Where the book begins and ends in a file of Project Gutenberg, and what its header says; else the whole text."""
    opening = _START.search(text)
    if opening is None:
        return 0, len(text), {}
    closing = _END.search(text, opening.end())
    fields: dict[str, str] = {}
    for name in ("Title", "Author"):
        stated = re.compile(_FIELD.format(name), re.MULTILINE).search(text, 0, opening.start())
        if stated:
            fields[name] = " ".join(stated[1].split())
    return opening.end(), closing.start() if closing else len(text), fields

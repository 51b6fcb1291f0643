"""Slips of the pen in what members read: sentences in lower case, "1 passages", comparisons of nothing, values of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support.raw_values import find_raw_values

_MARKS = re.compile(r"(?:-# |> |#{1,3} |\*\*|\*|[-*] |\d+\. |⚠ |[“(] ?)*")
_MIDDLE = re.compile(r"(?<=[a-z0-9)*_`”][.!?]) +[a-z]\w*")
_ONE = re.compile(
    r"(?<![\w.,:–-])1 (?:(?:new|open|more|other|unsure|refused|FAQ|earlier|recent|private) )?(?!(?:is|as|was|has|does)\b)[a-z]+s\b"
)
_THINGS = "document|passage|question|answer|vote|time|asker|use|day|file|link|entry|role|quote|character|phrasing|reply|sentence"
_SEVERAL = re.compile(rf"(?<![\w.,:–-])[02] (?:{_THINGS})\b")
_NO_CHANGE = re.compile(r"(?<!\S)(\S+) → \1(?!\S)|\bnothing →|→ nothing\b")
_NO_COMPARISON = re.compile(r"\(the \w+ before: [0, ]+\)")


def find_slips(text: str) -> list[str]:
    """Return what is wrong in the words of a message, each with the line in which it stands."""
    return [f"{slip!r} in {line!r}" for line in text.split("\n") for slip in _find_in_line(line)]


def _find_in_line(line: str) -> Iterator[str]:
    yield from find_raw_values(line)
    words = line[_MARKS.match(line).end() :]  # type: ignore[union-attr]
    first = words.split(" ", 1)[0]
    if first[:1].islower() and first.rstrip(",:;").isalpha():
        yield first
    for pattern in (_MIDDLE, _ONE, _SEVERAL, _NO_CHANGE, _NO_COMPARISON):
        yield from (found[0] for found in pattern.finditer(line))

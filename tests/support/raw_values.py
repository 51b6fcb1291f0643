"""Texts that members see, and the values of Python that must not stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_RAW = re.compile(
    r"""\bNone\b(?!\ of\b)      # but "None of them" is English
    | \b(?:True|False)\b
    | \[(?:'|"|\]|Posix)        # a list of texts, or an empty one
    | \{(?:'|\})                # a dictionary
    | <[A-Za-z_.]+(?:\ object)?\ at\ 0x
    | \bTraceback\b
    | \b(?:PosixPath|datetime|UUID|Decimal)\(
    | \b[A-Z][A-Za-z]+\([a-z_]+= # a data class
    | \bnan\b
    """,
    re.VERBOSE,
)
# Where a member sees words in a body of Discord's.
_SEEN = ("content", "label", "placeholder", "description", "title", "name")


def find_raw_values(text: str) -> list[str]:
    """Return what stands in a text as only a program writes it, with what is around it."""
    return [text[max(0, found.start() - 30) : found.end() + 30] for found in _RAW.finditer(text)]


def read_words(body: Any) -> Iterator[str]:
    """Yield every text of a body that somebody sees: of components, choices, options and forms."""
    if isinstance(body, list):
        for part in body:
            yield from read_words(part)
    elif isinstance(body, dict):
        for key, value in body.items():
            if key in _SEEN and isinstance(value, str):
                yield value
            elif isinstance(value, (list, dict)) and key not in (
                "attachments",
                "allowed_mentions",
                "message_reference",
            ):
                yield from read_words(value)

"""What the two processes of a conversion say to each other: the limits, the result, and why a file is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.documents import LeftOut

_FILE_NAME = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|odt|rtf|html?|pages|qxd)$", re.IGNORECASE)
_NO_TITLES = frozenset(
    "untitled|untitled document|anonymous|(anonymous)|(unspecified)|unspecified|unknown|none|title|document|word document|"
    "powerpoint presentation|presentation|slide 1|workbook|python-docx|openpyxl|admin|user".split("|")
)
_LONGEST = 300  # characters of a title or an author


class Refused(Exception):
    """A file that cannot be converted. The message is a predicate with a remedy: "is encrypted; upload ..."."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one conversion may use. More than that is refused, not waited for."""

    memory: int = 1024**3  # bytes of address space
    seconds: float = 60.0  # of wall time, and of processor time (rounded up)
    characters: int = 2_000_000  # of Markdown
    unpacked: int = 200_000_000  # bytes that an archive may hold in all
    ratio: int = 300  # of unpacked to packed bytes, for archives of more than 20 MB unpacked
    entries: int = 10_000  # files in an archive


@dataclass(frozen=True, slots=True)
class Converted:
    """The Markdown of a file, what the file says of itself, and what is not in the Markdown. `published` is an ISO date."""

    markdown: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    left_out: tuple[LeftOut, ...] = ()


def clean_detail(value: object) -> str | None:
    """Return a title or an author on one line; None for what programs fill in by themselves."""
    if not isinstance(value, str):
        return None
    words = " ".join(value.split())[:_LONGEST]
    if words.casefold() in _NO_TITLES or words.startswith("Microsoft Word - ") or _FILE_NAME.search(words):
        return None
    return words if any(character.isalnum() for character in words) else None


def find_iso_date(value: str | None) -> str | None:
    """Return the date at the head of `value` as an ISO date; None where there is none."""
    try:
        return date.fromisoformat((value or "").strip()[:10]).isoformat()
    except ValueError:
        return None

"""Raised and lowered text on one line: `10^6`, `H2O`, and a note mark that does not run into the year before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_POWER = re.compile(r"[-+−–]?(?:\d+(?:[./]\d+)?|[A-Za-z]\d?)")
_NOTED = re.compile(r"(?:(?<!\d)\d{4}|[^\W\d_]{4,}|[.,;:!?\"”’%€$£])$")  # what a note follows, and no power
_ENDS_IN_NUMBER = re.compile(r"[\d)]$")


class Script(Enum):
    """Where letters stand: on the line, above it or below it."""

    LINE = "baseline"
    RAISED = "superscript"
    LOWERED = "subscript"

    @classmethod
    def of(cls, name: object) -> Script:
        """Return the script that office files call `name`; anything unknown is on the line."""
        return next((script for script in cls if script.value == name), cls.LINE)


@dataclass(frozen=True, slots=True)
class ScriptPiece:
    """A piece of text of one kind."""

    words: str
    script: Script = Script.LINE


def join_pieces(pieces: Iterable[ScriptPiece]) -> str:
    """Return the pieces as one text; raised and lowered numbers never run into what stands before them."""
    whole = ""
    for piece in pieces:
        match piece.script:
            case Script.RAISED:
                whole += mark_raised(whole, piece.words)
            case Script.LOWERED:
                whole += mark_lowered(whole, piece.words)
            case _:
                whole += piece.words
    return whole


def mark_raised(before: str, words: str) -> str:
    """Return raised words as they follow `before` on the line: `^6` after 10, ` [3]` after a year, `th` after a number."""
    bare = words.strip()
    if not bare or not before or before[-1].isspace() or not _POWER.fullmatch(bare):
        return words
    return f" [{bare}]" if _NOTED.search(before) and bare.isdecimal() else f"^{bare}"


def mark_lowered(before: str, words: str) -> str:
    """Return lowered words as they follow `before` on the line: `2` in H2O, `_2` after a number."""
    bare = words.strip()
    return f"_{bare}" if bare[:1].isdecimal() and _ENDS_IN_NUMBER.search(before) else words

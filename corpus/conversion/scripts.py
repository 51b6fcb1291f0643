"""Raised and lowered text on one line: `10^6`, `H2O`, and a note mark that does not run into the year before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_NUMBER = re.compile(r"[+\-−–]?\d+(?:[./]\d+)?")
_CHARGE = re.compile(r"\d*[+\-−–]")
_SIGNED = re.compile(r"[+\-−–]")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_SIGNS = re.compile(r"[*†‡§¶#]+|[™®©℠ªº°]+")  # apart from what stands before by themselves
_ENDING = re.compile(r"st|nd|rd|th|er|ers|re|res|ère|e|es|ème|o|a|os|as|me|lle|r|tm|sm", re.IGNORECASE)
_UNITS = frozenset("m km cm mm dm µm μm nm ft yd in mi s h min kg g mg l sec hr inch foot mile Hz Pa".split())
_YEARS = range(1000, 2101)
_FRACTION_BARS = ("/", "⁄", "∕")


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


def mark_raised(before: str, words: str, *, after: str = "", note: bool = False) -> str:
    """Return raised words as they follow `before` on the line: `^6` after 10, ` [3]` after a year, `th` after a number.

    `after` is the text behind them; `note` tells that the document itself marks a note.
    """
    bare = " ".join(words.split())
    head = before.rsplit(maxsplit=1)[-1] if before[-1:].strip() else ""
    if not bare or not (head or note) or (_SIGNS.fullmatch(bare) and not note):
        return words
    if after.strip()[:1] in _FRACTION_BARS and bare.isdigit():
        return f" {bare}" if head[-1:].isdigit() else bare
    if note or _BRACKETED.fullmatch(bare) or (_NUMBER.fullmatch(bare) and not _takes_power(head, bare)):
        return _separate(f"[{bare.strip('[]')}]", before, after)
    if _NUMBER.fullmatch(bare) or _CHARGE.fullmatch(bare):
        return _separate(f"^{bare}", "", after)
    if _ENDING.fullmatch(bare) and (head[-1].isdigit() or (len(bare) > 1 and head[-1].isalpha())):
        return words
    if " " in bare or (len(bare) > 1 and bare.isalpha()):
        return _separate(bare, before, after)
    if _ends_in_word(head) or not (head[-1].isalnum() or head[-1] == ")") or "," in bare:
        return _separate(f"[{bare}]", before, after)
    return _separate(f"^{bare}" if len(bare) == 1 else f"^({bare})", "", after)


def mark_lowered(before: str, words: str, *, after: str = "") -> str:
    """Return lowered words as they follow `before` on the line: `2` in H2O, but `_2` after a number and before one."""
    bare = " ".join(words.split())
    head = before[-1:]
    if not bare or not head.strip() or head in _FRACTION_BARS:
        return words
    if bare[:1].isdecimal() and head.isalpha() and not after[:1].isdigit():
        return words
    if not head.isalnum() and head != ")":
        return words
    return _separate(bare, before, after) if " " in bare else _separate(f"_{bare}", "", after)


def _takes_power(head: str, words: str) -> bool:
    """Whether a raised number is the power of what stands before it, and no note."""
    if _SIGNED.match(words):
        return True
    if head[-1].isdigit():
        number = re.search(r"[\d.,]+$", head)
        digits = number[0] if number else ""
        return not (len(digits) == 4 and digits.isdigit() and int(digits) in _YEARS) and words != "1"
    if head[-1] == ")":
        inside = re.search(r"\(([^()]*)\)$", head)
        return inside is not None and re.search(r"[^\W\d_]{3}", inside[1]) is None
    return head[-1].isalpha() and not _ends_in_word(head)


def _ends_in_word(head: str) -> bool:
    letters = re.search(r"[^\W\d_]+$", head)
    if letters is None or letters[0] in _UNITS:
        return False
    return len(letters[0]) > 2 or (len(letters[0]) == 2 and letters[0].isupper())


def _separate(written: str, before: str, after: str) -> str:
    """Return what is written with a space where it would touch a word."""
    left = " " if before[-1:].strip() else ""
    return f"{left}{written}{' ' if after[:1].isalnum() else ''}"

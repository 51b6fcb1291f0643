"""Plain text cut into units: a line, or the lines that were one before something wrapped them at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.documents import Span
from corpus.reading.written_questions import (
    is_question,
    measure_answer_label,
    measure_question_label,
    opens_like_a_question,
)

_BULLET = re.compile(r"(?:[-*+–—→✓✔✅☐☑►➤]\s+|[•‣◦▪●○■□]\s*)(?=\S)")
_ORDINAL = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[A-Z]\)|\([ivx]{1,5}\))\s+(?=\S)")
_TERMINAL = re.compile(r"[.!?…:。！？：؟]['\"”’)\]]*$")
_SPEAKER = re.compile(r"(?:\[[^\[\]]{1,20}\]\s*)?<?[\w@.#-]{1,24}(?: [\w@.#-]{1,24})?>?: ")
_ROW = re.compile(r"\|(?:[^|]*\|){2,}$")  # of a table in Markdown
_WIDEST = 120  # characters: no one wraps by hand beyond this
_NARROWEST = 40
_SLACK = 6  # characters by which a wrapped line may fall short of the width that its next word would have passed


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the text as its author meant it; `span` is tight, `words` has single spaces."""

    span: Span
    words: str
    marker: int = 0  # characters of the bullet or number at its start
    ordinal: bool = False
    gap_before: bool = True  # an empty line or a rule, or the start of the text
    underline: str = ""  # the character of the rule below a heading
    columns: bool = False  # cells between tabs or upright strokes

    @property
    def count(self) -> int:
        return len(self.words.split())

    @property
    def body(self) -> Span:
        """The span behind the bullet or number."""
        return Span(self.span.start + self.marker, self.span.end)

    @property
    def label(self) -> str:
        """The words behind the bullet or number."""
        return self.words[self.marker :].strip()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int
    gap_before: bool
    underline: str = ""
    marker: int = 0
    ordinal: bool = False

    @property
    def reach(self) -> int:
        return self.indent + len(self.text)

    @property
    def opens(self) -> bool:
        """Whether the line cannot go on with the one before it."""
        return bool(
            self.gap_before or self.marker or measure_question_label(self.text) or measure_answer_label(self.text)
        )


def ends_a_sentence(words: str) -> bool:
    """Whether the last character, quotation marks and brackets aside, ends a sentence or announces something."""
    return _TERMINAL.search(words[-12:]) is not None


def cut_units(text: str) -> list[Unit]:
    """Return the units of `text` in order; lines that are only rules or signs are in none."""
    lines = _cut_lines(text)
    width = _measure_width(lines)
    found: list[Unit] = []
    group: list[_Line] = []
    for line in lines:
        if group and not _joins(group, line, width):
            found.append(_build_unit(text, group))
            group = []
        group.append(line)
    if group:
        found.append(_build_unit(text, group))
    return found


def _cut_lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap, position = True, 0
    while position < len(text):
        stop = text.find("\n", position)
        stop = len(text) if stop == -1 else stop
        raw = text[position:stop]
        words = raw.strip()
        start, position = position + len(raw) - len(raw.lstrip()), stop + 1
        if not any(character.isalnum() for character in words):
            rule = len(words) >= 3 and len(set(words)) == 1 and words[0] in "=-~^\"'`#*+_."
            if rule and not gap and found and len(words) * 2 >= len(found[-1].text) and not found[-1].marker:
                last = found[-1]
                found[-1] = _Line(last.start, last.end, last.text, last.indent, last.gap_before, words[0])
            gap = True
            continue
        bullet = _BULLET.match(words)
        marker = bullet or _ORDINAL.match(words)
        length, ordinal = (marker.end(), bullet is None) if marker else (0, False)
        indent = len(raw[: start - (position - 1 - len(raw))].expandtabs(4)) if raw[:1].isspace() else 0
        found.append(_Line(start, start + len(words), words, indent, gap, "", length, ordinal))
        gap = False
    return found


def _measure_width(lines: Sequence[_Line]) -> int:
    """The width in characters that the text is wrapped at, 0 where it is not wrapped."""
    pairs = [(line, following) for line, following in pairwise(lines) if not following.opens]
    if not pairs or _is_chat(lines):
        return 0
    going_on = sorted(line.reach for line, following in pairs if _goes_on(line, following))
    if len(going_on) * 4 < len(pairs):
        return 0
    width = going_on[int(len(going_on) * 0.95)] if going_on else 0
    if width < (_NARROWEST if len(going_on) > 2 else 55):
        return 0
    return width if sum(1 for reach in going_on if reach * 4 >= width * 3) * 10 >= len(going_on) * 6 else 0


def _is_chat(lines: Sequence[_Line]) -> bool:
    return sum(1 for line in lines if _SPEAKER.match(line.text)) * 2 > len(lines)


def _goes_on(line: _Line, following: _Line) -> bool:
    return following.text[0].islower() and not _TERMINAL.search(line.text[-12:]) and line.reach <= _WIDEST


def _joins(group: Sequence[_Line], line: _Line, width: int) -> bool:
    first, last = group[0], group[-1]
    if (
        line.opens
        or last.underline
        or line.underline
        or "\t" in line.text
        or _ROW.match(line.text)
        or _ROW.match(last.text)
    ):
        return False
    if first.marker and line.indent > first.indent:
        return True
    if not width or (line.indent > last.indent + 1 and not line.text[0].islower() and not first.marker):
        return False
    if last.text.endswith("?") and not line.text[0].islower():
        so_far = " ".join(each.text for each in group)
        if is_question(so_far) and opens_like_a_question(so_far):
            return False
    if _goes_on(last, line):
        return last.reach * 10 >= width * 6
    return last.reach + 1 + len(line.text.split(maxsplit=1)[0]) + _SLACK > width and last.reach <= width + _SLACK


def _build_unit(text: str, group: Sequence[_Line]) -> Unit:
    first, last = group[0], group[-1]
    span = Span(first.start, last.end)
    raw = span.of(text)
    return Unit(
        span=span,
        words=" ".join(raw.split())
        if not first.marker
        else first.text[: first.marker] + " ".join(raw[first.marker :].split()),
        marker=first.marker,
        ordinal=first.ordinal,
        gap_before=first.gap_before,
        underline=last.underline,
        columns=len(group) == 1 and ("\t" in raw or _ROW.match(raw) is not None),
    )

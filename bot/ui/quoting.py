"""Quotes: passages as they are shown, the words that answer in bold between their neighbours, escaped or struck."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.ui.escaping import clean_text, escape_line, find_breaks, shorten
from corpus.code import find_code, strip_fences
from corpus.documents import Passage, Span
from index.judge.grades import Certainty
from index.outcomes import Answer, Citation

_MARKER = re.compile(r"(?:^|\n)([ \t]*(?:[-*+•|]|\d+[.)])[ \t]*)\Z")  # of a list item or a table row, before its words
_JOINT = re.compile(r"[\s|]*(?:(?:[-*+•]|\d+[.)])[\s|]*)?")  # what may part two sentences that follow each other
_MARKER_LENGTH = 12  # characters, indentation included


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of one line of a quote, not escaped yet; `answers` says that they stand in bold, `code` that they are code."""

    text: str
    answers: bool
    code: bool = False


def share_context(answer: Answer, limit: int) -> int:
    """Return how many characters of neighbouring sentences each passage of an answer may show, of `limit` for all together.

    An unsure answer has one passage, and may show half.
    """
    return limit // len(answer.by_passage) if answer.certainty is Certainty.SURE else limit // 2


def lay_out(passage: Passage, cited: Sequence[Span], *, sentence: int, context: int) -> list[list[Words]]:
    """Return a passage line by line: what is cited, once, between the sentence before and the sentence after.

    List items, table rows and lines of code stand on lines of their own, with their markers; other text runs on. Each cited sentence is
    cut to `sentence` characters. The neighbours are taken whole, if both together stay within `context` characters; so is
    what stands between two cited sentences. What is left out is marked with an ellipsis.
    """
    text = passage.document.text
    runs = _join_runs(text, cited)
    start, end = runs[0][0].start, runs[-1][0].end
    before = [_include_marker(text, span).start for span in passage.sentences if span.end <= start]
    after = [span.end for span in passage.sentences if span.start >= end]
    first = before.pop() if before and start - before[-1] <= context else start
    last = after.pop(0) if after and after[0] - end + start - first <= context else end
    parts = [Words("…\n", False)] if before else []
    position = first
    for run, count in runs:
        if position < run.start:
            gap = Span(position, run.start)
            whole = position == first or run.start - position <= context
            parts += _part_code(text, gap) if whole else [Words(_shorten_gap(gap.of(text)), False)]
        parts += _cut_parts(_part_code(text, run, answers=True), sentence * count)
        position = run.end
    parts += _part_code(text, Span(position, last)) if position < last else []
    return _split_lines([*parts, Words("\n…" * bool(after), False)])


def quote_passage(passage: Passage, cited: Sequence[Span], *, sentence: int, context: int, struck: bool = False) -> str:
    """Return a passage as a quote block of Discord, escaped; `lay_out` says which of its sentences stand there.

    `struck` strikes it through: its document was changed or removed.
    """
    lines = lay_out(passage, cited, sentence=sentence, context=context)
    text = "\n".join(map(_mark_line, lines)) or "(no words)"
    return "> " + (strike(text) if struck else text).replace("\n", "\n> ")


def quote_text(citation: Citation, limit: int) -> str:
    """Return what is cited as a quote block of Discord, escaped and cut to `limit` characters."""
    return "> " + write_citation(citation, limit).replace("\n", "\n> ")


def write_citation(citation: Citation, limit: int) -> str:
    """Return what is cited, escaped and cut to `limit` characters; list items, rows and code keep their lines."""
    lines = _split_lines(_cut_parts(_part_code(citation.document.text, citation.span), limit))
    return "\n".join(map(_mark_line, lines)) or "(no words)"


def strike(escaped: str) -> str:
    """Strike each line of an escaped text through; no line break stands inside the marks."""
    return "\n".join(_strike_line(line.strip()) if line.strip() else line for line in escaped.split("\n"))


def _strike_line(line: str) -> str:
    # Discord ends at the first two tildes, and does not mind whether a backslash stands before them.
    return f"~~{line}{' ' * line.endswith('~')}~~"


def _join_runs(text: str, cited: Sequence[Span]) -> list[tuple[Span, int]]:
    """Return cited sentences in the order of the text, those that follow each other as one, and of how many each is."""
    runs: list[tuple[Span, int]] = []
    for span in sorted(_include_marker(text, sentence) for sentence in cited):
        if runs and _JOINT.fullmatch(text[runs[-1][0].end : span.start]):  # also where they overlap
            run, count = runs[-1]
            runs[-1] = (Span(run.start, max(run.end, span.end)), count + 1)
        else:
            runs.append((span, 1))
    return runs


def _include_marker(text: str, span: Span) -> Span:
    """Return a sentence with the marker of the list item or the table row that it begins."""
    marker = _MARKER.search(text, max(0, span.start - _MARKER_LENGTH), span.start)
    return Span(marker.start(1), span.end) if marker else span


def _shorten_gap(gap: str) -> str:
    """Return an ellipsis for the words between two cited sentences, with the white space that follows them."""
    return f" …{gap[len(gap.rstrip()) :]}"


def _part_code(text: str, span: Span, *, answers: bool = False) -> list[Words]:
    """Return a stretch of a document with the code in it told apart, and without the fences around that."""
    parts: list[Words] = []
    position = span.start
    pieces = find_code(text)
    for piece in pieces:
        if piece.end <= position or piece.start >= span.end:
            continue
        if position < piece.start:
            parts.append(Words(strip_fences(text[position : piece.start]), answers))
        first, position = max(piece.start, span.start), min(piece.end, span.end)
        parts.append(Words(text[first:position], answers, code=True))
    if position < span.end:
        rest = text[position : span.end]
        parts.append(Words(strip_fences(rest) if pieces else rest, answers))
    return parts


def _cut_parts(parts: Sequence[Words], limit: int) -> list[Words]:
    """Return parts cut to `limit` characters together."""
    cut: list[Words] = []
    for part in parts:
        if limit <= 0:
            break
        cut.append(replace(part, text=shorten(part.text, limit)) if len(part.text) > limit else part)
        limit -= len(part.text)
    return cut


def _split_lines(parts: Sequence[Words]) -> list[list[Words]]:
    """Return the parts of a text on its lines, each line running on."""
    cleaned = [replace(part, text=clean_text(part.text)) for part in parts]
    text = "".join(part.text for part in cleaned)
    marks = [(part.answers, part.code) for part in cleaned for _ in part.text]
    letters: list[tuple[str, tuple[bool, bool]]] = []
    position = 0
    for start, end, instead in find_breaks(text):
        letters += zip(text[position:start], marks[position:start], strict=True)
        position = end
        before, after = marks[max(start - 1, 0)][1], marks[min(end, len(text) - 1)][1]
        if before and after:
            letters += zip(text[start:end], marks[start:end], strict=True)  # its lines, and how far they are indented
        else:
            letters.append(("\n" if before != after and "\n" in text[start:end] else instead, marks[start]))
    letters += zip(text[position:], marks[position:], strict=True)
    lines: list[list[Words]] = [[]]
    for (breaks, marked), run in groupby(letters, key=lambda letter: (letter[0] == "\n", letter[1])):
        if breaks:
            lines.append([])
        else:
            lines[-1].append(Words("".join(letter for letter, _ in run), *marked))
    return [line for line in lines if any(words.text.strip() for words in line)]


def _mark_line(line: Sequence[Words]) -> str:
    """Return a line escaped, with the marks of bold text right around the words that answer, and code as code."""
    text = ""
    for words in line:
        if words.code:
            text += _mark_code(words)
            continue
        escaped = escape_line(words.text.strip())
        if escaped:
            left, right = words.text[:1].isspace(), words.text[-1:].isspace()
            text += " " * left + (f"**{escaped}**" if words.answers else escaped) + " " * right
        else:
            text += " "
    return text.strip()


def _mark_code(words: Words) -> str:
    """Return a part of a line of code as Discord shows code; where it holds the sign that ends code, escaped."""
    code = words.text.rstrip()
    apart = " " * code.endswith("\\")  # else some would take the backslash for one that escapes
    marked = escape_line(code.strip()) if "`" in code else f"`{code}{apart}`"
    return (f"**{marked}**" if words.answers else marked) if code.strip() else ""

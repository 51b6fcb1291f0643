"""How documents write questions and answers down: headings of an FAQ, questions, `Q:` and `A:`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.documents import Span

_FAQ = re.compile(
    r"""(?:the\ |our\ |your\ |some\ |more\ )?
    (?: faqs? | f\.a\.q\.?s? | q\s?(?:&|\+|and|/)\s?as? | (?:frequently|commonly|most)[ -]asked\ questions
    | common\ questions
      | questions\ (?:and|&)\ answers | questions?,?\ answered | people\ also\ ask | questions\ (?:we|you|people
    |readers|members|users|visitors)\ .{1,40} | your\ questions,?\ answered )
    (?:\ (?:about|on|for|regarding|and)\ .{1,80} | \ ?\([^()]{1,40}\) | :\ .{1,80})?
    | .{1,60}?(?::|\ [-–—])?\ (?:faqs?|frequently\ asked\ questions|questions\ and\ answers|q\ ?&\ ?a)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASKS = re.compile(
    r"""(?:and\ |but\ |so\ |ok(?:ay)?,?\ )?(?:what|who|whom|whose|which|when|where|why|how|is|are|am|was|were|do|does
    |did|can|could
    |will|would|should|shall|may|might|must|has|have|had|isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|can['’]t
    |won['’]t
    |what['’]s|who['’]s|how['’]s|where['’]s|in\ what|in\ which|for\ whom|to\ whom|at\ what|if)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_QUESTION_MARK = re.compile(r"[?？؟]['\"”’)\]*_]*$")
_LABELLED_QUESTION = re.compile(
    r"(?:\*\*|__)?(?:Q|Question)\s?\d{0,3}\s?[:.)]\s?(?:\*\*|__)?\s*(?=\S)|(?:\*\*|__)Q\b\s?[-–—]\s?"
)
_LABELLED_ANSWER = re.compile(r"(?:\*\*|__)?(?:A|Answer|Ans)\s?\d{0,3}\s?[:.)]\s?(?:\*\*|__)?\s*(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.):]\s+")

_INLINE_ANSWER = re.compile(r"[?？]\s+(?:\*\*|__)?(?:A|Answer)\s?[:.]\s?(?:\*\*|__)?\s*(?=\S)")

LONGEST = 40  # words of a question that stands on a line of its own


def is_faq_heading(heading: str) -> bool:
    """Whether a heading announces questions with their answers."""
    return len(heading) <= 120 and _FAQ.fullmatch(heading.strip(" \t\n*_#:")) is not None


def is_question(line: str) -> bool:
    """Whether a line is one question and nothing else."""
    return (
        len(line) <= 500
        and _QUESTION_MARK.search(line) is not None
        and len(line.split()) <= LONGEST
        and not re.search(r"[.!。][\"”’)]?\s+[A-Z]", line[_find_bare_start(line) :])
    )


def ends_with_question_mark(line: str) -> bool:
    """Whether the last sign of a line is a question mark, quotation marks and emphasis aside."""
    return _QUESTION_MARK.search(line.rstrip()) is not None


def opens_like_a_question(line: str) -> bool:
    """Whether the first words of a line are those of an English question."""
    return _ASKS.match(line[_find_bare_start(line) :]) is not None


def measure_question_label(line: str) -> int:
    """Return the length of `Q:` and its like at the start of a line, 0 if there is none."""
    label = _LABELLED_QUESTION.match(line)
    return label.end() if label else 0


def measure_answer_label(line: str) -> int:
    """Return the length of `A:` and its like at the start of a line, 0 if there is none."""
    label = _LABELLED_ANSWER.match(line)
    return label.end() if label else 0


def _find_bare_start(line: str) -> int:
    """Where a question begins behind its label or its number."""
    number = _NUMBER.match(line)
    start = number.end() if number else 0
    return start + measure_question_label(line[start:])


def find_bare_question(line: str) -> tuple[int, int]:
    """Return where the words of a question begin and end in a line, its label, its number and its emphasis left out."""
    start, end = _find_bare_start(line), len(line)
    while start < end and (line[start] in "*_" or line[start].isspace()):
        start += 1
    while end > start and (line[end - 1] in "*_" or line[end - 1].isspace()):
        end -= 1
    return start, end


def split_labelled(text: str, span: Span, *, asked: bool = False) -> Iterator[tuple[Span, bool]]:
    """Cut a paragraph at its `Q:` and `A:` lines: yield each part without its label, and whether it is a question.

    A paragraph without a question is yielded whole, but for an `A:` where the one before was a question (`asked`).
    """
    labels = list(_find_labels(text, span, asked=asked))
    bounds = [(span.start, span.start, False), *labels, (span.end, span.end, False)]
    for (_, start, asks), (end, _, _) in pairwise(bounds):
        same_line = _INLINE_ANSWER.search(text, start, end) if asks else None
        if same_line:
            yield from _trim_part(text, start, same_line.start() + 1, asks=True)
            yield from _trim_part(text, same_line.end(), end, asks=False)
        else:
            yield from _trim_part(text, start, end, asks)


def _find_labels(text: str, span: Span, *, asked: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield (start of the line, end of its label, whether it asks) for the lines that begin with a label."""
    found: list[tuple[int, int, bool, str]] = []
    position = span.start
    while position < span.end:
        stop = text.find("\n", position, span.end)
        stop = span.end if stop == -1 else stop + 1
        line = text[position:stop].lstrip()
        start = stop - len(line)
        if length := measure_question_label(line):
            found.append((position, start + length, True, line[:length]))
        elif (asked or found) and (length := measure_answer_label(line)):
            found.append((position, start + length, False, line[:length]))
        position = stop
    for index, (start, end, asks, label) in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        part = text[end : following[0] if following else span.end].rstrip()
        # `Q1: revenue grew` is a quarter, not a question.
        if (
            asks
            and any(map(str.isdigit, label))
            and not (
                _QUESTION_MARK.search(part[-8:]) or _INLINE_ANSWER.search(part) or (following and not following[2])
            )
        ):
            continue
        yield start, end, asks


def _trim_part(text: str, start: int, end: int, asks: bool) -> Iterator[tuple[Span, bool]]:
    stripped = text[start:end].strip()
    if any(character.isalnum() for character in stripped):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        yield Span(start, start + len(stripped)), asks

"""From headings and pieces, in the order of a document, to its blocks with their heading paths and its questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.code import strip_fences
from corpus.documents import Block, BlockKind, QuestionAnswer, Span
from corpus.reading.written_questions import find_bare_question, is_faq_heading, is_question

_LETTER = re.compile(r"[^\W\d_]")
_SEVERAL = 2  # questions among the headings that make a document one of questions and answers
LONGEST_HEADING = 200  # characters of a heading that are kept in a path


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names what follows. A smaller `level` holds the larger ones.

    `asks` is set where the document itself marks the line as a question that it answers, as with `Q:`.
    """

    span: Span
    level: int
    text: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that may be quoted, before its heading path is known."""

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(slots=True)
class _Section:
    heading: Heading
    path: tuple[str, ...]  # of the headings that hold this one
    in_faq: bool
    blocks: list[Block]


def build_outline(
    text: str, items: Sequence[Heading | Piece], title: str, *, share: float = 0.0
) -> tuple[tuple[Block, ...], tuple[QuestionAnswer, ...]]:
    """Return the blocks and the questions of a document, in order.

    A heading that repeats `title` is in no path. A question among the headings is answered by what follows it, up to
    the next heading, where it stands in an FAQ, or where there is no FAQ and several headings are questions: at least
    `share` of them.
    """
    blocks: list[Block] = []
    sections: list[_Section] = []
    open_headings: list[Heading] = []
    end = 0
    for item in items:
        if isinstance(item, Heading):
            while open_headings and open_headings[-1].level >= item.level:
                open_headings.pop()
            in_faq = any(is_faq_heading(heading.text) for heading in open_headings)
            sections.append(_Section(item, _build_path(open_headings, title), in_faq, []))
            open_headings.append(item)
            continue
        span = trim(text, max(item.span.start, end), item.span.end)
        if span is None:
            continue
        end = span.end
        block = Block(span, _build_path(open_headings, title), item.kind)
        blocks.append(block)
        if sections:
            sections[-1].blocks.append(block)
    return tuple(blocks), tuple(_find_questions(text, sections, title, share))


def trim(text: str, start: int, end: int) -> Span | None:
    """Return the span of `text[start:end]` without the white space around it; None where it holds no letter or digit."""
    piece = text[start:end]
    stripped = piece.strip()
    if not any(character.isalnum() for character in stripped):
        return None
    left = start + len(piece) - len(piece.lstrip())
    return Span(left, left + len(stripped))


def have_same_words(one: str, other: str) -> bool:
    """Whether two lines are the same, case and white space aside."""
    return one.casefold().split() == other.casefold().split()


def _build_path(headings: Sequence[Heading], title: str) -> tuple[str, ...]:
    return tuple(
        heading.text[:LONGEST_HEADING]
        for heading in headings
        if heading.text and not have_same_words(heading.text, title)
    )


def _find_questions(text: str, sections: Sequence[_Section], title: str, share: float) -> Iterator[QuestionAnswer]:
    faq_title = is_faq_heading(title)
    has_faq = faq_title or any(is_faq_heading(section.heading.text) for section in sections)
    asking = [
        is_question(section.heading.text) and not have_same_words(section.heading.text, title) for section in sections
    ]
    several = sum(asking) >= max(_SEVERAL, share * sum(1 for section in sections if section.heading.text))
    for section, asks in zip(sections, asking, strict=True):
        answered = (faq_title or section.in_faq) if has_faq else several
        if not section.blocks or not (section.heading.asks or (asks and answered)):
            continue
        question = _find_bare_span(text, section.heading.span)
        if question is not None:
            yield QuestionAnswer(question, span_answer(text, section.blocks), section.path)


def _find_bare_span(text: str, span: Span) -> Span | None:
    start, end = find_bare_question(span.of(text))
    return trim(text, span.start + start, span.start + end)


def span_answer(text: str, blocks: Sequence[Block]) -> Span:
    """Return the span from the first block to the last, but never over words that may not be quoted."""
    end = blocks[0].span.end
    for block in blocks[1:]:
        if _LETTER.search(strip_fences(text[end : block.span.start])):
            break
        end = block.span.end
    return Span(blocks[0].span.start, end)

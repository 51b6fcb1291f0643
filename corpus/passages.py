"""Cutting documents into passages, which are searched and cited: whole sentences, whole paragraphs where they fit, one heading path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.code import strip_fences
from corpus.documents import Block, Span
from corpus.sentences import count_words, sentences

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How documents are cut. Vectors are only valid for the settings that they were made with."""

    words: int = 110  # a passage is closed before the sentence that would take it beyond this many words
    splitter: str = "syntok-1.4.4"

    @property
    def fingerprint(self) -> str:
        return f"{self.splitter}/{self.words}"


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """Where a passage stands in its document, before the document is stored."""

    span: Span
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]


@dataclass(slots=True)
class _Open:
    """The passage that is being filled."""

    headings: tuple[str, ...] = ()
    spans: list[Span] = field(default_factory=list)
    words: int = 0

    def close(self) -> PassageSpan:
        whole = Span(self.spans[0].start, self.spans[-1].end)
        return PassageSpan(whole, self.headings, tuple(self.spans))


def split(text: str, blocks: Iterable[Block], settings: PassageSettings) -> list[PassageSpan]:
    """Cut the blocks of a document into passages.

    A passage holds whole sentences under one heading path, and nothing that is not quotable: where text that no block
    covers stands between two blocks (site chrome, say), one passage ends and another begins. A sentence, a row or a command
    that is longer than the limit is a passage by itself.
    """
    passages: list[PassageSpan] = []
    current = _Open()
    for block in blocks:
        parts = list(sentences(text, block))
        words = [count_words(part.of(text)) for part in parts]
        if current.spans and not _continues(text, current, block, sum(words), settings):
            passages.append(current.close())
            current = _Open()
        current.headings = block.headings
        for part, count in zip(parts, words, strict=True):
            if current.spans and current.words + count > settings.words:
                passages.append(current.close())
                current = _Open(block.headings)
            current.spans.append(part)
            current.words += count
    if current.spans:
        passages.append(current.close())
    return passages


def _continues(text: str, current: _Open, block: Block, words: int, settings: PassageSettings) -> bool:
    """Whether a block may go on with the open passage; a paragraph that would not fit whole begins a new one."""
    gap = strip_fences(text[current.spans[-1].end : block.span.start])
    return (
        current.headings == block.headings and _LETTER.search(gap) is None and current.words + words <= settings.words
    )

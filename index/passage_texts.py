"""The texts of passages: what is embedded of each, and the passage that comes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.documents import QuestionAnswer, ReadDocument, Span, join_context
from corpus.passages import PassageSpan
from corpus.sentences import sentences
from corpus.store.records import NewPassage
from index.retrieval.embedder import Encoded
from index.retrieval.tokens import TokenVectors, pack, place_tokens


def compose_text(document: ReadDocument, span: PassageSpan) -> str:
    """Return what is embedded of a passage: its context, a line break, and its text."""
    return f"{join_context(document.source.title, span.headings)}\n{span.span.of(document.text)}"


def make_passage(span: PassageSpan, text: str, encoded: Encoded) -> NewPassage:
    """Return a passage with what came of embedding `text`, as `compose_text` returned it."""
    # What was embedded is the context, a line break, and the passage; sentences count from the document's start.
    shift = len(text) - (span.span.end - span.span.start) - span.span.start
    shifted = [Span(sentence.start + shift, sentence.end + shift) for sentence in span.sentences]
    tokens = TokenVectors(encoded.tokens, place_tokens(encoded.offsets, shifted))
    return NewPassage(span, np.asarray(encoded.vector, np.float32).tobytes(), pack(tokens))


def cut_answer(document: ReadDocument, pair: QuestionAnswer) -> PassageSpan:
    """Return the answer of a question that the document asks itself as a passage, cut into sentences."""
    inside: Sequence[Span] = [
        part for block in document.blocks if pair.answer.holds(block.span) for part in sentences(document.text, block)
    ]
    return PassageSpan(pair.answer, pair.headings, tuple(inside) or (pair.answer,))

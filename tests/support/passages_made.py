"""Passages, citations and answers of one small document, made without a store."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from corpus.documents import Document, Passage, Source, Span
from index.engine import Overview
from index.judge.grades import Certainty
from index.outcomes import Answer, Citation

BUILT = "The lighthouse of Vara was built in 1874 by the engineer Ines Holm."
STORM = "A storm broke its lamp in 1903, and the keeper lit a fire on the beach instead."
LIGHT = "Since 1961 the light has been electric."
TEXT = f"{BUILT} {STORM} {LIGHT}"
OVERVIEW = Overview(("The lighthouse of Vara", "The ferry"), 2, datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def passage(
    text: str = TEXT, headings: tuple[str, ...] = ("History",), *, identity: str = "d1", **source: Any
) -> Passage:
    """One document that is one passage; its sentences end at a full stop."""
    known = {"title": "The lighthouse of Vara", "url": "https://example.org/vara", **source}
    document = Document(identity, 1, "shared", text, Source(**known))
    sentences = tuple(Span(match.start(), match.end()) for match in re.finditer(r"[^\s.][^.]*\.?", text))
    return Passage(document, 0, len(text), headings, sentences)


def cite(number: int, cited: Passage, sentence: int) -> Citation:
    return Citation(number, cited, cited.sentences[sentence])


STEPS = "\n\n".join(
    (
        "To moor at the pier, do this:",
        "1. Call the *harbour* office. Wait for an answer.\n2. Take a free buoy.\n3. Pay at the kiosk.\n4. Hoist the flag.",
        "The office is open from 8 to 16.",
    )
)


def steps(*cited: str) -> tuple[Citation, ...]:
    """Citations of sentences of the steps; as in a stored document, no sentence has the marker of its list item."""
    sentences = (
        "To moor at the pier, do this:", "Call the *harbour* office.", "Wait for an answer.", "Take a free buoy.",
        "Pay at the kiosk.", "Hoist the flag.", "The office is open from 8 to 16.",
    )  # fmt: skip
    spans = {one: Span(STEPS.index(one), STEPS.index(one) + len(one)) for one in sentences}
    document = Document("d1", 1, "shared", STEPS, Source("Mooring"))
    whole = Passage(document, 0, len(STEPS), (), tuple(spans.values()))
    return tuple(Citation(number, whole, spans[one]) for number, one in enumerate(cited, start=1))


def unsure(*citations: Citation, probability: float = 0.41) -> Answer:
    return Answer("When?", citations, probability, certainty=Certainty.UNSURE)

"""Replies that are kept: their citations made again from the versions that they cite, and what became of those. Blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.documents import Document, Passage, Span
from corpus.store.edits import Edits
from corpus.store.replies import LoggedReply, ReplyLog
from index.judge.grades import Certainty
from index.outcomes import Answer, ByModerators, Citation


class CitesRows(Protocol):
    """What keeps citations as rows: a logged reply, or an answer that waits to be posted."""

    @property
    def citations(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class CitationRows:
    """Citations as rows, by themselves."""

    citations: Sequence[Mapping[str, Any]]


def restore_citations(reply: CitesRows, edits: Edits) -> tuple[Citation, ...]:
    """Return the citations of a kept reply, out of the versions that it cited; these are never changed or deleted.

    A citation whose version the store doesn't have is left out.
    """
    documents: dict[tuple[str, int], Document | None] = {}
    citations = []
    for row in reply.citations:
        key = (row["document_id"], row["version"])
        if key not in documents:
            documents[key] = edits.version(*key)
        document = documents[key]
        if document is not None:
            start, end = row["passage"]
            sentences = tuple(Span(first, last) for first, last in row["sentences"])
            passage = Passage(document, start, end, tuple(row["headings"]), sentences)
            citations.append(Citation(row["number"], passage, Span(row["start"], row["end"])))
    return tuple(citations)


def restore_answer(reply: LoggedReply, citations: tuple[Citation, ...]) -> Answer:
    """Return the answer that was logged, made again with its citations."""
    # Of an answer that was given up, the detail says by whom; the moderators' entries are never unsure.
    by = ByModerators("", reply.detail) if reply.detail and reply.given_up_by is None else None
    return Answer(reply.question, citations, reply.probability, by, Certainty(reply.certainty or Certainty.SURE))


def find_changes(reply: CitesRows, log: ReplyLog) -> dict[str, str]:
    """Return what became of the cited documents since, by their IDs; those that stand as they did are left out."""
    cited = {row["document_id"]: row["version"] for row in reply.citations}
    states = {identity: log.state_of(identity, version) for identity, version in cited.items()}
    return {identity: state for identity, state in states.items() if state is not None}

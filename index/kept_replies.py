"""Replies that are kept: their citations made again from the versions that they cite, and what became of those. Blocks."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Document, Passage
from corpus.store.citations import Cited
from corpus.store.edits import Edits
from corpus.store.replies import LoggedReply, ReplyLog
from index.judge.grades import Certainty
from index.outcomes import Answer, ByModerators, Citation


def restore_citations(kept: Sequence[Cited], edits: Edits) -> tuple[Citation, ...]:
    """Return kept citations with their texts, out of the versions that they cite; these are never changed or deleted.

    A citation whose version the store doesn't have is left out.
    """
    documents: dict[tuple[str, int], Document | None] = {}
    citations = []
    for cited in kept:
        key = (cited.document_id, cited.version)
        if key not in documents:
            documents[key] = edits.version(*key)
        document = documents[key]
        if document is not None:
            place = cited.passage
            passage = Passage(document, place.span.start, place.span.end, place.headings, place.sentences)
            citations.append(Citation(cited.number, passage, cited.span))
    return tuple(citations)


def restore_answer(reply: LoggedReply, citations: tuple[Citation, ...]) -> Answer:
    """Return the answer that was logged, made again with its citations."""
    certainty = Certainty(reply.certainty or Certainty.SURE)
    # Of an answer that was given up, the detail says by whom. The moderators' entries are never unsure: of an unsure answer it
    # names what was not found of two things that were compared.
    detail = reply.detail if reply.given_up_by is None else ""
    surely = certainty is Certainty.SURE
    by = ByModerators("", detail) if detail and surely else None
    missing = (detail,) if detail and not surely else ()
    return Answer(reply.question, citations, reply.probability, by, certainty, missing)


def find_changes(kept: Sequence[Cited], log: ReplyLog) -> dict[str, str]:
    """Return what became of the cited documents since, by their IDs; those that stand as they did are left out."""
    versions = {cited.document_id: cited.version for cited in kept}
    states = {identity: log.state_of(identity, version) for identity, version in versions.items()}
    return {identity: state for identity, state in states.items() if state is not None}

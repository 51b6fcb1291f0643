"""Citations of logged replies: each is a span of one version of a document, which is never changed or deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, insert, select

from corpus.documents import Passage, Span
from corpus.passages import PassageSpan
from corpus.store.schema import CITATIONS, REPLIES

_AT_ONCE = 500  # values in one query: SQLite bounds them


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it is kept: by offsets in one version of a document.

    `number` is as it was shown, `span` is what is quoted, and `passage` is where the passage stands that holds it.
    """

    document_id: str
    version: int
    number: int
    span: Span
    passage: PassageSpan

    @classmethod
    def of(cls, passage: Passage, span: Span, number: int) -> Self:
        """Return the citation of a span of a passage."""
        place = PassageSpan(Span(passage.start, passage.end), passage.headings, passage.sentences)
        return cls(passage.document.id, passage.document.version, number, span, place)

    def as_json(self) -> dict[str, Any]:
        """Return the citation as JSON can hold it."""
        return {
            "document_id": self.document_id, "version": self.version, "number": self.number, "start": self.span.start,
            "end": self.span.end, "passage": [self.passage.span.start, self.passage.span.end],
            **_to_json_columns(self.passage),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the citation that `as_json` was made of."""
        place = _to_place(Span(*kept["passage"]), kept["headings"], kept["sentences"])
        return cls(kept["document_id"], kept["version"], kept["number"], Span(kept["start"], kept["end"]), place)


def insert_citations(connection: Connection, reply_id: int, citations: Sequence[Cited]) -> None:
    """Write the citations of a reply, in their order."""
    rows = [
        {
            "reply_id": reply_id, "position": position, "document_id": cited.document_id, "version": cited.version,
            "number": cited.number, "start": cited.span.start, "end": cited.span.end,
            "passage_start": cited.passage.span.start, "passage_end": cited.passage.span.end,
            **_to_json_columns(cited.passage),
        }
        for position, cited in enumerate(citations)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(CITATIONS), rows)


def read_citations(connection: Connection, replies: Iterable[int]) -> dict[int, tuple[Cited, ...]]:
    """Return the citations of replies by their numbers, in order; an empty tuple for a reply that has none."""
    numbers, found = list(replies), defaultdict[int, list[Cited]](list)
    for first in range(0, len(numbers), _AT_ONCE):
        query = select(CITATIONS).where(CITATIONS.c.reply_id.in_(numbers[first : first + _AT_ONCE]))
        for row in connection.execute(query.order_by(CITATIONS.c.reply_id, CITATIONS.c.position)):
            place = _to_place(Span(row.passage_start, row.passage_end), row.headings, row.sentences)
            cited = Cited(row.document_id, row.version, row.number, Span(row.start, row.end), place)
            found[row.reply_id].append(cited)
    return {number: tuple(found[number]) for number in numbers}


def _to_json_columns(place: PassageSpan) -> dict[str, Any]:
    return {
        "headings": list(place.headings), "sentences": [[sentence.start, sentence.end] for sentence in place.sentences]
    }  # fmt: skip


def _to_place(span: Span, headings: Iterable[str], sentences: Iterable[Sequence[int]]) -> PassageSpan:
    return PassageSpan(span, tuple(headings), tuple(Span(start, end) for start, end in sentences))


def cites(document_id: str) -> ColumnElement[bool]:
    """Return the condition that a reply cites a document."""
    return REPLIES.c.id.in_(select(CITATIONS.c.reply_id).where(CITATIONS.c.document_id == document_id))

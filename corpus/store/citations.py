"""Citations of logged replies: each is a span of one version of a document, which is never changed or deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from corpus.documents import Passage, Span
from corpus.store.schema import CITATIONS, REPLIES

_AT_ONCE = 500  # values in one query: SQLite bounds them


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it is kept: by offsets in one version of a document."""

    document_id: str
    version: int
    passage: Passage
    span: Span
    number: int

    def as_row(self) -> dict[str, Any]:
        """Return what the store keeps of it."""
        return {
            "document_id": self.document_id, "version": self.version, "number": self.number,
            "start": self.span.start, "end": self.span.end, "passage": [self.passage.start, self.passage.end],
            "headings": list(self.passage.headings),
            "sentences": [[span.start, span.end] for span in self.passage.sentences],
        }  # fmt: skip


def insert_citations(connection: Connection, reply_id: int, citations: Sequence[Cited]) -> None:
    """Write the citations of a reply, in their order."""
    rows = [
        {
            "reply_id": reply_id, "position": position, "document_id": cited.document_id, "version": cited.version,
            "number": cited.number, "start": cited.span.start, "end": cited.span.end,
            "passage_start": cited.passage.start, "passage_end": cited.passage.end,
            "headings": list(cited.passage.headings),
            "sentences": [[span.start, span.end] for span in cited.passage.sentences],
        }
        for position, cited in enumerate(citations)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(CITATIONS), rows)


def read_citations(connection: Connection, replies: Iterable[int]) -> Mapping[int, list[dict[str, Any]]]:
    """Return the citations of replies by their numbers, each as `Cited.as_row` gives it; in order, empty where there are none."""
    numbers, found = list(replies), defaultdict[int, list[dict[str, Any]]](list)
    for first in range(0, len(numbers), _AT_ONCE):
        query = select(CITATIONS).where(CITATIONS.c.reply_id.in_(numbers[first : first + _AT_ONCE]))
        for row in connection.execute(query.order_by(CITATIONS.c.reply_id, CITATIONS.c.position)):
            found[row.reply_id].append(
                {
                    "document_id": row.document_id, "version": row.version, "number": row.number, "start": row.start,
                    "end": row.end, "passage": [row.passage_start, row.passage_end], "headings": row.headings,
                    "sentences": row.sentences,
                }
            )  # fmt: skip
    return found


def cites(document_id: str) -> ColumnElement[bool]:
    """Return the condition that a reply cites a document."""
    return REPLIES.c.id.in_(select(CITATIONS.c.reply_id).where(CITATIONS.c.document_id == document_id))

"""What changed in a scope since an index was last brought up to date, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from corpus.store.current import IN_USE, is_of_current, select_current
from corpus.store.records import StoredPassage, StoredQuestion, to_document, to_passage
from corpus.store.schema import DOCUMENTS, PASSAGES, QUESTIONS, SCOPES, VERSIONS

DocumentMark = tuple[
    Any, ...
]  # of a document in use: equal to another only where all that is searched and shown of it is the same

_AT_ONCE = 500  # documents in one query: SQLite bounds the values of one


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index has to drop and to take in, so that it is at one revision of a scope.

    `marks` are of all documents in use. `gone` are the IDs of documents that were known and are out of use or other
    now; `passages` and `questions` are those of new and of other documents, each in the order of its row numbers.
    """

    revision: int
    fingerprint: str  # of the model and settings that the vectors came from; "" for a scope that never had a document
    marks: dict[str, DocumentMark]
    gone: frozenset[str]
    passages: list[StoredPassage]
    questions: list[StoredQuestion]


def read_changes(connection: Connection, scope: str, known: Mapping[str, DocumentMark]) -> Changes:
    """Return how a scope differs from the documents whose marks are known; from none, all of it is new."""
    state = connection.execute(select(SCOPES).where(SCOPES.c.scope == scope)).one_or_none()
    marks = {row[0]: tuple(row[1:]) for row in connection.execute(_MARKS.where(DOCUMENTS.c.scope == scope, IN_USE))}
    new = [identity for identity, mark in marks.items() if known.get(identity) != mark]
    documents = {row.id: to_document(row) for row in _read_pieces(connection, select_current(), DOCUMENTS.c.id, new)}
    passages = [
        StoredPassage(row.id, to_passage(row, documents[row.document_id]), row.vector)
        for row in _read_current(connection, PASSAGES, new)
    ]
    questions = [
        StoredQuestion(row.id, row.question, to_passage(row, documents[row.document_id]), row.vector)
        for row in _read_current(connection, QUESTIONS, new)
    ]
    gone = frozenset(identity for identity, mark in known.items() if marks.get(identity) != mark)
    revision, fingerprint = (0, "") if state is None else (state.revision, state.fingerprint)
    return Changes(revision, fingerprint, marks, gone, passages, questions)


def read_questions(connection: Connection, scope: str) -> list[StoredQuestion]:
    """Return the questions that the documents in use of a scope ask and answer themselves, in the order of their numbers."""
    asking = select(QUESTIONS.c.document_id).join(DOCUMENTS, is_of_current(QUESTIONS))
    found = list(connection.scalars(asking.where(DOCUMENTS.c.scope == scope, IN_USE).distinct()))
    documents = {row.id: to_document(row) for row in _read_pieces(connection, select_current(), DOCUMENTS.c.id, found)}
    return [
        StoredQuestion(row.id, row.question, to_passage(row, documents[row.document_id]), row.vector)
        for row in _read_current(connection, QUESTIONS, found)
    ]


def _read_current(connection: Connection, table: Table, documents: Sequence[str]) -> list[Any]:
    """Return the rows of a table that belong to the current version of a document, in the order of their numbers."""
    columns = [column for column in table.c if column.name != "tokens"]
    rows = _read_pieces(connection, select(*columns).join(DOCUMENTS, is_of_current(table)), DOCUMENTS.c.id, documents)
    return sorted(rows, key=lambda row: int(row.id))


def _read_pieces(connection: Connection, query: Any, column: Any, values: Sequence[str]) -> Iterator[Any]:
    """Yield the rows whose column has one of many values, asked for piece by piece."""
    for first in range(0, len(values), _AT_ONCE):
        yield from connection.execute(query.where(column.in_(values[first : first + _AT_ONCE])))


def _select_newest(table: Table) -> Any:
    """Return the highest row number of a version: it rises whenever its rows are made anew, and is never used again."""
    return select(func.max(table.c.id)).where(is_of_current(table)).scalar_subquery()


_MARKS = select_current(
    DOCUMENTS.c.id, *(column for column in VERSIONS.c if column.name != "text"), _select_newest(PASSAGES), _select_newest(QUESTIONS)
)  # fmt: skip

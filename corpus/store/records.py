"""Documents, passages and questions on their way into the store and out of it: rows become values, values become rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from corpus.documents import Document, Passage, ReadDocument, Source, Span
from corpus.passages import PassageSpan


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way in, with its vectors as bytes: `vector` is float32 of unit length."""

    span: PassageSpan
    vector: bytes
    tokens: bytes


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question that the document answers itself, with the place of its answer and the question's vector."""

    question: str
    answer: PassageSpan
    vector: bytes


@dataclass(frozen=True, slots=True)
class Embedded:
    """The passages and questions of one version of a document, with their vectors."""

    passages: Sequence[NewPassage]
    questions: Sequence[NewQuestion] = ()


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text of a document on its way in, and the file that it was read from.

    `sha256` is the digest of the file's bytes as they came; the bytes themselves, `data`, are kept where they are given.
    """

    read: ReadDocument
    embedded: Embedded
    filename: str
    sha256: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document as members are told of it: its title and address, whose it is, and when it was last changed (UTC)."""

    title: str
    url: str | None
    scope: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A line of the list of documents. Times are UTC."""

    id: str
    scope: str
    version: int
    title: str
    filename: str
    sha256: str
    url: str | None
    passages: int
    characters: int
    added_at: datetime


class DocumentName(NamedTuple):
    """What a document may be named by."""

    id: str
    title: str
    filename: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of a current version, with its row number (never used again) and its vector."""

    id: int
    passage: Passage
    vector: bytes


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question of a current version; `answer` is the passage that answers it."""

    id: int
    question: str
    answer: Passage
    vector: bytes


def to_source_columns(source: Source) -> dict[str, Any]:
    """Return the columns of a version that say where it came from."""
    return {
        "title": source.title, "url": source.url, "source_title": source.source_title, "author": source.author,
        "publisher": source.publisher, "published": source.published.isoformat() if source.published else None,
        "language": source.language, "tags": list(source.tags),
    }  # fmt: skip


def to_span_columns(span: PassageSpan) -> dict[str, Any]:
    """Return the columns that say where a passage stands."""
    return {
        "start": span.span.start, "end": span.span.end, "headings": list(span.headings),
        "sentences": [[sentence.start, sentence.end] for sentence in span.sentences],
    }  # fmt: skip


def to_stored(row: Any) -> StoredDocument:
    """Return a row of the listing as a value."""
    return StoredDocument(
        row.id, row.scope, row.version, row.title, row.filename, row.sha256, row.url, row.passages, row.characters,
        row.added_at,
    )  # fmt: skip


def to_document(row: Any) -> Document:
    """Return a row of the current versions as a value."""
    source = Source(
        row.title, row.url, row.source_title, row.author, row.publisher,
        date.fromisoformat(row.published) if row.published else None, row.language, tuple(row.tags),
    )  # fmt: skip
    return Document(row.id, row.number, row.scope, row.text, source)


def to_passage(row: Any, document: Document) -> Passage:
    """Return a row of passages or questions as a passage of its document."""
    spans = tuple(Span(start, end) for start, end in row.sentences)
    return Passage(document, row.start, row.end, tuple(row.headings), spans)

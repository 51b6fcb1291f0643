"""Versions of documents as rows: reading one, writing the next, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from corpus.documents import Document, Source
from corpus.errors import MendableError
from corpus.store.document_rows import drop_unnamed_files
from corpus.store.history import Actor, now
from corpus.store.records import to_document, to_source_columns
from corpus.store.schema import DOCUMENTS, LINKS, PASSAGES, QUESTIONS, RETITLED, VERSIONS

_DETAILS = ("title", "url", "author", "published", "tags")  # what the history tells of a version


class Conflict(MendableError):
    """A document is not what its moderator saw any more; nothing was changed."""


def read_version(connection: Connection, document_id: str, number: int) -> Document | None:
    """Return one version of a document, also of a removed one; `None` where there is none."""
    query = select(VERSIONS, DOCUMENTS.c.scope, DOCUMENTS.c.id).join(
        DOCUMENTS, DOCUMENTS.c.id == VERSIONS.c.document_id
    )
    row = connection.execute(query.where(DOCUMENTS.c.id == document_id, VERSIONS.c.number == number)).one_or_none()
    return None if row is None else to_document(row)


def insert_version(
    connection: Connection, old: Document, version: int, actor: Actor, source: Source | None = None, **given: Any
) -> None:
    """Write a version that is like another but for what is given."""
    like = connection.execute(
        select(VERSIONS).where(VERSIONS.c.document_id == old.id, VERSIONS.c.number == old.version)
    ).one()
    values: dict[str, Any] = dict(like._mapping) | given
    values |= {"number": version, "added_at": now(), "added_by": actor.name}
    values["characters"] = len(values["text"])
    if source is not None:
        values |= to_source_columns(source)
    connection.execute(insert(VERSIONS).values(**values))


def number_next_version(connection: Connection, document_id: str) -> int:
    """Return the number of the version that comes next: none is ever used again."""
    last = connection.scalar(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.document_id == document_id))
    return int(last or 0) + 1


def has_vectors(connection: Connection, document_id: str, number: int) -> bool:
    """Whether the passages of a version are still kept."""
    query = select(func.count()).where(PASSAGES.c.document_id == document_id, PASSAGES.c.version == number)
    return bool(connection.scalar(query))


def make_first_version(connection: Connection, document_id: str, number: int) -> None:
    """Make a version of a draft the first one of its document: those before it were never live, and are deleted."""
    if number == 1:
        return
    columns = [column for column in VERSIONS.c if column.name != "number"]
    of_document, is_kept = VERSIONS.c.document_id == document_id, VERSIONS.c.number == number
    for table in (PASSAGES, QUESTIONS, RETITLED):
        connection.execute(delete(table).where(table.c.document_id == document_id, table.c.version != number))
    connection.execute(delete(VERSIONS).where(of_document, ~is_kept))
    first = select(*columns, literal(1)).where(of_document, is_kept)
    connection.execute(insert(VERSIONS).from_select([*columns, VERSIONS.c.number], first))
    for table in (PASSAGES, QUESTIONS, RETITLED):
        connection.execute(update(table).where(table.c.document_id == document_id).values(version=1))
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=1))
    connection.execute(delete(VERSIONS).where(of_document, is_kept))


def find_differing(document: Document, other: Document) -> Mapping[str, Any]:
    """Return the version of a document and those of its details that another version has otherwise."""
    differing: dict[str, Any] = {"version": document.version}
    for name in _DETAILS:
        value, elsewhere = getattr(document.source, name), getattr(other.source, name)
        if value != elsewhere:
            differing[name] = list(value) if isinstance(value, tuple) else None if value is None else str(value)
    if document.text != other.text:
        differing["characters"] = len(document.text)
    return differing


def delete_document(connection: Connection, document_id: str) -> None:
    """Delete a document wholly, with its versions, and the bytes of its files where no other document came from them.

    For drafts, and what is to be erased; other documents that were ever in use keep their versions.
    """
    versions = VERSIONS.c.document_id == document_id
    files = list(connection.scalars(select(VERSIONS.c.sha256).where(versions).distinct()))
    for table in (PASSAGES, QUESTIONS, RETITLED, LINKS, VERSIONS):
        connection.execute(delete(table).where(table.c.document_id == document_id))
    connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.id == document_id))
    if files:
        drop_unnamed_files(connection, *files)

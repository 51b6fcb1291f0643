"""Rows that belong to a change of a document: its passages and questions, the file it came from, its scope's revision.

Each function works inside the transaction of the change.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.current import IN_USE, select_current
from corpus.store.records import Embedded, to_span_columns
from corpus.store.schema import DOCUMENTS, FILES, PASSAGES, QUESTIONS, RETITLED, SCOPES, VERSIONS


def insert_passages(connection: Connection, document_id: str, version: int, embedded: Embedded) -> None:
    """Write the passages and questions of a version, with their vectors."""
    key = {"document_id": document_id, "version": version}
    if embedded.passages:
        connection.execute(
            insert(PASSAGES),
            [key | to_span_columns(p.span) | {"vector": p.vector, "tokens": p.tokens} for p in embedded.passages],
        )
    if embedded.questions:
        connection.execute(
            insert(QUESTIONS),
            [
                key | to_span_columns(q.answer) | {"vector": q.vector, "question": q.question}
                for q in embedded.questions
            ],
        )


def copy_passages(connection: Connection, document_id: str, version: int, new: int) -> int:
    """Give a new version the passages and questions of an older one; return how many passages that were."""
    copied = 0
    for table in (QUESTIONS, PASSAGES):
        columns = [column for column in table.c if column.name not in ("id", "version")]
        rows = select(*columns, literal(new)).where(table.c.document_id == document_id, table.c.version == version)
        done = connection.execute(insert(table).from_select([*columns, table.c.version], rows))
        copied = done.rowcount
    waiting = select(RETITLED.c.document_id, literal(new)).where(
        RETITLED.c.document_id == document_id, RETITLED.c.version == version
    )
    connection.execute(insert(RETITLED).from_select([RETITLED.c.document_id, RETITLED.c.version], waiting))
    return copied


def mark_retitled(connection: Connection, document_id: str, version: int) -> None:
    """Note that the passages of a version have the vectors of another title."""
    values = {"document_id": document_id, "version": version}
    connection.execute(upsert(RETITLED).values(**values).on_conflict_do_nothing())


def drop_vectors(connection: Connection, document_id: str, before: int | None = None) -> None:
    """Take away the passages and questions of a document: of all versions, or of those before one. Texts are kept."""
    for table in (PASSAGES, QUESTIONS, RETITLED):
        rows = delete(table).where(table.c.document_id == document_id)
        connection.execute(rows if before is None else rows.where(table.c.version < before))


def keep_file(connection: Connection, sha256: str, data: bytes | None) -> None:
    """Keep the bytes of a file, once."""
    if data is not None:
        connection.execute(upsert(FILES).values(sha256=sha256, data=data).on_conflict_do_nothing())


def drop_unnamed_files(connection: Connection, *sha256: str) -> None:
    """Delete the bytes that no version of any document came from: of all files, or of those that are given."""
    named = select(VERSIONS.c.sha256).where(VERSIONS.c.sha256 == FILES.c.sha256).exists()
    query = delete(FILES).where(~named)
    connection.execute(query.where(FILES.c.sha256.in_(sha256)) if sha256 else query)


def touch(connection: Connection, scope: str, fingerprint: str | None) -> None:
    """Raise the revision of a scope; `fingerprint`, if given, is what all of its vectors were made with."""
    statement = upsert(SCOPES).values(scope=scope, revision=1, fingerprint=fingerprint or "")
    changes: dict[str, Any] = {"revision": SCOPES.c.revision + 1}
    if fingerprint is not None:
        changes["fingerprint"] = fingerprint
    connection.execute(statement.on_conflict_do_update(index_elements=["scope"], set_=changes))


def find_by_bytes(connection: Connection, scope: str, sha256: str | None) -> str | None:
    """Return the ID of the document of a scope that is in use and came from these bytes, if there is one."""
    query = select_current(DOCUMENTS.c.id).where(DOCUMENTS.c.scope == scope, IN_USE, VERSIONS.c.sha256 == sha256)
    found: str | None = connection.scalar(query)
    return found

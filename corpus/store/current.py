"""Current versions: what joins a document to the version of it that is in use, for all queries alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, literal_column, select

from corpus.store.schema import DOCUMENTS, PASSAGES, VERSIONS

IN_USE = DOCUMENTS.c.removed_at.is_(None)
IS_CURRENT = and_(VERSIONS.c.document_id == DOCUMENTS.c.id, VERSIONS.c.number == DOCUMENTS.c.version)

# The orders of lists: the oldest first, or the last removed first. What came in the same second is in the order in which it
# came, for rows are numbered as they are made.
_ROW: ColumnElement[int] = literal_column("documents.rowid")
AS_ADDED: tuple[ColumnElement[Any], ColumnElement[int]] = (DOCUMENTS.c.added_at, _ROW)
AS_REMOVED: tuple[ColumnElement[Any], ColumnElement[int]] = (DOCUMENTS.c.removed_at.desc(), _ROW)


def is_of_current(table: Table) -> ColumnElement[bool]:
    """Return the condition that a row of passages or questions belongs to the current version of its document."""
    return and_(table.c.document_id == DOCUMENTS.c.id, table.c.version == DOCUMENTS.c.version)


def select_current(*columns: Any) -> Any:
    """Return a query for columns of documents and of their current versions; without columns, what `to_document` reads."""
    return select(*(columns or _DOCUMENT)).select_from(DOCUMENTS).join(VERSIONS, IS_CURRENT)


_DOCUMENT = (
    DOCUMENTS.c.id, DOCUMENTS.c.scope, VERSIONS.c.number, VERSIONS.c.text, VERSIONS.c.title, VERSIONS.c.url,
    VERSIONS.c.source_title, VERSIONS.c.author, VERSIONS.c.publisher, VERSIONS.c.published, VERSIONS.c.language,
    VERSIONS.c.tags,
)  # fmt: skip

# What `to_stored` reads: the line of a document in a list.
LISTING = select_current(
    DOCUMENTS.c.id, DOCUMENTS.c.scope, DOCUMENTS.c.version, VERSIONS.c.title, VERSIONS.c.filename, VERSIONS.c.sha256,
    VERSIONS.c.url, VERSIONS.c.characters, VERSIONS.c.added_at,
    select(func.count()).select_from(PASSAGES).where(is_of_current(PASSAGES)).scalar_subquery().label("passages"),
)  # fmt: skip

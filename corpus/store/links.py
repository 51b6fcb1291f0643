"""Documents that came from links: what the site said of its version, and since when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.history import now
from corpus.store.schema import DOCUMENTS, LINKS


@dataclass(frozen=True, slots=True)
class StoredLink:
    """The address of a document, the site's marks of its version, and the last error. Times are UTC."""

    document_id: str
    scope: str
    url: str
    etag: str | None
    last_modified: str | None
    checked_at: datetime
    dead_since: datetime | None
    error: str | None


class LinkTable:
    """The links of the documents in use. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def list_links(self, scope: str | None = None) -> list[StoredLink]:
        """Return the links of a scope, or of all scopes, those that were not read for longest first."""
        query = (
            select(LINKS, DOCUMENTS.c.scope)
            .join(DOCUMENTS, DOCUMENTS.c.id == LINKS.c.document_id)
            .where(DOCUMENTS.c.removed_at.is_(None), DOCUMENTS.c.scope.not_like("draft:%"))
            .order_by(LINKS.c.checked_at)
        )
        if scope is not None:
            query = query.where(DOCUMENTS.c.scope == scope)
        with self._store.reading() as connection:
            return [_to_link(row) for row in connection.execute(query)]

    def has(self, document_id: str) -> bool:
        """Whether a document came from a link that is read again."""
        with self._store.reading() as connection:
            return connection.scalar(select(LINKS.c.url).where(LINKS.c.document_id == document_id)) is not None

    def keep(self, document_id: str, url: str, *, etag: str | None, last_modified: str | None) -> None:
        """Note that a document was read from a link just now."""
        values = {
            "url": url, "etag": etag, "last_modified": last_modified, "checked_at": now(), "dead_since": None,
            "error": None,
        }  # fmt: skip
        with self._store.writing() as connection:
            statement = upsert(LINKS).values(document_id=document_id, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["document_id"], set_=values))

    def note_unchanged(self, document_id: str) -> None:
        """Note that a link was asked just now and has nothing new."""
        self._set(document_id, checked_at=now(), dead_since=None, error=None)

    def note_failure(self, link: StoredLink, error: str) -> bool:
        """Note that a link could not be read; return whether it could until now."""
        self._set(
            link.document_id,
            checked_at=now(),
            error=error,
            dead_since=link.dead_since or now(),
        )
        return link.dead_since is None

    def _set(self, document_id: str, **values: Any) -> None:
        with self._store.writing() as connection:
            connection.execute(update(LINKS).where(LINKS.c.document_id == document_id).values(**values))


def _to_link(row: Any) -> StoredLink:
    return StoredLink(
        row.document_id, row.scope, row.url, row.etag, row.last_modified, row.checked_at, row.dead_since, row.error
    )  # fmt: skip

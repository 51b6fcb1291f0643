"""Drafts: documents that wait to be published. Each change of one is one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from corpus.scopes import target_of
from corpus.store.current import AS_ADDED, IN_USE, LISTING
from corpus.store.document_rows import drop_unnamed_files, find_by_bytes, touch
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.history import Action, Actor, NewEvent, new_batch, now, record
from corpus.store.records import StoredDocument, to_stored
from corpus.store.schema import DOCUMENTS, SCOPES, VERSIONS
from corpus.store.versions import Conflict, delete_document, make_first_version

GONE = "this draft is gone: it was published or discarded, or is older than a day"


class Drafts:
    """The drafts of a store. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def publish(self, draft: str, actor: Actor) -> list[StoredDocument]:
        """Move the documents of a draft to their scope, all in one go, and return them in the order in which they came.

        Each begins as version 1, however often its details were changed in the draft. A document whose bytes are there by now is
        left out. Raises `Conflict` where the vectors of the draft were made with another model than those of the scope, and
        `UnknownDocument` where the draft is gone.
        """
        scope, batch, at = target_of(draft), new_batch(), now()
        with self._store.writing() as connection:
            prints = {
                row.scope: row.fingerprint
                for row in connection.execute(select(SCOPES).where(SCOPES.c.scope.in_([draft, scope])))
            }
            rows = _read_rows(connection, draft)
            if not rows:
                raise UnknownDocument(GONE)
            if prints.get(scope, "") not in ("", prints.get(draft)):
                raise Conflict("the model was changed since this was prepared: discard it and add the document again")
            published = []
            for row in rows:
                if find_by_bytes(connection, scope, row.sha256) is not None:
                    delete_document(connection, row.id)
                    continue
                make_first_version(connection, row.id, row.version)
                connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row.id).values(scope=scope, added_at=at))
                connection.execute(
                    update(VERSIONS).where(VERSIONS.c.document_id == row.id).values(added_by=actor.name, added_at=at)
                )
                added = NewEvent(scope, Action.ADD, row.id, row.title, after={"version": 1})
                record(connection, added, actor, batch)
                published.append(to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == row.id)).one()))
            touch(connection, scope, prints.get(draft))
            connection.execute(delete(SCOPES).where(SCOPES.c.scope == draft))
        return published

    def discard(self, draft: str) -> None:
        """Delete a draft."""
        with self._store.writing() as connection:
            for row in _read_rows(connection, draft):
                delete_document(connection, row.id)
            connection.execute(delete(SCOPES).where(SCOPES.c.scope == draft))

    def discard_old(self, before: datetime) -> int:
        """Delete the drafts that are older than a time; return how many documents they held."""
        with self._store.writing() as connection:
            old = connection.execute(
                select(DOCUMENTS.c.id, DOCUMENTS.c.scope).where(
                    DOCUMENTS.c.scope.startswith("draft:"), DOCUMENTS.c.added_at < before
                )
            ).all()
            for row in old:
                delete_document(connection, row.id)
                connection.execute(delete(SCOPES).where(SCOPES.c.scope == row.scope))
            drop_unnamed_files(connection)  # also those that earlier releases left behind
        return len(old)


def _read_rows(connection: Connection, draft: str) -> list[Any]:
    query = LISTING.where(DOCUMENTS.c.scope == draft, IN_USE)
    return list(connection.execute(query.order_by(*AS_ADDED)))

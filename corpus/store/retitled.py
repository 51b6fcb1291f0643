"""Retitled versions: a title is changed without a model, and the vectors, made under the old one, are made anew where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from corpus.documents import Document
from corpus.store.current import IN_USE
from corpus.store.document_rows import insert_passages, touch
from corpus.store.documents import CorpusStore
from corpus.store.records import Embedded
from corpus.store.schema import DOCUMENTS, PASSAGES, QUESTIONS, RETITLED, VERSIONS
from corpus.store.versions import has_vectors, read_version


@dataclass(frozen=True, slots=True)
class RetitledVersion:
    """A version whose vectors were made under another title, and the name of the file that it was read from."""

    document: Document
    filename: str


class Retitled:
    """The retitled versions of a store. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def list(self) -> list[RetitledVersion]:
        """Return the versions that wait for vectors, those first that wait for longest."""
        named = (RETITLED.c.document_id == VERSIONS.c.document_id) & (RETITLED.c.version == VERSIONS.c.number)
        query = select(RETITLED, VERSIONS.c.filename).join(VERSIONS, named)
        with self._store.reading() as connection:
            found = [
                (read_version(connection, row.document_id, row.version), row.filename)
                for row in connection.execute(query.order_by(VERSIONS.c.added_at))
            ]
        return [RetitledVersion(document, filename) for document, filename in found if document is not None]

    def settle(self, document_id: str, version: int, embedded: Embedded) -> None:
        """Give a version the vectors that were made under its title, where it waits for them still."""
        key = (RETITLED.c.document_id == document_id, RETITLED.c.version == version)
        with self._store.writing() as connection:
            if not connection.execute(delete(RETITLED).where(*key)).rowcount:
                return
            if not has_vectors(connection, document_id, version):  # it is too long ago: nobody goes back to it
                return
            for table in (PASSAGES, QUESTIONS):
                mine = (table.c.document_id == document_id, table.c.version == version)
                connection.execute(delete(table).where(*mine))
            insert_passages(connection, document_id, version, embedded)
            used = select(DOCUMENTS.c.scope).where(
                DOCUMENTS.c.id == document_id, DOCUMENTS.c.version == version, IN_USE
            )
            if (scope := connection.scalar(used)) is not None:
                touch(connection, scope, None)

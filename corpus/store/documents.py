"""CorpusStore: documents, their versions, passages and questions, in one SQLite database."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, and_, delete, insert, select, tuple_, update

from corpus.documents import Document, Passage
from corpus.errors import MendableError
from corpus.scopes import is_draft, is_faq
from corpus.store.changes import Changes, DocumentMark, read_changes
from corpus.store.current import AS_ADDED, AS_REMOVED, IN_USE, IS_CURRENT, LISTING, select_current
from corpus.store.database import FILENAME, Transaction, connect, connect_to_read, reading
from corpus.store.document_rows import drop_vectors, find_by_bytes, insert_passages, keep_file, touch
from corpus.store.history import TERMINAL, Action, Actor, NewEvent, now, record
from corpus.store.records import (
    DocumentName,
    Embedded,
    ListedDocument,
    NewVersion,
    StoredDocument,
    StoredPassage,
    StoredQuestion,
    to_document,
    to_passage,
    to_source_columns,
    to_stored,
)
from corpus.store.schema import DOCUMENTS, PASSAGES, QUESTIONS, SCOPES, VERSIONS


class UnknownDocument(MendableError, LookupError):
    """No document has this ID."""


class CorpusStore:
    """The documents of one data directory. Safe to use from several threads and processes.

    Every change is one transaction: wholly in or wholly out, whenever the process dies. A change of a scope raises its
    revision by one, by which an index knows whether it is current. Methods raise `StoreError` where the database
    can't be written or read, and `UnknownDocument` for an ID that nobody has.
    """

    def __init__(self, data_dir: Path, *, read_only: bool = False) -> None:
        """`read_only` opens a database that is there and that this user need not be able to write to."""
        self.path = data_dir / FILENAME
        self._engine: Engine = connect_to_read(data_dir) if read_only else connect(data_dir)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- adding and removing

    def find(self, scope: str, sha256: str) -> str | None:
        """Return the ID of the document of a scope whose current version came from these bytes, if there is one."""
        with self.reading() as connection:
            return find_by_bytes(connection, scope, sha256)

    def find_any(self, scope: str, digests: Iterable[str]) -> str | None:
        """Return the ID of the document of a scope that the first of some digests (SHA-256) finds, if one does."""
        with self.reading() as connection:
            found = (find_by_bytes(connection, scope, digest) for digest in digests)
            return next(filter(None, found), None)

    def add(
        self,
        scope: str,
        new: NewVersion,
        *,
        fingerprint: str,
        document_id: str | None = None,
        actor: Actor = TERMINAL,
        batch: str | None = None,
    ) -> str:
        """Store a document with its passages and vectors, and return its ID, in one transaction.

        A document that was removed and has the same ID comes back as a new version. `fingerprint` names the model and
        settings that the vectors came from; a scope has one.
        """
        identity = document_id or new_id(scope, new.sha256)
        at = now()
        with self.writing() as connection:
            old = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == identity)).one_or_none()
            if old is not None and old.removed_at is None and self._read_sha256(connection, old) == new.sha256:
                return identity  # another process was faster
            if old is not None and old.removed_at is None and document_id is None:  # it was given another text since
                identity, old = secrets.token_hex(6), None
            version = 1 if old is None else old.version + 1
            if old is None:
                connection.execute(
                    insert(DOCUMENTS).values(id=identity, scope=scope, version=version, added_at=at, removed_at=None)
                )
            else:
                drop_vectors(connection, identity)
                connection.execute(
                    update(DOCUMENTS).where(DOCUMENTS.c.id == identity).values(version=version, removed_at=None)
                )
            connection.execute(
                insert(VERSIONS).values(
                    document_id=identity, number=version, sha256=new.sha256, filename=new.filename, text=new.read.text,
                    characters=len(new.read.text), added_at=at, added_by=actor.name, **to_source_columns(new.read.source),
                )
            )  # fmt: skip
            keep_file(connection, new.sha256, new.data)
            insert_passages(connection, identity, version, new.embedded)
            touch(connection, scope, fingerprint)
            if not is_draft(scope):
                added = NewEvent(scope, Action.ADD, identity, new.read.source.title, after={"version": version})
                record(connection, added, actor, batch)
        return identity

    def remove(self, document_id: str, actor: Actor = TERMINAL) -> StoredDocument:
        """Take a document out of use. Its versions are kept."""
        document = self.get(document_id)
        with self.writing() as connection:
            taken = connection.execute(
                update(DOCUMENTS).where(DOCUMENTS.c.id == document.id, IN_USE).values(removed_at=now())
            )
            if not taken.rowcount:
                raise UnknownDocument(f"“{document.title}” was removed by somebody else just now; nothing was changed")
            touch(connection, document.scope, None)
            was = {"version": document.version}
            record(connection, NewEvent(document.scope, Action.REMOVE, document.id, document.title, before=was), actor)
        return document

    def replace_passages(self, document_id: str, embedded: Embedded) -> None:
        """Cut the current version of a document anew. Its scope's fingerprint is set when all are done."""
        document = self.get(document_id)
        with self.writing() as connection:
            drop_vectors(connection, document.id)
            insert_passages(connection, document.id, document.version, embedded)
            touch(connection, document.scope, None)

    def drop_unused_vectors(self) -> None:
        """Take away the vectors of old versions and of removed documents; their texts are kept."""
        current = select(DOCUMENTS.c.id, DOCUMENTS.c.version).where(IN_USE)
        with self.writing() as connection:
            for table in (PASSAGES, QUESTIONS):
                used = tuple_(table.c.document_id, table.c.version).in_(current)
                connection.execute(delete(table).where(~used))

    def set_fingerprint(self, scope: str, fingerprint: str) -> None:
        """Say which model and settings all vectors of a scope were made with."""
        with self.writing() as connection:
            touch(connection, scope, fingerprint)

    # ---- reading

    def listing(self, scopes: Sequence[str], *, newest_first: bool = False) -> list[StoredDocument]:
        """Return the documents in use in these scopes, the oldest first or the newest.

        What came in one go is in the order in which it came, either way.
        """
        query = LISTING.where(DOCUMENTS.c.scope.in_(scopes), IN_USE)
        oldest, place = AS_ADDED
        with self.reading() as connection:
            ordered = query.order_by(oldest.desc() if newest_first else oldest, place)
            return [to_stored(row) for row in connection.execute(ordered)]

    def titles(self, scopes: Sequence[str]) -> list[ListedDocument]:
        """Return what members are told of each document in use in these scopes, the oldest first."""
        columns = (VERSIONS.c.title, VERSIONS.c.url, DOCUMENTS.c.scope, VERSIONS.c.added_at)
        query = select(*columns).select_from(DOCUMENTS).join(VERSIONS, IS_CURRENT)
        query = query.where(DOCUMENTS.c.scope.in_(scopes), IN_USE)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(*AS_ADDED))
            return [ListedDocument(row.title, row.url, row.scope, row.added_at) for row in rows]

    def names(self, scope: str, *, in_use: bool = True) -> list[DocumentName]:
        """Return what the documents of a scope may be named by: those in use, the oldest first, or the last removed first."""
        query = select_current(DOCUMENTS.c.id, VERSIONS.c.title, VERSIONS.c.filename).where(DOCUMENTS.c.scope == scope)
        query = query.where(IN_USE).order_by(*AS_ADDED) if in_use else query.where(~IN_USE).order_by(*AS_REMOVED)
        with self.reading() as connection:
            return [DocumentName(row.id, row.title, row.filename) for row in connection.execute(query)]

    def get(self, document_id: str) -> StoredDocument:
        """Return the document with this ID, or with the one ID that begins so."""
        with self.reading() as connection:
            query = LISTING.where(DOCUMENTS.c.id.startswith(document_id, autoescape=True), IN_USE)
            rows = connection.execute(query.limit(2)).all()
        exact = [row for row in rows if row.id == document_id] or rows
        if len(exact) != 1 or not document_id:
            what = "more than one document has an ID that begins with" if len(exact) > 1 else "no document has the ID"
            raise UnknownDocument(f"{what} “{document_id}”; 'landscape corpus list' shows them all")
        return to_stored(exact[0])

    def document(self, document_id: str) -> Document:
        """Return the current version of a document, its text included."""
        identity = self.get(document_id).id
        with self.reading() as connection:
            row = connection.execute(select_current().where(DOCUMENTS.c.id == identity)).one()
        return to_document(row)

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document's current version, in the order of its text."""
        document = self.document(document_id)
        query = select(PASSAGES).where(
            and_(PASSAGES.c.document_id == document.id, PASSAGES.c.version == document.version)
        )
        with self.reading() as connection:
            return [to_passage(row, document) for row in connection.execute(query.order_by(PASSAGES.c.start))]

    def scope_state(self, scope: str) -> tuple[int, str]:
        """Return the revision of a scope and the fingerprint of its vectors; (0, "") where it has no documents."""
        with self.reading() as connection:
            row = connection.execute(select(SCOPES).where(SCOPES.c.scope == scope)).one_or_none()
        return (0, "") if row is None else (row.revision, row.fingerprint)

    def scopes(self) -> list[str]:
        """Return the scopes that have ever had a document, drafts and what moderators wrote for a FAQ aside."""
        with self.reading() as connection:
            found = connection.scalars(select(SCOPES.c.scope).order_by(SCOPES.c.scope))
            return [scope for scope in found if not is_draft(scope) and not is_faq(scope)]

    def snapshot(self, scope: str) -> tuple[int, list[StoredPassage], list[StoredQuestion]]:
        """Return one state of a scope: its revision, and the passages and questions of the documents in use."""
        all_of_it = self.changes(scope, {})
        return all_of_it.revision, all_of_it.passages, all_of_it.questions

    def changes(self, scope: str, known: Mapping[str, DocumentMark]) -> Changes:
        """Return how a scope differs from the documents whose marks are known, as one state of it."""
        with self.reading() as connection:
            return read_changes(connection, scope, known)

    def tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        """Return the packed token vectors of passages, by row; rows that are gone are left out."""
        with self.reading() as connection:
            query = select(PASSAGES.c.id, PASSAGES.c.tokens).where(PASSAGES.c.id.in_(rows))
            return {row.id: row.tokens for row in connection.execute(query)}

    def vectors_of(self, document_id: str, version: int) -> dict[str, tuple[bytes, bytes]]:
        """Return the vector and the packed tokens of each passage of a version, by its context and text."""
        document = self.document(document_id)
        query = select(PASSAGES).where(PASSAGES.c.document_id == document.id, PASSAGES.c.version == version)
        with self.reading() as connection:
            found = {}
            for row in connection.execute(query):
                passage = to_passage(row, document)
                found[f"{passage.context}\n{passage.text}"] = (row.vector, row.tokens)
            return found

    # ---- inside

    def _read_sha256(self, connection: Connection, document: Any) -> str | None:
        found: str | None = connection.scalar(
            select(VERSIONS.c.sha256).where(
                VERSIONS.c.document_id == document.id, VERSIONS.c.number == document.version
            )
        )
        return found

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a transaction that may write; nothing of it is there unless it ends well. Raises `StoreError`."""
        return Transaction(self._engine.begin(), self.path)

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a transaction that sees one state of the store. Raises `StoreError`."""
        return Transaction(reading(self._engine), self.path)


def new_id(scope: str, sha256: str) -> str:
    """Return the ID of a new document: the same bytes in the same scope have the same ID everywhere."""
    return hashlib.sha256(f"{scope}\n{sha256}".encode()).hexdigest()[:12]

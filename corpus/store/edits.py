"""Edits: the changes that moderators make to stored documents. Each is one transaction, with its line in the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from corpus.documents import Document, Passage, Source
from corpus.scopes import is_draft
from corpus.store.current import AS_REMOVED, IN_USE, LISTING, select_current
from corpus.store.document_rows import copy_passages, drop_vectors, insert_passages, keep_file, mark_retitled, touch
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.drafts import GONE, Drafts
from corpus.store.history import REFRESH, Action, Actor, Event, NewEvent, new_batch, record, to_event
from corpus.store.records import Embedded, NewVersion, StoredDocument, to_document, to_stored
from corpus.store.schema import DOCUMENTS, EVENTS, FILES, LINKS, PASSAGES, VERSIONS
from corpus.store.undoing import bring_back, find_redoable, find_undoable, take_back
from corpus.store.versions import (
    Conflict,
    find_differing,
    has_vectors,
    insert_version,
    number_next_version,
    read_version,
)

KEPT_VERSIONS = 8  # of a document keep their vectors, so that going back to them takes no model


class Edits:
    """What moderators do to the documents of a store. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store
        self.drafts = Drafts(store)

    # ---- changes

    def edit(
        self,
        document_id: str,
        source: Source,
        actor: Actor,
        *,
        scope: str | None = None,
        seen: int | None = None,
        embedded: Embedded | None = None,
    ) -> StoredDocument:
        """Give a document other details (title, link, date, tags) as a new version.

        `scope` is where the moderator saw it, and `seen` the version that they saw: another is not changed. `embedded` are the
        passages anew, where the title changed; without them they wait for that, as `corpus.store.retitled` has it.
        """

        def write(connection: Connection, old: Document, version: int) -> None:
            insert_version(connection, old, version, actor, source=source)
            if embedded is None:
                copy_passages(connection, old.id, old.version, version)
                if source.title != old.title:
                    mark_retitled(connection, old.id, version)
            else:
                insert_passages(connection, old.id, version, embedded)

        return self._change(document_id, Action.EDIT, actor, seen, write, scope=scope)

    def replace(self, document_id: str, new: NewVersion, actor: Actor, *, seen: int | None = None) -> StoredDocument:
        """Give a document another text as a new version. `seen` is the version that the moderator saw."""

        def write(connection: Connection, old: Document, version: int) -> None:
            insert_version(
                connection, old, version, actor, source=new.read.source, text=new.read.text, filename=new.filename,
                sha256=new.sha256,
            )  # fmt: skip
            keep_file(connection, new.sha256, new.data)
            insert_passages(connection, old.id, version, new.embedded)
            if actor != REFRESH:  # by hand: the page that it came from would put its own text back
                connection.execute(delete(LINKS).where(LINKS.c.document_id == old.id))

        return self._change(document_id, Action.REPLACE, actor, seen, write)

    def restore(self, document_id: str, actor: Actor, embedded: Embedded | None = None) -> StoredDocument:
        """Take a removed document into use again; `embedded` where the vectors of its version are gone."""
        with self._store.writing() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).one_or_none()
            if row is None or row.removed_at is None:
                raise Conflict("that document is in use: somebody else restored it just now" if row else "it is gone")
            bring_back(connection, row.id, row.scope, embedded)
            found = to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one())
            restored = NewEvent(row.scope, Action.RESTORE, row.id, found.title, after={"version": row.version})
            record(connection, restored, actor)
        return found

    def undo(self, scope: str, actor: Actor, *, seen: str | None = None) -> list[Event]:
        """Take back the last change of a scope that is not taken back yet; return what that was.

        What was published in one go is taken back in one go. `seen` is the batch of the change that the moderator saw. Raises
        `Conflict` where the last is another one by now, `CannotUndo` where there is nothing, or where the old version is too long ago.
        """
        return self._reverse(find_undoable, scope, actor, seen)

    def redo(self, scope: str, actor: Actor, *, seen: str | None = None) -> list[Event]:
        """Make the change again that was taken back last; return the lines of that undo. `seen` is their batch. Raises as `undo`.

        After any other change there is nothing to make again.
        """
        return self._reverse(find_redoable, scope, actor, seen)

    # ---- reading

    def find_undoable(self, scope: str) -> list[Event]:
        """Return the change that `undo` would take back now. Raises `CannotUndo` where there is none."""
        with self._store.reading() as connection:
            return find_undoable(connection, scope)

    def find_redoable(self, scope: str) -> list[Event]:
        """Return the lines of the undo that `redo` would make good now. Raises `CannotUndo` where there is none."""
        with self._store.reading() as connection:
            return find_redoable(connection, scope)

    def history(self, scope: str, *, document_id: str | None = None, limit: int = 50, offset: int = 0) -> list[Event]:
        """Return the changes of a scope, or of one document of it, the newest first."""
        query = select(EVENTS).where(EVENTS.c.scope == scope).order_by(EVENTS.c.id.desc()).limit(limit).offset(offset)
        if document_id is not None:
            query = query.where(EVENTS.c.document_id == document_id)
        with self._store.reading() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def list_events_after(self, number: int, limit: int) -> list[Event]:
        """Return the changes of all scopes that came after one of them, the oldest first."""
        query = select(EVENTS).where(EVENTS.c.id > number).order_by(EVENTS.c.id).limit(limit)
        with self._store.reading() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def read_last_event_number(self) -> int:
        """Return the number of the newest change of all scopes; 0 where there was none."""
        with self._store.reading() as connection:
            return int(connection.scalar(select(func.max(EVENTS.c.id))) or 0)

    def list_removed(self, scope: str) -> list[StoredDocument]:
        """Return the removed documents of a scope; what was removed last comes first."""
        query = LISTING.where(DOCUMENTS.c.scope == scope, DOCUMENTS.c.removed_at.is_not(None))
        with self._store.reading() as connection:
            return [to_stored(row) for row in connection.execute(query.order_by(*AS_REMOVED))]

    def version(self, document_id: str, number: int) -> Document | None:
        """Return one version of a document, also of a removed one; `None` where there is none."""
        with self._store.reading() as connection:
            return read_version(connection, document_id, number)

    def find_version_time(self, document_id: str, number: int) -> datetime | None:
        """Return since when a version of a document is there, in UTC; `None` where there is none."""
        query = select(VERSIONS.c.added_at).where(VERSIONS.c.document_id == document_id, VERSIONS.c.number == number)
        with self._store.reading() as connection:
            found: datetime | None = connection.scalar(query)
            return found

    def last_version(self, document_id: str) -> tuple[Document, str]:
        """Return the last version of a document, also of a removed one, and the name of its file.

        Raises `UnknownDocument` for an ID that nobody has.
        """
        with self._store.reading() as connection:
            row = connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one_or_none()
            document = None if row is None else read_version(connection, document_id, row.version)
        if row is None or document is None:
            raise UnknownDocument(f"no document has the ID “{document_id}”")
        return document, row.filename

    def file(self, sha256: str) -> bytes | None:
        """Return the bytes of a file as they came, if they were kept."""
        with self._store.reading() as connection:
            found: bytes | None = connection.scalar(select(FILES.c.data).where(FILES.c.sha256 == sha256))
            return found

    def has_vectors(self, document_id: str, number: int) -> bool:
        """Whether the passages of a version are still kept."""
        with self._store.reading() as connection:
            return has_vectors(connection, document_id, number)

    def find_row(self, passage: Passage) -> int | None:
        """Return the row number of a passage of any version, as long as its vectors are kept."""
        query = select(PASSAGES.c.id).where(
            PASSAGES.c.document_id == passage.document.id,
            PASSAGES.c.version == passage.document.version,
            PASSAGES.c.start == passage.start,
            PASSAGES.c.end == passage.end,
        )
        with self._store.reading() as connection:
            found: int | None = connection.scalar(query)
            return found

    # ---- inside

    def _reverse(
        self, find: Callable[[Connection, str], list[Event]], scope: str, actor: Actor, seen: str | None
    ) -> list[Event]:
        with self._store.writing() as connection:
            done = select(EVENTS.c.undone).where(EVENTS.c.scope == scope, EVENTS.c.batch == seen).limit(1)
            if seen is not None and connection.scalar(done):
                raise Conflict("that is done already, by you or by another moderator")
            found, batch = find(connection, scope), new_batch()
            if seen is not None and found[0].batch != seen:
                raise Conflict(
                    "the documents were changed since you looked; nothing was taken back or made again: look again"
                )
            for event in found:
                take_back(connection, event, actor, batch)
            connection.execute(update(EVENTS).where(EVENTS.c.id.in_([event.id for event in found])).values(undone=True))
            touch(connection, scope, None)
        return found

    def _change(
        self,
        document_id: str,
        action: Action,
        actor: Actor,
        seen: int | None,
        write: Callable[[Connection, Document, int], None],
        *,
        scope: str | None = None,
    ) -> StoredDocument:
        with self._store.writing() as connection:
            row = connection.execute(select_current().where(DOCUMENTS.c.id == document_id, IN_USE)).one_or_none()
            if row is None:
                raise Conflict("that document was removed by somebody else just now; nothing was changed")
            old = to_document(row)
            if scope is not None and scope != old.scope:
                raise UnknownDocument(GONE if is_draft(scope) else f"no document there has the ID “{document_id}”")
            if seen is not None and seen != old.version:
                by = connection.scalar(
                    select(VERSIONS.c.added_by).where(
                        VERSIONS.c.document_id == old.id, VERSIONS.c.number == old.version
                    )
                )
                raise Conflict(
                    f"“{old.title}” was changed by {by or 'somebody else'} since you opened it (it is at version "
                    f"{old.version} now); nothing of yours was saved: look at it and try again"
                )
            version = number_next_version(connection, document_id)
            write(connection, old, version)
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=version))
            drop_vectors(connection, document_id, version - KEPT_VERSIONS + 1)
            touch(connection, old.scope, None)
            new = read_version(connection, document_id, version)
            assert new is not None  # it was written above
            if not is_draft(old.scope):  # what nobody else has seen has no history
                before, after = find_differing(old, new), find_differing(new, old)
                record(connection, NewEvent(old.scope, action, document_id, new.title, before, after), actor)
            return to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one())

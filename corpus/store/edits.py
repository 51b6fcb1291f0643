"""Edits: the changes that moderators make to stored documents. Each is one transaction, with its line in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from corpus.documents import Document, Passage, ReadDocument, Source
from corpus.errors import MendableError
from corpus.scopes import target_of
from corpus.store.document_rows import copy_passages, drop_vectors, insert_passages, keep_file, touch
from corpus.store.documents import CURRENT_VERSIONS, LISTING, CorpusStore, UnknownDocument
from corpus.store.history import REFRESH, Action, Actor, Event, new_batch, now, record, to_event
from corpus.store.records import NewPassage, NewQuestion, StoredDocument, to_document, to_source_columns, to_stored
from corpus.store.schema import DOCUMENTS, EVENTS, FILES, LINKS, PASSAGES, QUESTIONS, SCOPES, VERSIONS

KEPT_VERSIONS = 8  # of a document keep their vectors, so that going back to them takes no model
_DETAILS = ("title", "url", "author", "published", "tags")  # what the history tells of a version

Vectors = tuple[Sequence[NewPassage], Sequence[NewQuestion]]


class Conflict(MendableError):
    """A document is not what its moderator saw any more; nothing was changed."""


class CannotUndo(MendableError):
    """There is nothing to take back, or it can't be taken back; the message says what can be done instead."""


class Edits:
    """What moderators do to the documents of a store. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    # ---- drafts

    def publish(self, draft: str, actor: Actor) -> list[StoredDocument]:
        """Move the documents of a draft to their scope, all in one go, and return them.

        A document whose bytes are there by now is left out. Raises `Conflict` where the vectors of the draft were made with
        another model than those of the scope, and `UnknownDocument` where the draft is gone.
        """
        scope, batch = target_of(draft), new_batch()
        with self._store.writing() as connection:
            prints = {
                row.scope: row.fingerprint
                for row in connection.execute(select(SCOPES).where(SCOPES.c.scope.in_([draft, scope])))
            }
            rows = connection.execute(_in_use(draft)).all()
            if not rows:
                raise UnknownDocument("this draft is gone: it was published or discarded, or is older than a day")
            if prints.get(scope, "") not in ("", prints.get(draft)):
                raise Conflict("the model was changed since this was prepared: discard it and add the document again")
            published = []
            for row in rows:
                if _with_bytes(connection, scope, row.sha256) is not None:
                    _delete(connection, row.id)
                    continue
                connection.execute(
                    update(DOCUMENTS).where(DOCUMENTS.c.id == row.id).values(scope=scope, added_at=now())
                )
                connection.execute(update(VERSIONS).where(VERSIONS.c.document_id == row.id).values(added_by=actor.name))
                record(
                    connection, scope=scope, actor=actor, action=Action.ADD, document_id=row.id, title=row.title,
                    before={}, after={"version": row.version}, batch=batch,
                )  # fmt: skip
                published.append(to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == row.id)).one()))
            touch(connection, scope, prints.get(draft))
            connection.execute(delete(SCOPES).where(SCOPES.c.scope == draft))
        return published

    def discard(self, draft: str) -> None:
        """Delete a draft."""
        with self._store.writing() as connection:
            for row in connection.execute(_in_use(draft)).all():
                _delete(connection, row.id)
            connection.execute(delete(SCOPES).where(SCOPES.c.scope == draft))

    def discard_old(self, before: str) -> int:
        """Delete the drafts that are older than a time (ISO 8601, UTC); return how many documents they held."""
        with self._store.writing() as connection:
            old = connection.execute(
                select(DOCUMENTS.c.id, DOCUMENTS.c.scope).where(
                    DOCUMENTS.c.scope.startswith("draft:"), DOCUMENTS.c.added_at < before
                )
            ).all()
            for row in old:
                _delete(connection, row.id)
                connection.execute(delete(SCOPES).where(SCOPES.c.scope == row.scope))
        return len(old)

    # ---- changes

    def edit(
        self, document_id: str, source: Source, actor: Actor, *, seen: int | None = None, vectors: Vectors | None = None
    ) -> StoredDocument:
        """Give a document other details (title, link, date, tags) as a new version.

        `seen` is the version that the moderator saw; `vectors` are the passages anew, where the title changed.
        """

        def write(connection: Connection, old: Document, version: int) -> None:
            _new_version(connection, old, version, actor, source=source)
            if vectors is None:
                copy_passages(connection, old.id, old.version, version)
            else:
                insert_passages(connection, old.id, version, *vectors)

        return self._change(document_id, Action.EDIT, actor, seen, write)

    def replace(
        self,
        document_id: str,
        read: ReadDocument,
        actor: Actor,
        *,
        data: bytes,
        filename: str,
        sha256: str,
        vectors: Vectors,
        seen: int | None = None,
    ) -> StoredDocument:
        """Give a document another text as a new version. `seen` is the version that the moderator saw."""

        def write(connection: Connection, old: Document, version: int) -> None:
            _new_version(
                connection, old, version, actor, source=read.source, text=read.text, filename=filename, sha256=sha256
            )
            keep_file(connection, sha256, data)
            insert_passages(connection, old.id, version, *vectors)
            if actor != REFRESH:  # by hand: the page that it came from would put its own text back
                connection.execute(delete(LINKS).where(LINKS.c.document_id == old.id))

        return self._change(document_id, Action.REPLACE, actor, seen, write)

    def restore(self, document_id: str, actor: Actor, vectors: Vectors | None = None) -> StoredDocument:
        """Take a removed document into use again; `vectors` where those of its version are gone."""
        with self._store.writing() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).one_or_none()
            if row is None or row.removed_at is None:
                raise Conflict("that document is in use: somebody else restored it just now" if row else "it is gone")
            _restore(connection, row.id, row.scope, vectors)
            found = to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one())
            record(
                connection, scope=row.scope, actor=actor, action=Action.RESTORE, document_id=row.id, title=found.title,
                before={}, after={"version": row.version},
            )  # fmt: skip
        return found

    def undo(self, scope: str, actor: Actor) -> list[Event]:
        """Take back the last change of a scope that is not taken back yet; return what that was.

        What was published in one go is taken back in one go. Raises `CannotUndo` where there is nothing, or where the old
        version is too long ago.
        """
        with self._store.writing() as connection:
            last = connection.execute(
                select(EVENTS)
                .where(EVENTS.c.scope == scope, EVENTS.c.undone.is_(False), EVENTS.c.action != Action.UNDO.value)
                .order_by(EVENTS.c.id.desc())
                .limit(1)
            ).one_or_none()
            if last is None:
                raise CannotUndo("there is no change to take back")
            rows = connection.execute(
                select(EVENTS).where(EVENTS.c.scope == scope, EVENTS.c.batch == last.batch).order_by(EVENTS.c.id.desc())
            ).all()
            undone, batch = [to_event(row) for row in rows], new_batch()
            for event in undone:
                _take_back(connection, event, actor, batch)
            connection.execute(update(EVENTS).where(EVENTS.c.id.in_([row.id for row in rows])).values(undone=True))
            touch(connection, scope, None)
        return undone

    # ---- reading

    def history(self, scope: str, *, document_id: str | None = None, limit: int = 50, offset: int = 0) -> list[Event]:
        """Return the changes of a scope, or of one document of it, the newest first."""
        query = select(EVENTS).where(EVENTS.c.scope == scope).order_by(EVENTS.c.id.desc()).limit(limit).offset(offset)
        if document_id is not None:
            query = query.where(EVENTS.c.document_id == document_id)
        with self._store.reading() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def events_after(self, number: int, limit: int) -> list[Event]:
        """Return the changes of all scopes that came after one of them, the oldest first."""
        query = select(EVENTS).where(EVENTS.c.id > number).order_by(EVENTS.c.id).limit(limit)
        with self._store.reading() as connection:
            return [to_event(row) for row in connection.execute(query)]

    def last_event(self) -> int:
        """Return the number of the newest change of all scopes; 0 where there was none."""
        with self._store.reading() as connection:
            return int(connection.scalar(select(func.max(EVENTS.c.id))) or 0)

    def removed(self, scope: str) -> list[StoredDocument]:
        """Return the removed documents of a scope, the last removed first."""
        query = LISTING.where(DOCUMENTS.c.scope == scope, DOCUMENTS.c.removed_at.is_not(None))
        with self._store.reading() as connection:
            return [to_stored(row) for row in connection.execute(query.order_by(DOCUMENTS.c.removed_at.desc()))]

    def version(self, document_id: str, number: int) -> Document | None:
        """Return one version of a document, also of a removed one; `None` where there is none."""
        with self._store.reading() as connection:
            return _version(connection, document_id, number)

    def last_version(self, document_id: str) -> tuple[Document, str]:
        """Return the last version of a document, also of a removed one, and the name of its file.

        Raises `UnknownDocument` for an ID that nobody has.
        """
        with self._store.reading() as connection:
            row = connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one_or_none()
            document = None if row is None else _version(connection, document_id, row.version)
        if row is None or document is None:
            raise UnknownDocument(f"no document has the ID {document_id!r}")
        return document, row.filename

    def file(self, sha256: str) -> bytes | None:
        """Return the bytes of a file as they came, if they were kept."""
        with self._store.reading() as connection:
            found: bytes | None = connection.scalar(select(FILES.c.data).where(FILES.c.sha256 == sha256))
            return found

    def has_vectors(self, document_id: str, number: int) -> bool:
        """Whether the passages of a version are still kept."""
        with self._store.reading() as connection:
            return _kept(connection, document_id, number)

    def row_of(self, passage: Passage) -> int | None:
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

    def _change(
        self,
        document_id: str,
        action: Action,
        actor: Actor,
        seen: int | None,
        write: Callable[[Connection, Document, int], None],
    ) -> StoredDocument:
        with self._store.writing() as connection:
            row = connection.execute(
                CURRENT_VERSIONS.where(DOCUMENTS.c.id == document_id, DOCUMENTS.c.removed_at.is_(None))
            ).one_or_none()
            if row is None:
                raise Conflict("that document was removed by somebody else just now; nothing was changed")
            old = to_document(row)
            if seen is not None and seen != old.version:
                by = connection.scalar(
                    select(VERSIONS.c.added_by).where(
                        VERSIONS.c.document_id == old.id, VERSIONS.c.number == old.version
                    )
                )
                raise Conflict(
                    f"{old.title!r} was changed by {by or 'somebody else'} since you opened it (it is at version "
                    f"{old.version} now); nothing of yours was saved: look at it and try again"
                )
            version = _next(connection, document_id)
            write(connection, old, version)
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=version))
            drop_vectors(connection, document_id, version - KEPT_VERSIONS + 1)
            touch(connection, old.scope, None)
            new = _version(connection, document_id, version)
            assert new is not None  # it was written above
            record(
                connection, scope=old.scope, actor=actor, action=action, document_id=document_id, title=new.title,
                before=_differing(old, new), after=_differing(new, old),
            )  # fmt: skip
            return to_stored(connection.execute(LISTING.where(DOCUMENTS.c.id == document_id)).one())


def _take_back(connection: Connection, event: Event, actor: Actor, batch: str) -> None:
    match event.action:
        case Action.ADD | Action.RESTORE:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == event.document_id).values(removed_at=now()))
        case Action.REMOVE:
            _restore(connection, event.document_id, event.scope, None)
        case Action.EDIT | Action.REPLACE:
            _go_back(connection, event.document_id, int(event.before["version"]), actor)
        case Action.UNDO:  # never chosen: what is taken back is a change
            return
    record(
        connection, scope=event.scope, actor=actor, action=Action.UNDO, document_id=event.document_id,
        title=event.title, before={"action": event.action.value} | dict(event.after), after=event.before, batch=batch,
    )  # fmt: skip


def _restore(connection: Connection, document_id: str, scope: str, vectors: Vectors | None) -> None:
    row = connection.execute(CURRENT_VERSIONS.where(DOCUMENTS.c.id == document_id)).one()
    sha256 = select(VERSIONS.c.sha256).where(VERSIONS.c.document_id == document_id, VERSIONS.c.number == row.number)
    if _with_bytes(connection, scope, connection.scalar(sha256)) is not None:
        raise Conflict(f"{row.title!r} is in use as another document with the same bytes; nothing was changed")
    if vectors is not None:
        drop_vectors(connection, document_id)
        insert_passages(connection, document_id, row.number, *vectors)
    if not _kept(connection, document_id, row.number):
        raise CannotUndo(f"the vectors of {row.title!r} are gone: use restore, which makes them anew")
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(removed_at=None))
    touch(connection, scope, None)


def _go_back(connection: Connection, document_id: str, number: int, actor: Actor) -> None:
    old = _version(connection, document_id, number)
    assert old is not None  # versions are never deleted
    version = _next(connection, document_id)
    _new_version(connection, old, version, actor)
    if not copy_passages(connection, document_id, number, version):
        raise CannotUndo(
            f"version {number} of {old.title!r} is too long ago: its vectors are gone; use replace, with its file"
        )
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=version))


def _in_use(scope: str) -> Any:
    query = LISTING.where(DOCUMENTS.c.scope == scope, DOCUMENTS.c.removed_at.is_(None))
    return query.order_by(DOCUMENTS.c.added_at, DOCUMENTS.c.id)


def _kept(connection: Connection, document_id: str, number: int) -> bool:
    query = select(func.count()).where(PASSAGES.c.document_id == document_id, PASSAGES.c.version == number)
    return bool(connection.scalar(query))


def _with_bytes(connection: Connection, scope: str, sha256: str | None) -> str | None:
    """Return the ID of the document of a scope that is in use and came from these bytes, if there is one."""
    query = (
        select(DOCUMENTS.c.id)
        .join(VERSIONS, (VERSIONS.c.document_id == DOCUMENTS.c.id) & (VERSIONS.c.number == DOCUMENTS.c.version))
        .where(DOCUMENTS.c.scope == scope, DOCUMENTS.c.removed_at.is_(None), VERSIONS.c.sha256 == sha256)
    )
    found: str | None = connection.scalar(query)
    return found


def _delete(connection: Connection, document_id: str) -> None:
    """Delete a draft's document wholly; documents that were ever in use keep their versions."""
    for table in (PASSAGES, QUESTIONS, LINKS, VERSIONS):
        connection.execute(delete(table).where(table.c.document_id == document_id))
    connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.id == document_id))


def _next(connection: Connection, document_id: str) -> int:
    last = connection.scalar(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.document_id == document_id))
    return int(last or 0) + 1


def _version(connection: Connection, document_id: str, number: int) -> Document | None:
    query = select(VERSIONS, DOCUMENTS.c.scope, DOCUMENTS.c.id).join(
        DOCUMENTS, DOCUMENTS.c.id == VERSIONS.c.document_id
    )
    row = connection.execute(query.where(DOCUMENTS.c.id == document_id, VERSIONS.c.number == number)).one_or_none()
    return None if row is None else to_document(row)


def _new_version(
    connection: Connection, old: Document, version: int, actor: Actor, source: Source | None = None, **given: Any
) -> None:
    """Write a version that is like another but for what is given."""
    like = connection.execute(
        select(VERSIONS).where(VERSIONS.c.document_id == old.id, VERSIONS.c.number == old.version)
    ).one()
    values: dict[str, Any] = dict(like._mapping) | given
    values |= {"number": version, "added_at": now(), "added_by": actor.name}
    if source is not None:
        values |= to_source_columns(source)
    connection.execute(insert(VERSIONS).values(**values))


def _differing(one: Document, other: Document) -> Mapping[str, Any]:
    """Return the version of a document and those of its details that another version has otherwise."""
    told: dict[str, Any] = {"version": one.version}
    for name in _DETAILS:
        value, elsewhere = getattr(one.source, name), getattr(other.source, name)
        if value != elsewhere:
            told[name] = list(value) if isinstance(value, tuple) else None if value is None else str(value)
    if one.text != other.text:
        told["characters"] = len(one.text)
    return told

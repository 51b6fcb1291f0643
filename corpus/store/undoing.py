"""Taking changes of documents back, inside the transaction that does so; and bringing removed documents back."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from corpus.errors import MendableError
from corpus.store.current import select_current
from corpus.store.document_rows import copy_passages, drop_vectors, find_by_bytes, insert_passages, touch
from corpus.store.history import Action, Actor, Event, NewEvent, now, record
from corpus.store.records import Embedded
from corpus.store.schema import DOCUMENTS, VERSIONS
from corpus.store.versions import Conflict, has_vectors, insert_version, number_next_version, read_version


class CannotUndo(MendableError):
    """There is nothing to take back, or it can't be taken back; the message says what can be done instead."""


def take_back(connection: Connection, event: Event, actor: Actor, batch: str) -> None:
    """Take one change back, and write that into the history. Raises `Conflict`, `CannotUndo`."""
    match event.action:
        case Action.ADD | Action.RESTORE:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == event.document_id).values(removed_at=now()))
        case Action.REMOVE:
            bring_back(connection, event.document_id, event.scope, None)
        case Action.EDIT | Action.REPLACE:
            go_back(connection, event.document_id, int(event.before["version"]), actor)
        case Action.UNDO:  # never chosen: what is taken back is a change
            return
    before = {"action": event.action.value} | dict(event.after)
    undone = NewEvent(event.scope, Action.UNDO, event.document_id, event.title, before, event.before)
    record(connection, undone, actor, batch)


def bring_back(connection: Connection, document_id: str, scope: str, embedded: Embedded | None) -> None:
    """Take a removed document into use again; `embedded` replaces its passages. Raises `Conflict`, `CannotUndo`."""
    row = connection.execute(select_current().where(DOCUMENTS.c.id == document_id)).one()
    sha256 = select(VERSIONS.c.sha256).where(VERSIONS.c.document_id == document_id, VERSIONS.c.number == row.number)
    if find_by_bytes(connection, scope, connection.scalar(sha256)) is not None:
        raise Conflict(f"{row.title!r} is in use as another document with the same bytes; nothing was changed")
    if embedded is not None:
        drop_vectors(connection, document_id)
        insert_passages(connection, document_id, row.number, embedded)
    if not has_vectors(connection, document_id, row.number):
        raise CannotUndo(f"the vectors of {row.title!r} are gone: use restore, which makes them anew")
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(removed_at=None))
    touch(connection, scope, None)


def go_back(connection: Connection, document_id: str, number: int, actor: Actor) -> None:
    """Make a new version that is like an older one. Raises `CannotUndo` where the vectors of that are gone."""
    old = read_version(connection, document_id, number)
    assert old is not None  # versions are never deleted
    version = number_next_version(connection, document_id)
    insert_version(connection, old, version, actor)
    if not copy_passages(connection, document_id, number, version):
        raise CannotUndo(
            f"version {number} of {old.title!r} is too long ago: its vectors are gone; use replace, with its file"
        )
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=version))

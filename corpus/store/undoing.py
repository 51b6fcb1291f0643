"""Taking changes of documents back and making them again, inside the transaction that does so; bringing removed documents back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from corpus.errors import MendableError
from corpus.store.current import select_current
from corpus.store.document_rows import copy_passages, drop_vectors, find_by_bytes, insert_passages, touch
from corpus.store.history import Action, Actor, Event, NewEvent, now, record, to_event
from corpus.store.records import Embedded
from corpus.store.schema import DOCUMENTS, EVENTS, VERSIONS
from corpus.store.versions import Conflict, has_vectors, insert_version, number_next_version, read_version


class CannotUndo(MendableError):
    """There is nothing to take back, or it can't be taken back; the message says what can be done instead."""


def find_undoable(connection: Connection, scope: str) -> list[Event]:
    """Return the last change of a scope that is not taken back yet: all of its lines, the newest first.

    Raises `CannotUndo` where there is none.
    """
    last = connection.scalar(
        _select_newest(scope, EVENTS.c.undone.is_(False), EVENTS.c.action != Action.UNDO.value, column=EVENTS.c.batch)
    )
    if last is None:
        raise CannotUndo("there is no change to take back")
    return _read_batch(connection, scope, last)


def find_redoable(connection: Connection, scope: str) -> list[Event]:
    """Return the lines of the last undo of a scope that is not made good yet, the newest first.

    Raises `CannotUndo` where there is none, also where something else was changed since: what was taken back may not fit then.
    """
    undo = _select_newest(scope, EVENTS.c.undone.is_(False), EVENTS.c.action == Action.UNDO.value)
    other = _select_newest(scope, EVENTS.c.action.not_in([Action.UNDO.value, Action.REDO.value]))
    last, changed = connection.scalar(undo), connection.scalar(other)
    if last is None:
        raise CannotUndo("there is nothing to make again: the last change was not taken back")
    if changed is not None and changed > last:
        raise CannotUndo("what was taken back can't be made again any more: something else was changed since")
    return _read_batch(connection, scope, connection.scalar(select(EVENTS.c.batch).where(EVENTS.c.id == last)) or "")


def take_back(connection: Connection, event: Event, actor: Actor, batch: str) -> None:
    """Do the opposite of one line of the history, and write that down: a change is taken back, an undo is made good.

    Raises `Conflict`, `CannotUndo`.
    """
    again = event.action is Action.UNDO
    before = {name: value for name, value in event.before.items() if name != "action"}
    after = dict(event.after)
    match event.change:
        case Action.EDIT | Action.REPLACE:
            after["version"] = _find_version(connection, event.document_id)
            before["version"] = go_back(connection, event.document_id, int(event.before["version"]), actor)
        case change if (change is Action.REMOVE) is again:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == event.document_id).values(removed_at=now()))
        case _:
            bring_back(connection, event.document_id, event.scope, None)
    done = Action.REDO if again else Action.UNDO
    title = str(before.get("title", event.title))  # as it is called from now on
    record(
        connection,
        NewEvent(event.scope, done, event.document_id, title, {"action": event.change.value} | after, before),
        actor,
        batch,
    )


def bring_back(connection: Connection, document_id: str, scope: str, embedded: Embedded | None) -> None:
    """Take a removed document into use again; `embedded` replaces its passages. Raises `Conflict`, `CannotUndo`."""
    row = connection.execute(select_current().where(DOCUMENTS.c.id == document_id)).one()
    sha256 = select(VERSIONS.c.sha256).where(VERSIONS.c.document_id == document_id, VERSIONS.c.number == row.number)
    if find_by_bytes(connection, scope, connection.scalar(sha256)) is not None:
        raise Conflict(f"“{row.title}” is in use as another document with the same bytes; nothing was changed")
    if embedded is not None:
        drop_vectors(connection, document_id)
        insert_passages(connection, document_id, row.number, embedded)
    if not has_vectors(connection, document_id, row.number):
        raise CannotUndo(f"“{row.title}” has to be read anew: use restore, which does that")
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(removed_at=None))
    touch(connection, scope, None)


def go_back(connection: Connection, document_id: str, number: int, actor: Actor) -> int:
    """Make a new version that is like an older one, and return its number. Raises `CannotUndo` where the vectors of that are gone."""
    old = read_version(connection, document_id, number)
    assert old is not None  # versions are never deleted
    version = number_next_version(connection, document_id)
    insert_version(connection, old, version, actor)
    if not copy_passages(connection, document_id, number, version):
        raise CannotUndo(f"version {number} of “{old.title}” is too long ago to go back to: use replace, with its file")
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(version=version))
    return version


def _find_version(connection: Connection, document_id: str) -> int:
    """Return the number of the current version of a document."""
    return int(connection.scalar(select(DOCUMENTS.c.version).where(DOCUMENTS.c.id == document_id)) or 0)


def _select_newest(scope: str, *conditions: Any, column: Any = EVENTS.c.id) -> Any:
    return select(column).where(EVENTS.c.scope == scope, *conditions).order_by(EVENTS.c.id.desc()).limit(1)


def _read_batch(connection: Connection, scope: str, batch: str) -> list[Event]:
    query = select(EVENTS).where(EVENTS.c.scope == scope, EVENTS.c.batch == batch).order_by(EVENTS.c.id.desc())
    return [to_event(row) for row in connection.execute(query)]

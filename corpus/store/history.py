"""History: who changed which document when, and what stood there before. Each line is written with the change itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from corpus.store.schema import EVENTS


class Action(StrEnum):
    """What was done to a document. An undo takes a change back; a redo makes one again that was taken back."""

    ADD = "add"
    EDIT = "edit"
    REPLACE = "replace"
    REMOVE = "remove"
    RESTORE = "restore"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: a member by Discord's ID, or something of ours that has none."""

    name: str
    id: int | None = None


TERMINAL = Actor("the terminal")
RELEASE = Actor("this release")
REFRESH = Actor("the refresh of links")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one document. `before` and `after` hold what differs: version, title, link, date, tags.

    Of an undo and a redo, `before` also has the "action" that was taken back or made again.
    """

    id: int
    scope: str
    at: datetime  # UTC
    actor: Actor
    action: Action
    document_id: str
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    batch: str
    undone: bool  # it was taken back since; of an undo: what it took back was made again

    @property
    def change(self) -> Action:
        """What kind of change was made, taken back, or made again: never an undo or a redo itself."""
        if self.action not in (Action.UNDO, Action.REDO):
            return self.action
        return Action(self.before.get("action", Action.EDIT))


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One change of one document on its way into the history; the fields are those of `Event`."""

    scope: str
    action: Action
    document_id: str
    title: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def new_batch() -> str:
    """Return a new name for a batch: changes that are made in one go, and undone in one go."""
    return secrets.token_hex(8)


def now() -> datetime:
    """Return the time as the store keeps it: in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def days_ago(days: float) -> datetime:
    """Return the time so many days before now."""
    return now() - timedelta(days=days)


def record(connection: Connection, event: NewEvent, actor: Actor, batch: str | None = None) -> None:
    """Write one line of the history, in the transaction of the change. Changes of one `batch` are undone in one go."""
    connection.execute(
        insert(EVENTS).values(
            scope=event.scope, at=now(), actor_id=actor.id, actor=actor.name,
            action=event.action.value, document_id=event.document_id, title=event.title, before=dict(event.before),
            after=dict(event.after), batch=batch or new_batch(), undone=False,
        )
    )  # fmt: skip


def to_event(row: Any) -> Event:
    """Return a row of the history as a value."""
    return Event(
        row.id, row.scope, row.at, Actor(row.actor, row.actor_id), Action(row.action), row.document_id, row.title,
        row.before, row.after, row.batch, row.undone,
    )  # fmt: skip

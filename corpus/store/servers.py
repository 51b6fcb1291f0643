"""What each server has set: who moderates besides those with Manage Messages, where changes are told, the shipped notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.schema import SERVERS


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`moderator_roles` and `log_channel` are Discord's IDs; `notes`: whether the shipped notes answer here."""

    moderator_roles: tuple[int, ...] = ()
    log_channel: int | None = None
    notes: bool = True


class Servers:
    """The settings of servers, by scope. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def get(self, scope: str) -> ServerSettings:
        """Return what a server has set, or what holds where it has set nothing."""
        with self._store.reading() as connection:
            row = connection.execute(select(SERVERS).where(SERVERS.c.scope == scope)).one_or_none()
        if row is None:
            return ServerSettings()
        return ServerSettings(tuple(int(role) for role in row.moderator_roles), row.log_channel, row.notes)

    def list_log_channels(self) -> list[tuple[str, int]]:
        """Return the scopes that have a log channel, each with the channel."""
        query = select(SERVERS.c.scope, SERVERS.c.log_channel).where(SERVERS.c.log_channel.is_not(None))
        with self._store.reading() as connection:
            return [(row.scope, row.log_channel) for row in connection.execute(query.order_by(SERVERS.c.scope))]

    def change(self, scope: str, **given: Any) -> ServerSettings:
        """Set some fields of a server's settings and return them all."""
        settings = replace(self.get(scope), **given)
        values = {
            "moderator_roles": [str(role) for role in settings.moderator_roles],
            "log_channel": settings.log_channel,
            "notes": settings.notes,
        }
        with self._store.writing() as connection:
            statement = upsert(SERVERS).values(scope=scope, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["scope"], set_=values))
        return settings

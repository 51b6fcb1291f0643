"""Bookkeeping: the few values by which the program knows what it has done already, each under a name."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.schema import BOOKKEEPING


class Ledger(StrEnum):
    """The names of the values that are kept."""

    CALIBRATIONS = "calibrations"  # of each scope, the thresholds in use and those before them
    FOLLOWING = "following"  # the last changes of documents that were told, and that posted answers have followed
    DIGESTS = "digests"  # when each server had its last digest
    COMMANDS = "commands"  # the slash commands that were registered last
    LEFT = "left"  # the servers that removed the bot, and when


class Bookkeeping:
    """Reads and writes what the program knows of its own work, as JSON. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def read(self, ledger: Ledger) -> Any:
        """Return a value; `None` where nothing was kept yet."""
        with self._store.reading() as connection:
            return _read(connection, ledger)

    def write(self, ledger: Ledger, value: Any) -> None:
        """Keep a value in place of the one before it."""
        self.change(ledger, lambda _: value)

    def change(self, ledger: Ledger, change: Callable[[Any], Any]) -> None:
        """Keep what a function makes of the present value. No other process changes it meanwhile; an error changes nothing."""
        with self._store.writing() as connection:
            value = change(_read(connection, ledger))
            statement = upsert(BOOKKEEPING).values(name=ledger, value=value)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _read(connection: Connection, ledger: Ledger) -> Any:
    return connection.scalar(select(BOOKKEEPING.c.value).where(BOOKKEEPING.c.name == ledger))

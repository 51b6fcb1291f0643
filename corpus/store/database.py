"""Opening the SQLite file: WAL, migrations, and errors that say what to do."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError

from corpus.errors import MendableError
from corpus.store.former_files import take_in_former_files

FILENAME = "landscape.db"
BUSY_SECONDS = 10.0  # how long a writer waits for another process before it gives up


class StoreError(MendableError):
    """The database can't be used; the message names the file and the remedy."""


class StoreBusy(StoreError):
    """Another process holds the database for longer than a writer waits."""


def explain(error: BaseException, path: Path) -> StoreError:
    """Return the `StoreError` that says in plain words what SQLite or the file system said."""
    text = str(getattr(error, "orig", None) or error).lower()
    if "readonly" in text or "read-only" in text or "permission" in text:
        remedy = "can't be written to; give this user write permission to it and to its folder, or set another DATA_DIR"
    elif "locked" in text or "busy" in text:
        remedy = f"is locked by another process for more than {BUSY_SECONDS:.0f} s; stop that process and try again"
        return StoreBusy(f"the database {path} {remedy}")
    elif "full" in text or "no space" in text:
        remedy = "can't grow: the disk is full; free some space and try again. Nothing was changed"
    elif "malformed" in text or "not a database" in text:
        remedy = "is damaged or not a Landscape database; restore a backup of it, or set another DATA_DIR"
    elif "unable to open" in text:
        remedy = "can't be opened; check that the folder exists and that this user may write to it"
    else:
        remedy = f"can't be used: {text}"
    return StoreError(f"the database {path} {remedy}")


def connect(data_dir: Path) -> Engine:
    """Open the database of a data directory, made and migrated as needed.

    Raises `StoreError` where it is read-only, locked, damaged or of a newer schema.
    """
    path = data_dir / FILENAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the data directory {data_dir} can't be made: {error.strerror}; set another DATA_DIR"
        ) from error
    # Without its parameters: an error in the log would have members' questions and IDs.
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        _migrate(engine, path)
        take_in_former_files(engine, data_dir)
    except (DatabaseError, sqlite3.Error, OSError) as error:
        engine.dispose()
        raise explain(error, path) from error
    return engine


def may_write(data_dir: Path) -> bool:
    """Whether this user may write to the database of a data directory, and beside it, where SQLite keeps its journal."""
    return os.access(data_dir, os.W_OK) and os.access(data_dir / FILENAME, os.W_OK)


def connect_to_read(data_dir: Path) -> Engine:
    """Open the database of a data directory that this user may only read: nothing is made, migrated or locked there.

    Raises `StoreError` where it is damaged, or of another schema than this release's.
    """
    path = data_dir / FILENAME
    journal = path.with_name(f"{FILENAME}-wal")
    # SQLite reads beside a process that writes, if that process's files lie there. Where there are none, it would make them, and
    # can't: but then nobody writes, so that the file alone is all there is.
    written = journal.is_file() and journal.stat().st_size > 0
    query = {"mode": "ro", "uri": "true"} if written else {"immutable": "1", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=query)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _on_begin)
    try:
        revision, schemas = _read_schema(engine), _list_schemas()
    except (DatabaseError, sqlite3.Error, OSError) as error:
        engine.dispose()
        raise explain(error, path) from error
    if revision != schemas[-1]:
        engine.dispose()
        _refuse_newer(revision, schemas, path)
        raise StoreError(
            f"the database {path} was written by an older Landscape, and this user may not bring it up to date; "
            "run 'landscape corpus list' once as a user who may write to it"
        )
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a transaction that only reads: it sees one state of the store and never waits for a writer."""
    with engine.connect().execution_options(landscape_reads=True) as connection, connection.begin():
        yield connection


class Transaction:
    """A transaction whose database errors come out as `StoreError`."""

    def __init__(self, transaction: Any, path: Path) -> None:
        self._transaction = transaction
        self._path = path

    def __enter__(self) -> Connection:
        try:
            connection: Connection = self._transaction.__enter__()
        except DatabaseError as error:
            raise explain(error, self._path) from error
        return connection

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        try:
            self._transaction.__exit__(kind, error, traceback)
        except DatabaseError as failed:
            raise explain(failed, self._path) from failed
        if isinstance(error, DatabaseError):
            raise explain(error, self._path) from error


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins and commits; the driver's own guesses would get in the way


def _on_connect(connection: Any, record: object) -> None:
    _leave_transactions_to_us(connection, record)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("landscape_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _migrate(engine: Engine, path: Path) -> None:
    """Bring a database to this release's schema. Alembic, whose import takes as long as all else, is there only where one is not."""
    revision, schemas = _read_schema(engine), _list_schemas()
    if revision == schemas[-1]:
        return
    _refuse_newer(revision, schemas, path)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_find_migrations()))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _read_schema(engine: Engine) -> str | None:
    """Return the name of a database's schema, as Alembic notes it; `None` for an empty one."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


def _find_migrations() -> Traversable:
    return files("corpus") / "store" / "migrations"


def _list_schemas() -> list[str]:
    """Return the names of the schemas that this release knows, in their order: its migrations' files begin with them."""
    names = (file.name for file in (_find_migrations() / "versions").iterdir())
    return sorted(name.partition("_")[0] for name in names if name.endswith(".py") and name[0].isdigit())


def _refuse_newer(revision: str | None, schemas: Sequence[str], path: Path) -> None:
    if revision is not None and revision not in schemas:
        raise StoreError(
            f"the database {path} has the schema {revision} of a newer Landscape; "
            "update Landscape (git pull, make install), or set another DATA_DIR"
        )

"""Databases as earlier releases left them, made by the migrations of their time."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from corpus.store.database import FILENAME


@contextlib.contextmanager
def open_old_database(data_dir: Path, revision: str) -> Iterator[sqlite3.Connection]:
    """Make a database with the tables of a revision, and yield a connection to fill it; what is done with it is kept."""
    data_dir.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(files("corpus") / "store" / "migrations"))
    engine = create_engine(f"sqlite:///{data_dir / FILENAME}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with contextlib.closing(sqlite3.connect(data_dir / FILENAME)) as raw, raw:
        yield raw

"""Opening the data directory of the settings: the engine, what keeps the documents, or the store alone. Importing this loads no model.

Only what adds documents or starts the bot makes a data directory. What reads makes none, and needs none that it may write to.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.places import holds_documents
from bot.settings import MEGABYTE, SettingError
from corpus.errors import MendableError
from index.judge.judge import SHIPPED_JUDGE
from index.retrieval.model_files import PACKAGED, check_model_is_here, stay_offline

if TYPE_CHECKING:  # loading the engine's libraries takes seconds
    from bot.settings import Settings
    from corpus.store.documents import CorpusStore
    from index.engine import Engine
    from index.judge.judge import Judge
    from index.library import Library
    from index.retrieval.embedder import Embedder


class NothingThere(MendableError):
    """There is no document yet that could be changed."""


def open_from(
    settings: Settings,
    *,
    notes: bool = True,
    read_only: bool = False,
    embedder: Embedder | None = None,
    judge: Judge | None = None,
) -> Engine:
    """Open the data directory of the settings, made as needed; `notes` off leaves the shipped notes as they are.

    Raises what `index.assembly.open_engine` and `check_models` do, and `SettingError` as `prepare_data_dir` does.
    """
    check_models(settings)
    if not read_only:
        prepare_data_dir(settings)
    from index.assembly import open_engine

    return open_engine(
        settings.data_dir,
        embedding_model=settings.embedding_model,
        judge_model=settings.judge_model,
        notes=notes and settings.shipped_notes,
        limits=settings.limits,
        quota=settings.quota,
        index_bytes=int(settings.max_index_mb * MEGABYTE),
        read_only=read_only,
        embedder=embedder,
        judge=judge,
    )


@contextlib.contextmanager
def open_to_ask(
    settings: Settings, *, notes: bool = True, embedder: Embedder | None = None, judge: Judge | None = None
) -> Iterator[Engine]:
    """Open the engine to ask it only: a directory that may not be written to does, and where there is none, none is made.

    Raises as `open_from`, and `SettingError` where a directory was typed that is not there.
    """
    from corpus.store.database import may_write

    if holds_documents(settings.data_dir):
        read_only = not may_write(settings.data_dir)
        with open_from(settings, notes=notes, read_only=read_only, embedder=embedder, judge=judge) as engine:
            yield engine
        return
    check_that_data_dir_exists(settings)
    with (
        tempfile.TemporaryDirectory(prefix="landscape-") as scratch,
        open_from(
            settings.model_copy(update={"data_dir": Path(scratch)}), notes=notes, embedder=embedder, judge=judge
        ) as engine,
    ):
        yield engine


@contextlib.contextmanager
def open_library_from(settings: Settings) -> Iterator[Library]:
    """Open what adds and changes documents in the data directory of the settings: the embedding model, but no judge.

    The operator is held to no quota.

    Raises what `index.assembly.open_library` does, and `SettingError` as `prepare_data_dir` does.
    """
    check_embedding_model(settings)
    prepare_data_dir(settings)
    from index.assembly import open_library

    with open_library(settings.data_dir, embedding_model=settings.embedding_model, limits=settings.limits) as library:
        yield library


def check_models(settings: Settings) -> None:
    """Raise `ModelError` where the embedding model or the judge that the settings name is not on this machine."""
    check_embedding_model(settings)
    check_judge_model(settings)


def check_judge_model(settings: Settings) -> None:
    """Raise `ModelError` where the judge that the settings name is not on this machine. It takes no time."""
    if not settings.download_models:
        stay_offline()
    if settings.judge_model != SHIPPED_JUDGE:
        check_model_is_here("JUDGE_MODEL", settings.judge_model, SHIPPED_JUDGE, downloads=settings.download_models)


def check_embedding_model(settings: Settings) -> None:
    """Raise `ModelError` where the embedding model that the settings name is not on this machine. It takes no time."""
    if not settings.download_models:
        stay_offline()
    if settings.embedding_model != PACKAGED:
        check_model_is_here("EMBEDDING_MODEL", settings.embedding_model, PACKAGED, downloads=settings.download_models)


def open_store_from(settings: Settings) -> CorpusStore:
    """Open the store to change what is there.

    Raises `NothingThere` where there is none yet, `SettingError` where a directory was typed that is not there, and `StoreError`.
    """
    from corpus.store.documents import CorpusStore

    require_documents(settings)
    return CorpusStore(settings.data_dir)


def require_documents(settings: Settings) -> None:
    """Raise `NothingThere` where there is no data yet, and `SettingError` where a directory was typed that is not there."""
    if not holds_documents(settings.data_dir):
        check_that_data_dir_exists(settings)
        raise NothingThere(f"there are no documents in {settings.data_dir} yet; add some: landscape corpus add PATH")


@contextlib.contextmanager
def open_store_to_read(settings: Settings) -> Iterator[CorpusStore | None]:
    """Yield the store to read only, where it need not be writable; `None` where there is none yet.

    Raises `SettingError` where a directory was typed that is not there, and `StoreError`.
    """
    from corpus.store.database import may_write
    from corpus.store.documents import CorpusStore

    if not holds_documents(settings.data_dir):
        check_that_data_dir_exists(settings)
        yield None
        return
    with CorpusStore(settings.data_dir, read_only=not may_write(settings.data_dir)) as store:
        yield store


def check_that_data_dir_exists(settings: Settings) -> None:
    """Raise `SettingError` where the data directory that was typed is not there: it may be mistyped."""
    if settings.data_dir_is_typed and not settings.data_dir.is_dir():
        raise SettingError(
            f"there is no data directory {settings.data_dir}; check --data-dir ('landscape corpus add' makes a new one)"
        )


def prepare_data_dir(settings: Settings) -> None:
    """Raise `SettingError` where the data directory that somebody named would be made in a folder that is not there.

    A typing error in a path makes one folder at most, never a tree.
    """
    folder = settings.data_dir.parent
    if settings.data_dir_is_set and not folder.is_dir():
        raise SettingError(
            f"the data directory {settings.data_dir} can't be made, as there is no folder {folder}; "
            "check --data-dir or DATA_DIR, or make that folder first"
        )


def give_way() -> None:
    """Lower this process's priority, so that a bot that runs beside it, whose members wait, goes first."""
    if hasattr(os, "nice"):
        os.nice(10)

"""Opening the engine, or what keeps the documents, as the settings say. Importing this loads no model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loading the engine's libraries takes seconds
    from contextlib import AbstractContextManager

    from bot.settings import Settings
    from index.engine import Engine
    from index.library import Library


def open_from(settings: Settings, *, notes: bool = True) -> Engine:
    """Open the data directory of the settings; `notes` off leaves the shipped notes as they are.

    Raises what `index.assembly.open_engine` does.
    """
    from bot.settings import MEGABYTE
    from index.assembly import open_engine

    return open_engine(
        settings.data_dir,
        embedding_model=settings.embedding_model,
        judge_model=settings.judge_model,
        notes=notes and settings.shipped_notes,
        limits=settings.limits,
        quota=settings.quota,
        index_bytes=int(settings.max_index_mb * MEGABYTE),
    )


def open_library_from(settings: Settings) -> AbstractContextManager[Library]:
    """Open what adds and changes documents in the data directory of the settings: the embedding model, but no judge.

    The operator is held to no quota.

    Raises what `index.assembly.open_library` does.
    """
    from index.assembly import open_library

    return open_library(settings.data_dir, embedding_model=settings.embedding_model, limits=settings.limits)


def give_way() -> None:
    """Lower this process's priority, so that a bot that runs beside it, whose members wait, goes first."""
    if hasattr(os, "nice"):
        os.nice(10)

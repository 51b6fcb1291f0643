"""Opening the engine as the settings say."""

from __future__ import annotations

from bot.settings import Settings
from index.assembly import open_engine
from index.engine import Engine


def open_from(settings: Settings, *, notes: bool = True) -> Engine:
    """Open the data directory of the settings; `notes` off leaves the shipped notes as they are.

    Raises what `index.assembly.open_engine` does.
    """
    return open_engine(
        settings.data_dir,
        embedding_model=settings.embedding_model,
        judge_model=settings.judge_model,
        notes=notes and settings.shipped_notes,
        limits=settings.limits,
    )

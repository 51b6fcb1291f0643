"""Marks: small files in the data directory by which the bot knows what it has done already."""

from __future__ import annotations

import os
from pathlib import Path


def read(path: Path) -> str | None:
    """Return what a mark says; `None` where there is none."""
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write(path: Path, text: str) -> None:
    """Write a mark so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)

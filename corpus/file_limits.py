"""How large a file may be that is read. Settings name it, so this imports nothing that reads."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 25 * 1024 * 1024
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How large a file may be, in bytes, and how long its text, in characters."""

    max_bytes: int = MAX_BYTES
    max_characters: int = MAX_CHARACTERS

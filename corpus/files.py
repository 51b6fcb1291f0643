"""Writing files so that each is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def open_replacement(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of another when the block ends well.

    After an error, a kill or a crash `path` is as it was. Raises `OSError` where it can't be written.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def replace_file(path: Path, data: bytes) -> None:
    """Give a file other content: after a crash it has the old or the new. Raises `OSError`."""
    with open_replacement(path) as file:
        file.write(data)

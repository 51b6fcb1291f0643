"""One bot for a data directory: two would both answer each question."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.discord_app.errors import CannotStart

_LOCK, _HOLDER = "bot.lock", "bot.json"


@contextmanager
def hold_data_directory(data_dir: Path) -> Iterator[None]:
    """Keep other bots from running on a data directory meanwhile. Its lock goes with the process, however that ends.

    Raises `CannotStart` that names the process which holds it.
    """
    lock, holder = FileLock(data_dir / _LOCK), data_dir / _HOLDER
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotStart(
            f"another Landscape bot runs on {data_dir} ({_name_holder(holder)}): stop it, or set another DATA_DIR"
        ) from None
    except OSError:  # what is wrong with the directory is told, with its remedy, where the database is opened
        yield
        return
    try:
        with suppress(OSError):
            began = datetime.now(UTC).isoformat(" ", "minutes").removesuffix("+00:00")
            holder.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname(), "began": began}))
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _name_holder(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text())
        return f"process {known['process']} on {known['host']}, since {known['began']} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return "it does not say which process it is"

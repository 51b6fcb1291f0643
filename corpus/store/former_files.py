"""Values that earlier releases kept as files in the data directory move into the table of bookkeeping."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.schema import BOOKKEEPING

_LOG = logging.getLogger(__name__)

# The name in the table of what each file held; `corpus.store.bookkeeping` names the same.
_FILES = {
    "calibration.json": "calibrations", "following.json": "following", "digests.json": "digests",
    "discord-commands.json": "commands",
}  # fmt: skip
_LOCK = "calibration.lock"


def take_in_former_files(engine: Engine, data_dir: Path) -> None:
    """Keep in the table what the files of an earlier release say, and then remove them.

    A kill in between leaves both, and the next start removes the file: what the table has by then is as new or newer. A file
    that can't be read is set aside under another name, and the log says so.
    """
    for filename, name in _FILES.items():
        path = data_dir / filename
        if not path.is_file():
            continue
        try:
            value: Any = json.loads(path.read_text("utf-8"))
        except ValueError as error:  # no JSON, or no UTF-8
            _LOG.warning(
                "%s can't be read (%s): it is set aside as %s.damaged, and counts no more", path, error, filename
            )
            path.replace(path.with_name(f"{filename}.damaged"))
            continue
        with engine.begin() as connection:
            connection.execute(upsert(BOOKKEEPING).values(name=name, value=value).on_conflict_do_nothing())
        path.unlink(missing_ok=True)
        (data_dir / _LOCK).unlink(missing_ok=True)

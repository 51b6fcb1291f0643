"""Where Landscape's files lie on this machine: its documents, and the files of settings."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path

_NAME = "landscape"
_DATABASE = "landscape.db"  # as `corpus.store.database` names it, whose import takes a while
ENV_FILE_VARIABLE = "LANDSCAPE_ENV_FILE"


def find_clone() -> Path | None:
    """Return the root of the clone whose code this is; `None` where Landscape was installed as a package."""
    root = Path(__file__).resolve().parent.parent
    return root if (root / "pyproject.toml").is_file() else None


def choose_data_dir() -> Path:
    """Return the data directory where no setting names one.

    It is `data` here where it has documents, else that of the clone, else the folder that this system has for a user's data.
    """
    here = Path("data").absolute()
    if holds_documents(here):
        return here
    clone = find_clone()
    return clone / "data" if clone else user_data_path(_NAME, appauthor=False)


def holds_documents(data_dir: Path) -> bool:
    """Whether a data directory has a database already."""
    return (data_dir / _DATABASE).exists()


def find_env_files() -> list[Path]:
    """Return the files of settings that are there, the one that counts most last: the user's, the clone's, and the one here.

    Where `LANDSCAPE_ENV_FILE` names one, only that counts.
    """
    named = os.environ.get(ENV_FILE_VARIABLE)
    if named:
        return [Path(named).expanduser().absolute()]
    folders = [user_config_path(_NAME, appauthor=False), find_clone(), Path.cwd()]
    files = [folder / ".env" for folder in folders if folder is not None]
    return [file for file in dict.fromkeys(files) if file.is_file()]

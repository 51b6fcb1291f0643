"""The vectors of the examples, shipped so that no start waits for them: `python -m training.small_talk` makes them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answering.small_talk.examples import REAL_QUESTIONS, SMALL_TALK
from index.retrieval.embedder import Embedder

VECTORS = Path(__file__).with_name("examples.npz")


def list_examples() -> list[str]:
    """Return all examples in the order of their vectors: small talk, then questions."""
    return [*(text for texts in SMALL_TALK.values() for text in texts), *REAL_QUESTIONS]


def read_vectors(embedder: Embedder) -> NDArray[np.float32]:
    """Return the vectors of the examples; those that are shipped were made by the packaged model, any other makes its own."""
    with np.load(VECTORS, allow_pickle=False) as shipped:
        if str(shipped["made_of"]) == name_make(embedder):
            return np.asarray(shipped["vectors"], np.float32)
    return embedder.embed(list_examples())


def name_make(embedder: Embedder) -> str:
    """Return what vectors are made of: a digest of the model and the examples."""
    return hashlib.sha256("\n".join((embedder.fingerprint, *list_examples())).encode()).hexdigest()

"""Small reader: reads many windows against a question at once, so that the judge need read only the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.judge.judge import Window
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED

if TYPE_CHECKING:
    from index.judge.encoder import Precision

SHIPPED_READER = Path(__file__).parent


class SmallReader:
    """A cross-encoder of MiniLM's size, trained to put windows that hold the evidence before others. Loading takes under a second.

    Safe to use from several threads. Raises `ModelError` where its file or the packaged model is not what was shipped.
    """

    def __init__(self, folder: Path = SHIPPED_READER, precision: Precision | None = None) -> None:
        """`precision` is what the processor is fastest at, if none is given."""
        from safetensors import safe_open

        from index.judge.network import PairTokenizer
        from index.judge.small_reader.inference import SmallReaderInference
        from index.judge.small_reader.network import FROZEN, SMALL_READER_TOKENS
        from index.judge.small_reader.weights import read_weights

        base, _ = locate_model(PACKAGED)
        assert base is not None, "the packaged model has a folder"
        weights, self._fingerprint = read_weights(folder)
        with safe_open(base / "model.safetensors", "pt") as packaged:
            weights |= {name: packaged.get_tensor(name.removeprefix("encoder.")) for name in FROZEN}
        self._network = SmallReaderInference(weights, base, precision)
        self._tokenizer = PairTokenizer(base, SMALL_READER_TOKENS)
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """The weights: scores of different fingerprints can't be compared."""
        return self._fingerprint

    def read(self, question: str, windows: Sequence[Window]) -> NDArray[np.float32]:
        """Return for each window the log-odds that it answers the question, shape (len(windows),)."""
        from index.judge.network import Pair

        if not windows:
            return np.zeros(0, np.float32)
        _, encodings = self._tokenizer.encode([Pair(question, one.text, one.context) for one in windows])
        with self._lock:
            return self._network(encodings)

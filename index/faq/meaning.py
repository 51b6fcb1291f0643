"""Meanings: vectors of what members type, made on a thread of their own, so that nobody has to wait for one."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.retrieval.embedder import Embedder

_KEPT = 512  # texts
_WAITING = 3  # texts that may wait for the model; while as many do, a keystroke goes without


class Meanings:
    """The vectors of the last texts. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="faq-meaning")
        self._known: OrderedDict[str, Future[NDArray[np.float32]]] = OrderedDict()
        self._lock = Lock()

    def embed(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text, shape (dimension,), however long it takes."""
        return self._request(text, always=True).result()  # type: ignore[union-attr]

    def embed_within(self, text: str, seconds: float) -> NDArray[np.float32] | None:
        """Return the vector of a text, or `None` where that takes longer; it is at hand then when asked for again."""
        asked = self._request(text, always=False)
        if asked is None:
            return None
        try:
            return asked.result(seconds)
        except TooLate:
            return None

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _request(self, text: str, *, always: bool) -> Future[NDArray[np.float32]] | None:
        with self._lock:
            known = self._known.get(text)
            if known is not None and not (known.done() and (known.cancelled() or known.exception() is not None)):
                self._known.move_to_end(text)
                return known
            if not always and sum(not one.done() for one in self._known.values()) >= _WAITING:
                return None
            asked = self._known[text] = self._thread.submit(lambda: self._embedder.embed([text])[0])
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return asked

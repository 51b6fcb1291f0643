"""What both readers said lately: a question and a window that they have read are not read again while that is remembered."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from index.judge.judge import Judge, Judgement, Window
from index.judge.small_reader.reader import SmallReader

_QUESTIONS = 1000  # that are remembered, those that were read for last
_WINDOWS = 100  # of a question, those that were read last

_Said = TypeVar("_Said")


class RememberingReaders:
    """Both readers and a memory of what they said, by the words of question and window: so it holds whatever becomes of the documents.

    To ask again after a change costs what the change brought. Safe to use from several threads.
    """

    def __init__(self, small_reader: SmallReader, judge: Judge) -> None:
        self._small: _Memory[float] = _Memory(lambda question, windows: small_reader.read(question, windows).tolist())
        self._judged: _Memory[Judgement] = _Memory(judge.judge)

    def read(self, question: str, windows: Sequence[Window]) -> list[float]:
        """Return for each window the small reader's log-odds that it answers the question."""
        return self._small.recall(question, windows)

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        """Return the judgement of each window."""
        return self._judged.recall(question, windows)


class _Memory(Generic[_Said]):
    """What one reader said of windows, by the question and the digest of each window."""

    def __init__(self, read: Callable[[str, Sequence[Window]], Iterable[_Said]]) -> None:
        self._read = read
        self._known: OrderedDict[str, OrderedDict[bytes, _Said]] = OrderedDict()
        self._lock = Lock()

    def recall(self, question: str, windows: Sequence[Window]) -> list[_Said]:
        """Return what the reader says of each window; only those that are not remembered are read."""
        keys = [_digest(window) for window in windows]
        with self._lock:
            known = dict(self._known.get(question, {}))
        lacking = {key: window for key, window in zip(keys, windows, strict=True) if key not in known}
        if lacking:
            known |= zip(lacking, self._read(question, list(lacking.values())), strict=True)
        self._keep(question, {key: known[key] for key in keys})
        return [known[key] for key in keys]

    def _keep(self, question: str, said: dict[bytes, _Said]) -> None:
        """Remember what was said, and forget what was not needed for longest where it is too much."""
        with self._lock:
            kept = self._known.pop(question, OrderedDict[bytes, _Said]())
            self._known[question] = kept
            for key, value in said.items():
                kept.pop(key, None)
                kept[key] = value
            while len(kept) > _WINDOWS:
                kept.popitem(last=False)
            while len(self._known) > _QUESTIONS:
                self._known.popitem(last=False)


def _digest(window: Window) -> bytes:
    return hashlib.blake2b(repr((window.text, window.context, window.sentences)).encode(), digest_size=16).digest()

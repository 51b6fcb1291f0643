"""What both readers said lately: a question and a window that they have read are not read again while that is remembered."""

from __future__ import annotations

import hashlib
import struct
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from index.judge.judge import Judge, Judgement, Window
from index.judge.small_reader.reader import SmallReader

_QUESTIONS = 1000  # that are remembered, those that were read for last
_WINDOWS = 100  # of a question, those that were read last

_PACKED = 32  # windows of a question that are packed
_DIGEST = 16  # bytes that stand for a window
_SMALL, _JUDGED = 0, 1  # whose word it is that is packed
_HEAD = struct.Struct(f"<{_DIGEST}sBB")  # of a packed word: the window, the reader, and how many float32 follow

_Said = TypeVar("_Said", float, Judgement)


class RememberingReaders:
    """Both readers and a memory of what they said, by the words of question and window: so it holds whatever becomes of the documents.

    To ask again after a change costs what the change brought. Safe to use from several threads.
    """

    def __init__(self, small_reader: SmallReader, judge: Judge) -> None:
        self._fingerprint = f"{small_reader.fingerprint}\n{judge.fingerprint}"
        self._small: _Memory[float] = _Memory(lambda question, windows: small_reader.read(question, windows).tolist())
        self._judged: _Memory[Judgement] = _Memory(judge.judge)

    def read(self, question: str, windows: Sequence[Window]) -> list[float]:
        """Return for each window the small reader's log-odds that it answers the question."""
        return self._small.recall(question, windows)

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        """Return the judgement of each window."""
        return self._judged.recall(question, windows)

    def pack(self, question: str) -> bytes:
        """Return what is remembered of a question, to be kept where the next run finds it. There is no word of a document in it."""
        words = [
            *((key, _SMALL, [logit]) for key, logit in self._small.list(question)),
            *((key, _JUDGED, [one.logit, *one.sentences]) for key, one in self._judged.list(question)),
        ]
        packed = [
            _HEAD.pack(key, reader, len(numbers)) + struct.pack(f"<{len(numbers)}f", *numbers)
            for key, reader, numbers in words
            if len(numbers) < 256
        ]
        return self._mark(question) + b"".join(packed) if packed else b""

    def learn(self, question: str, packed: bytes) -> None:
        """Remember what was packed of a question, unless other readers said it, or of other words."""
        if not packed.startswith(self._mark(question)):
            return
        small: dict[bytes, float] = {}
        judged: dict[bytes, Judgement] = {}
        place = _DIGEST
        while place < len(packed):
            key, reader, count = _HEAD.unpack_from(packed, place)
            first, *others = struct.unpack_from(f"<{count}f", packed, place + _HEAD.size)
            place += _HEAD.size + 4 * count
            if reader == _SMALL:
                small[key] = first
            else:
                judged[key] = Judgement(first, tuple(others))
        self._small.keep(question, small)
        self._judged.keep(question, judged)

    def forget(self) -> None:
        """Forget all that was said."""
        self._small.forget()
        self._judged.forget()

    def knows(self, question: str) -> bool:
        """Whether anything is remembered of a question."""
        return bool(self._small.list(question))

    def _mark(self, question: str) -> bytes:
        return _digest_text(f"{self._fingerprint}\n{question}")


class _Memory(Generic[_Said]):
    """What one reader said of windows, by the question and the digest of each window."""

    def __init__(self, read: Callable[[str, Sequence[Window]], Iterable[_Said]]) -> None:
        self._read: Callable[[str, Sequence[Window]], Iterable[_Said]] = read
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
        self.keep(question, {key: known[key] for key in keys})
        return [known[key] for key in keys]

    def list(self, question: str) -> list[tuple[bytes, _Said]]:
        """Return what is remembered of a question: the last windows that were read, and what the reader said of each."""
        with self._lock:
            return list(self._known.get(question, {}).items())[-_PACKED:]

    def forget(self) -> None:
        """Forget all questions."""
        with self._lock:
            self._known.clear()

    def keep(self, question: str, said: dict[bytes, _Said]) -> None:
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
    return _digest_text(repr((window.text, window.context, window.sentences)))


def _digest_text(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()

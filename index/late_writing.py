"""Late writing: what is kept of a reply is written on a thread of its own, so that no member waits for the database."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import Any

from corpus.store.database import StoreBusy, StoreError

_log = logging.getLogger(__name__)

PATIENCE_SECONDS = (
    2.0  # how long whoever hands work in waits for its end: longer where another process holds the database
)
_TRIES = 6  # of work that finds the database locked; each waits for `BUSY_SECONDS` of `corpus.store.database`
_MOST = 1000  # pieces of work that wait; more than that is dropped, and told in the log


class LateWriter:
    """Does work one after the other, in the order in which it was handed in. What the store refuses is logged."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Callable[[], Any], str, Future[bool]]] = deque()
        self._lock = Lock()
        self._runs = False
        self._late = False  # somebody's patience has ended: until all is written nobody waits any more

    def write(self, work: Callable[[], Any], doing: str) -> bool:
        """Do some work; return whether it was done, or is about to be: where it takes long, it goes on without the caller.

        `doing` names it in the log. Raises what the work raises, but for `StoreError`, while the caller still waits.
        """
        result: Future[bool] = Future()
        with self._lock:
            if len(self._waiting) >= _MOST:
                _log.error("%s was left out: too much waits for the database already", doing)
                return False
            self._waiting.append((work, doing, result))
            if not self._runs:
                self._runs = True
                Thread(target=self._run, name="late-writing", daemon=True).start()
        wait([result], 0 if self._late else PATIENCE_SECONDS)
        if result.done():
            return result.result()
        self._late = True
        return True

    def finish(self, seconds: float) -> None:
        """Wait until all is written, or for some seconds."""
        with self._lock:
            results = [result for _, _, result in self._waiting]
        wait(results, seconds)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._runs = self._late = False
                    return
                work, doing, result = self._waiting[0]
            try:
                result.set_result(_try(work, doing))
            except Exception as error:  # noqa: BLE001 - a fault of one piece must not keep the others back
                _log.exception("%s failed", doing)
                result.set_exception(error)
            with self._lock:
                self._waiting.popleft()


def _try(work: Callable[[], Any], doing: str) -> bool:
    for again in reversed(range(_TRIES)):
        try:
            work()
        except StoreBusy as error:
            if not again:
                _log.error("%s failed", doing, exc_info=error)
                return False
            _log.warning("%s waits: %s", doing, error)
        except StoreError as error:
            _log.error("%s failed", doing, exc_info=error)
            return False
        else:
            break
    return True

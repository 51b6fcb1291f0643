"""Courtesy: long work lets questions go first, for both want the same two cores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

LONGEST_WAIT = 5.0  # seconds that one batch of an ingestion waits: it must get on however much is asked


class Courtesy:
    """Counts the questions that are being answered; long work waits between two batches until there are none."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._asking = 0

    @contextmanager
    def mark_question(self) -> Iterator[None]:
        """Mark a question as being answered."""
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until no question is being answered, for `LONGEST_WAIT` seconds at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._asking == 0, LONGEST_WAIT)

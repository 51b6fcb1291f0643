"""Calibrations: thresholds that were fitted to a server's own documents, kept in the store."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import MendableError
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.documents import CorpusStore
from index.judge.grades import Thresholds

_LOG = logging.getLogger(__name__)

_History = dict[str, list["Calibration"]]  # by scope, the oldest first; the last is in use


class CalibrationError(MendableError):
    """A calibration can't be made, read or undone; the message has the remedy."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The thresholds of one scope, and the error rates that they had on questions held out from their fitting.

    `threshold` parts answers from refusals; from `sure` on an answer is sure.

    `fingerprint` names the models whose probabilities it was fitted to: with others it means nothing.
    """

    threshold: float
    sure: float
    answered_when_unanswerable: float
    refused_when_answerable: float
    questions: int
    made_at: str  # ISO 8601, UTC
    fingerprint: str


class Calibrations:
    """The calibrations in use and those before them, as the store keeps them; a change is whole or not at all.

    Those of another fingerprint are kept, and not used. Raises `CalibrationError` where what is kept can't be read.
    """

    def __init__(self, store: CorpusStore, fingerprint: str) -> None:
        self._bookkeeping = Bookkeeping(store)
        self.fingerprint = fingerprint
        self._seen: _History = self._read()

    def thresholds(self, scope: str) -> Thresholds | None:
        """Return the thresholds in use for the documents of a scope; `None` where none were fitted with these models.

        Where they were damaged since the start, what was last read stays in use, and the log says so.
        """
        try:
            self._seen = self._read()
        except CalibrationError as error:
            _LOG.warning("%s; until then, what was read before is in use", error)
        history = self._seen.get(scope)
        last = history[-1] if history else None
        return Thresholds(last.sure, last.threshold) if last and last.fingerprint == self.fingerprint else None

    def apply(self, scope: str, calibration: Calibration) -> None:
        """Put a calibration to use; `undo` takes it back."""

        def add(stored: Any) -> dict[str, Any]:
            known = _parse(stored)
            return _to_json(known | {scope: [*known.get(scope, []), calibration]})

        self._bookkeeping.change(Ledger.CALIBRATIONS, add)

    def undo(self, scope: str) -> Calibration | None:
        """Take the last calibration of a scope back, and return the one before it; `None` means the shipped threshold.

        Raises `CalibrationError` where there is none to take back.
        """
        kept: list[Calibration] = []

        def take_back(stored: Any) -> dict[str, Any]:
            known = _parse(stored)
            if not known.get(scope):
                raise CalibrationError(f"{scope!r} has no calibration to undo; the shipped threshold is in use")
            kept.extend(known[scope][:-1])
            return _to_json(known | {scope: kept})

        self._bookkeeping.change(Ledger.CALIBRATIONS, take_back)
        return kept[-1] if kept else None

    def _read(self) -> _History:
        return _parse(self._bookkeeping.read(Ledger.CALIBRATIONS))


def discard_damaged(store: CorpusStore) -> bool:
    """Go back to the shipped thresholds everywhere if the calibrations can't be read; return whether that was so."""
    bookkeeping = Bookkeeping(store)
    try:
        _parse(bookkeeping.read(Ledger.CALIBRATIONS))
    except CalibrationError:
        bookkeeping.write(Ledger.CALIBRATIONS, {})
        return True
    return False


def _parse(stored: Any) -> _History:
    try:
        return {
            str(scope): [_checked(row) for row in history]
            for scope, history in ({} if stored is None else stored).items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise CalibrationError(
            f"the calibrations can't be read ({error}); 'landscape calibrate --undo' goes back to the shipped threshold"
        ) from error


def _to_json(known: _History) -> dict[str, Any]:
    return {scope: [asdict(calibration) for calibration in history] for scope, history in known.items()}


def _checked(row: Mapping[str, Any]) -> Calibration:
    read = Calibration(**{"sure": row["threshold"], **row})  # before there were two grades, every answer was sure
    if not math.isfinite(float(read.threshold)) or not math.isfinite(float(read.sure)):
        raise ValueError(f"the threshold {read.threshold!r} or {read.sure!r} is no number")
    Thresholds(read.sure, read.threshold)
    return read

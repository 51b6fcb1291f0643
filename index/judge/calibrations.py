"""Calibrations: thresholds that were fitted to a server's own documents, kept in the data directory."""

from __future__ import annotations

import contextlib
import json
import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.errors import MendableError
from index.judge.grades import Thresholds

_LOG = logging.getLogger(__name__)

FILENAME = "calibration.json"
_PATIENCE = 10.0  # seconds, for another process that changes it


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
    """The calibrations in use and those before them, in one small file; a change is whole or not at all.

    Those of another fingerprint are kept, and not used. Raises `CalibrationError` where the file is damaged.
    """

    def __init__(self, data_dir: Path, fingerprint: str) -> None:
        self._path = data_dir / FILENAME
        self.fingerprint = fingerprint
        self._seen: tuple[int, dict[str, list[Calibration]]] = (0, {})
        self._load()

    def thresholds(self, scope: str) -> Thresholds | None:
        """Return the thresholds in use for the documents of a scope; `None` where none were fitted with these models.

        Where the file was damaged since the start, what was last read stays in use, and the log says so.
        """
        try:
            known = self._load()
        except CalibrationError as error:
            _LOG.warning("%s; until then, what was read before is in use", error)
            known = self._seen[1]
        history = known.get(scope)
        last = history[-1] if history else None
        return Thresholds(last.sure, last.threshold) if last and last.fingerprint == self.fingerprint else None

    def apply(self, scope: str, calibration: Calibration) -> None:
        """Put a calibration to use; `undo` takes it back."""
        with self._changing() as known:
            known[scope] = [*known.get(scope, []), calibration]

    def undo(self, scope: str) -> Calibration | None:
        """Take the last calibration of a scope back, and return the one before it; `None` means the shipped threshold.

        Raises `CalibrationError` where there is none to take back.
        """
        with self._changing() as known:
            history = known.get(scope)
            if not history:
                raise CalibrationError(f"{scope!r} has no calibration to undo; the shipped threshold is in use")
            known[scope] = history[:-1]
        return history[-2] if len(history) > 1 else None

    def _load(self) -> dict[str, list[Calibration]]:
        """Return what the file says; it is read again when another process has changed it."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._seen[0]:
                stored = json.loads(self._path.read_text("utf-8"))
                read = {str(scope): [_checked(row) for row in history] for scope, history in stored.items()}
                self._seen = (changed, read)
        except FileNotFoundError:
            self._seen = (0, {})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise CalibrationError(
                f"{self._path} can't be read ({error}); delete it to go back to the shipped threshold"
            ) from error
        return self._seen[1]

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, list[Calibration]]]:
        """Yield what is known, to be changed; it is written when the block ends well. One process at a time."""
        draft = self._path.with_suffix(".new")
        try:
            with FileLock(self._path.with_suffix(".lock"), timeout=_PATIENCE):
                known = dict(self._load())
                yield known
                rows = {scope: [asdict(one) for one in history] for scope, history in known.items()}
                draft.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
                draft.replace(self._path)
        except OSError as error:
            raise CalibrationError(
                f"{self._path} can't be written: {error.strerror or error}; nothing was changed"
            ) from error


def _checked(row: Mapping[str, Any]) -> Calibration:
    read = Calibration(**{"sure": row["threshold"], **row})  # before there were two grades, every answer was sure
    if not math.isfinite(float(read.threshold)) or not math.isfinite(float(read.sure)):
        raise ValueError(f"the threshold {read.threshold!r} or {read.sure!r} is no number")
    Thresholds(read.sure, read.threshold)
    return read

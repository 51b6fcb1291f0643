"""Calibrations: thresholds that were fitted to a server's own documents, kept in the data directory."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILENAME = "calibration.json"


class CalibrationError(Exception):
    """A calibration can't be made, read or undone; the message has the remedy."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A threshold for one scope, and the error rates that it had on questions held out from its fitting."""

    threshold: float
    answered_when_unanswerable: float
    refused_when_answerable: float
    questions: int
    made_at: str  # ISO 8601, UTC


class Calibrations:
    """The calibrations in use and those before them, in one small file; a change is whole or not at all."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILENAME
        self._read: tuple[float, dict[str, list[Calibration]]] | None = None

    def threshold(self, scopes: Sequence[str]) -> float | None:
        """Return the threshold in use for a search of these scopes: the one of the last scope that has one."""
        known = self._load()
        fitted = [known[scope][-1].threshold for scope in scopes if known.get(scope)]
        return fitted[-1] if fitted else None

    def current(self, scope: str) -> Calibration | None:
        """Return the calibration in use for a scope."""
        history = self._load().get(scope)
        return history[-1] if history else None

    def apply(self, scope: str, calibration: Calibration) -> None:
        """Put a calibration to use; `undo` takes it back."""
        known = self._load()
        self._save({**known, scope: [*known.get(scope, []), calibration]})

    def undo(self, scope: str) -> Calibration | None:
        """Take the last calibration of a scope back, and return the one now in use; `None` means the shipped threshold.

        Raises `CalibrationError` where there is none to take back.
        """
        known = self._load()
        history = known.get(scope)
        if not history:
            raise CalibrationError(f"{scope!r} has no calibration to undo; the shipped threshold is in use")
        self._save({**known, scope: history[:-1]})
        return history[-2] if len(history) > 1 else None

    def _load(self) -> dict[str, list[Calibration]]:
        """Return what the file says; it is read again when another process has changed it."""
        try:
            changed = self._path.stat().st_mtime_ns
            if self._read is None or self._read[0] != changed:
                stored = json.loads(self._path.read_text("utf-8"))
                self._read = (
                    changed,
                    {scope: [Calibration(**row) for row in history] for scope, history in stored.items()},
                )
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise CalibrationError(
                f"{self._path} can't be read ({error}); delete it to go back to the shipped threshold"
            ) from error
        return self._read[1]

    def _save(self, known: dict[str, list[Calibration]]) -> None:
        draft = self._path.with_suffix(f".{os.getpid()}.new")
        rows = {scope: [asdict(one) for one in history] for scope, history in known.items()}
        try:
            draft.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
            draft.replace(self._path)
        except OSError as error:
            raise CalibrationError(f"{self._path} can't be written: {error.strerror}; nothing was changed") from error
        finally:
            draft.unlink(missing_ok=True)
        self._read = None

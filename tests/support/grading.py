"""Documents that answer unsurely, for tests of what follows from that."""

from corpus.scopes import SHARED
from index.engine import Engine
from index.judge.calibrations import Calibration


def make_unsure(engine: Engine, scope: str = SHARED) -> None:
    """Have the documents of a scope answer unsurely whatever they answer."""
    least = engine.answerer.thresholds.unsure
    fingerprint = engine.calibrations.fingerprint
    engine.calibrations.apply(scope, Calibration(least, 1.01, 0.0, 0.0, 0, "2026-11-25T12:00:00+00:00", fingerprint))

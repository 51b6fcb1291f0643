"""Fitting a threshold to a corpus: ask made questions, choose on one half of them, and measure on the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from index.calibration import Calibration, CalibrationError
from index.engine import Engine
from index.question_making import Kind, make_questions

PROMISE = 0.10  # of the near misses may be answered
SURE_PROMISE = 0.05  # of them may be answered surely
_LEAST = 20  # questions with an answer and near misses, or the rates mean nothing


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of questions that were decided wrongly, with its 95 % interval (Wilson)."""

    wrong: int
    questions: int

    @property
    def value(self) -> float:
        return self.wrong / self.questions if self.questions else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.questions:
            return 0.0, 1.0
        found = binomtest(self.wrong, self.questions).proportion_ci(method="wilson")
        return float(found.low), float(found.high)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration that is not applied yet; the rates of both thresholds, by kind, on the questions held out."""

    calibration: Calibration
    rates: Mapping[Kind, Rate]
    threshold_now: float
    rates_now: Mapping[Kind, Rate]


def fit(
    engine: Engine,
    scopes: Sequence[str],
    scope: str,
    *,
    each: int = 100,
    on_progress: Callable[[int, int], None] | None = None,
) -> Fitted:
    """Fit a threshold for `scope` by questions made from its documents, asked of all `scopes`.

    Up to `each` questions have an answer, and up to as many are near misses. The threshold is chosen on the near misses
    of every other source sentence, and measured on the rest. Raises `CalibrationError` where the documents yield too few.
    """
    indexes = [engine.index(one) for one in scopes]
    made = make_questions(
        [stored.passage for stored in engine.index(scope).passages.values()],
        lambda word: any(index.words.count(word) for index in indexes),
        each=each,
    )
    kinds = np.array([question.kind for question in made])
    counts = {kind: int((kinds == kind).sum()) for kind in Kind}
    if min(counts[Kind.STATED], counts[Kind.NEAR_MISS]) < _LEAST:
        raise CalibrationError(
            f"the documents of {scope!r} yield {counts[Kind.STATED]} questions with an answer and "
            f"{counts[Kind.NEAR_MISS]} near misses; a threshold needs {_LEAST} of each: add documents first"
        )
    found: list[float] = []
    for question in made:
        found.append(engine.trace(question.text, scopes).probability)
        if on_progress is not None:
            on_progress(len(found), len(made))
    probability = np.array(found)
    fitting = np.array([question.source % 2 == 0 for question in made])
    chosen = fitting & (kinds != Kind.OFF_TOPIC)
    threshold = least_threshold(probability[chosen], kinds[chosen] == Kind.STATED)
    threshold_now = engine.thresholds(scope).unsure
    rates = _rates(probability[~fitting], kinds[~fitting], threshold)
    calibration = Calibration(
        threshold=threshold,
        sure=max(threshold, least_threshold(probability[chosen], kinds[chosen] == Kind.STATED, SURE_PROMISE)),
        answered_when_unanswerable=round(rates[Kind.NEAR_MISS].value, 4),
        refused_when_answerable=round(rates[Kind.STATED].value, 4),
        questions=int((~fitting).sum()),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=engine.calibrations.fingerprint,
    )
    return Fitted(calibration, rates, threshold_now, _rates(probability[~fitting], kinds[~fitting], threshold_now))


def least_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_], promise: float = PROMISE) -> float:
    """Return the least threshold at which at most `promise` of the questions without an answer are answered.

    Probabilities are rounded to four digits in a reply, and so is the threshold: one above the highest that must be
    refused. It can be above 1, where nothing but refusing everything keeps the promise.
    """
    without = np.sort(probability[~answerable].round(4))[::-1]
    allowed = int(promise * len(without))
    return round(float(without[allowed]) + 1e-4, 4) if allowed < len(without) else 0.0


def _rates(probability: NDArray[np.float64], kinds: NDArray[np.str_], threshold: float) -> dict[Kind, Rate]:
    """Return the share of each kind that is decided wrongly: stated ones refused, the others answered."""
    answered = probability >= threshold
    return {
        kind: Rate(int((answered[kinds == kind] != (kind is Kind.STATED)).sum()), int((kinds == kind).sum()))
        for kind in Kind
    }

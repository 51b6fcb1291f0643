"""Fitting a threshold to a corpus: ask made questions, choose on one half of them, and measure on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.calibration import Calibration, CalibrationError
from index.engine import Engine
from index.question_making import Kind, MadeQuestion, make_questions

PROMISE = 0.10  # of the questions without an answer may be answered
_LEAST = 20  # questions of each sort, or the rates mean nothing


@dataclass(frozen=True, slots=True)
class Rates:
    """Both error rates of a threshold, always as a pair."""

    answered_when_unanswerable: float
    refused_when_answerable: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration that is not applied yet, beside the rates of the threshold that is in use now."""

    calibration: Calibration
    now: Rates
    threshold_now: float
    counts: dict[Kind, int]


def fit(
    engine: Engine,
    scopes: Sequence[str],
    scope: str,
    *,
    each: int = 100,
    on_progress: Callable[[int, int], None] | None = None,
) -> Fitted:
    """Fit a threshold for `scope` by questions made from its documents, asked of all `scopes`.

    Up to `each` questions have an answer, and up to as many near misses have none.

    Raises `CalibrationError` where the documents yield too few questions.
    """
    indexes = [engine.index(one) for one in scopes]
    own = engine.index(scope)
    made = make_questions(
        [stored.passage for stored in own.passages.values()],
        own.questions,
        lambda word: any(index.words.count(word) for index in indexes),
        each=each,
    )
    answerable = np.array([question.kind is Kind.STATED for question in made], bool)
    if min(answerable.sum(), (~answerable).sum()) < _LEAST:
        raise CalibrationError(
            f"the documents of {scope!r} yield {answerable.sum()} questions with an answer and {(~answerable).sum()} "
            f"without; a threshold needs {_LEAST} of each: add documents first"
        )
    probability = np.array([_ask(engine, scopes, made, at, on_progress) for at in range(len(made))], float)
    fitting = np.arange(len(made)) % 2 == 0  # they lie in random order
    threshold = least_threshold(probability[fitting], answerable[fitting])
    rates = _rates(probability[~fitting], answerable[~fitting], threshold)
    threshold_now = engine.calibrations.threshold(scopes) or engine.answerer.threshold
    counts = {kind: sum(question.kind is kind for question in made) for kind in Kind}
    return Fitted(
        Calibration(
            round(threshold, 4),
            round(rates.answered_when_unanswerable, 4),
            round(rates.refused_when_answerable, 4),
            int((~fitting).sum()),
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        _rates(probability[~fitting], answerable[~fitting], threshold_now),
        threshold_now,
        counts,
    )


def least_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_], promise: float = PROMISE) -> float:
    """Return the least threshold at which at most `promise` of the questions without an answer are answered."""
    without = np.sort(probability[~answerable])[::-1]
    allowed = int(promise * len(without))
    return float(min(np.nextafter(without[allowed], 1.0) if allowed < len(without) else 0.0, 1.0))


def _rates(probability: NDArray[np.float64], answerable: NDArray[np.bool_], threshold: float) -> Rates:
    answered = probability >= threshold
    return Rates(float(answered[~answerable].mean()), float((~answered[answerable]).mean()))


def _ask(
    engine: Engine,
    scopes: Sequence[str],
    made: Sequence[MadeQuestion],
    at: int,
    on_progress: Callable[[int, int], None] | None,
) -> float:
    probability = engine.trace(made[at].text, scopes).probability
    if on_progress is not None:
        on_progress(at + 1, len(made))
    return probability

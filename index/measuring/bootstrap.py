"""Bootstrap: figures of a run with 95 % intervals over questions, and differences of two runs on the same questions.

Questions of one community are alike, so that the intervals are those of other questions about the same documents; about other
documents a figure may lie further away. `index.measuring.groups` has the spread over communities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_DRAWS = 1000
_SEED = 20261124


@dataclass(frozen=True, slots=True)
class Measure:
    """How a figure is computed: `of` gives it for any choice of the questions' rows, NaN where it can't be told.

    `questions` are how many count towards it.
    """

    of: Callable[[Rows], float]
    questions: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval and standard error; `value` is NaN where no question counts towards it."""

    name: str
    value: float
    low: float
    high: float
    error: float
    questions: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure of two runs, and the 95 % interval of how far the second lies above the first."""

    before: float
    now: float
    low: float
    high: float

    @property
    def value(self) -> float:
        """By how much the figure rose."""
        return self.now - self.before


def measure_figure(name: str, measure: Measure, size: int) -> Figure:
    """Return a figure of `size` questions: 1,000 draws, the same in every run."""
    if not measure.questions:
        return Figure(name, math.nan, math.nan, math.nan, math.nan, 0)
    low, high, error = _measure_spread([measure.of(rows) for rows in _draw(size)])
    return Figure(name, measure.of(np.arange(size)), low, high, error, measure.questions)


def measure_shift(before: Measure, now: Measure, size: int) -> Shift:
    """Return how a figure of two runs over the same questions differs; each draw takes the same questions of both."""
    low, high, _ = _measure_spread([now.of(rows) - before.of(rows) for rows in _draw(size)])
    every = np.arange(size)
    return Shift(before.of(every), now.of(every), low, high)


def _draw(size: int) -> Iterator[Rows]:
    rng = np.random.default_rng(_SEED)
    return (rng.integers(0, size, size) for _ in range(_DRAWS))


def _measure_spread(drawn: list[float]) -> tuple[float, float, float]:
    values = np.array(drawn)
    values = values[~np.isnan(values)]
    if not len(values):
        return math.nan, math.nan, math.nan
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high), float(values.std())

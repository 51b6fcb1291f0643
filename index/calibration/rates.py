"""Rates: a share of questions, with the bounds that so many questions put on it."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binomtest

CONFIDENCE = 0.95  # with which each bound by itself holds


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: `count` of so many `questions`. `bounds` are Clopper-Pearson's: the rate is below, or above, either with 95 % certainty."""

    count: int
    questions: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 where nothing was asked."""
        return self.count / self.questions if self.questions else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what the share lies with `CONFIDENCE` on either side (Clopper and Pearson's exact bounds)."""
        if not self.questions:
            return 0.0, 1.0
        both = 1 - 2 * (1 - CONFIDENCE)
        found = binomtest(self.count, self.questions).proportion_ci(both, method="exact")
        return float(found.low), float(found.high)

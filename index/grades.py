"""Grades: an answer is sure or unsure, by two probabilities of which the lower parts answers from refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How far an answer may be relied on. An unsure one says so, and its asker may turn it into a refusal."""

    SURE = "sure"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities from which an answer is given at all, and from which it is sure. `unsure` is at most `sure`."""

    sure: float
    unsure: float

    def __post_init__(self) -> None:
        if self.unsure > self.sure:
            raise ValueError(
                f"the threshold of unsure answers ({self.unsure}) is above that of sure ones ({self.sure})"
            )

    def grade(self, probability: float) -> Certainty | None:
        """Return the certainty of an answer with this probability; `None` where the question is refused."""
        if probability >= self.sure:
            return Certainty.SURE
        return Certainty.UNSURE if probability >= self.unsure else None

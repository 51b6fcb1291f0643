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

    def of(self, certainty: Certainty) -> float:
        """Return the probability from which an answer is sure (`SURE`), or is given at all (`UNSURE`)."""
        return self.sure if certainty is Certainty.SURE else self.unsure


@dataclass(frozen=True, slots=True)
class Promises:
    """The shares of questions without an answer that may be answered surely, and that may be answered at all."""

    sure: float
    unsure: float

    def __post_init__(self) -> None:
        if not 0 < self.sure <= self.unsure < 1:
            raise ValueError(
                f"a promise of {self.sure:g} of sure answers and {self.unsure:g} of all is none: both are shares between "
                "0 and 1, and the first is at most the second"
            )

    def of(self, certainty: Certainty) -> float:
        """Return the share that may be answered surely (`SURE`), or at all (`UNSURE`)."""
        return self.sure if certainty is Certainty.SURE else self.unsure


PROMISES = Promises(sure=0.05, unsure=0.15)  # what the shipped thresholds are fitted to

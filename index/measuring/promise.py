"""Promise: of the questions that no document answers, how many are answered all the same, and how many may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.calibration.rates import Rate
from index.judge.grades import Certainty
from index.measuring.scoring import QuestionOutcome


@dataclass(frozen=True, slots=True)
class Promise:
    """How many unanswerable questions were answered all the same; with 95 % confidence the share is at most `bound`.

    The bound is Clopper and Pearson's (1934), one-sided. It takes questions for independent, which those of one community
    are not: it holds for more questions about the same documents, and for other communities only as far as they are alike.
    """

    answered: int
    questions: int
    bound: float

    @property
    def share(self) -> float:
        """The share of the unanswerable questions that were answered, from 0 to 1."""
        return self.answered / self.questions


def measure_promises(found: Sequence[QuestionOutcome]) -> tuple[Promise, Promise] | None:
    """Return how often unanswerable questions are answered surely, and how often at all; `None` where every question is answerable."""
    given = [one.certainty for one in found if not one.answerable]
    if not given:
        return None
    surely = sum(one is Certainty.SURE for one in given)
    return _measure_promise(surely, len(given)), _measure_promise(sum(one is not None for one in given), len(given))


def _measure_promise(answered: int, questions: int) -> Promise:
    return Promise(answered, questions, Rate(answered, questions).bounds[1])

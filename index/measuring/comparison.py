"""Comparison of two runs over the same questions: how far each figure moved, and which questions became right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.measuring.benchmark import BenchmarkQuestion
from index.measuring.bootstrap import Shift, measure_shift
from index.measuring.figures import (
    ANSWERED,
    ANSWERED_SURELY,
    AUROC,
    CALIBRATION_ERROR,
    F1,
    REFUSED,
    REFUSED_AT_POINT,
    RIGHT,
    RIGHT_AT_POINT,
    RIGHT_SURELY,
    VERBATIM,
    define_measures,
)
from index.measuring.scoring import QuestionOutcome

_HIGHER_IS_BETTER: Mapping[str, bool] = {
    "evidence recall@1": True, "evidence recall@5": True, "MRR": True, RIGHT: True, RIGHT_SURELY: True, REFUSED: False,
    ANSWERED: False, ANSWERED_SURELY: False, F1: True, AUROC: True, REFUSED_AT_POINT: False, RIGHT_AT_POINT: True,
    CALIBRATION_ERROR: False, VERBATIM: True, "milliseconds, median": False, "milliseconds, 95th percentile": False,
}  # fmt: skip


class Verdict(StrEnum):
    """Whether two runs differ in a figure: they do where the interval of the difference lies above nought or below it."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "within noise"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a main figure of two runs differs, by draws of the same questions.

    Of times it says whether the questions took longer, not why: the machine may have had other things to do.
    """

    name: str
    gap: Shift
    verdict: Verdict


class Move(StrEnum):
    """How the outcome of a question changed: gained is right now and was not, lost was right and is not."""

    GAINED = "gained"
    LOST = "lost"
    OTHER = "otherwise"


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome changed."""

    question: BenchmarkQuestion
    move: Move
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same questions."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    def moved(self, move: Move) -> list[Change]:
        """Return the changes of one sort."""
        return [change for change in self.changes if change.move is move]


def compare(before: Sequence[QuestionOutcome], now: Sequence[QuestionOutcome]) -> Comparison:
    """Compare two runs; the outcomes are of the same questions, in the same order."""
    old, new = define_measures(before), define_measures(now)
    known = [name for name in _HIGHER_IS_BETTER if old[name].questions and new[name].questions]
    differences = [_weigh_difference(name, measure_shift(old[name], new[name], len(now))) for name in known]
    changes = [_find_change(one, other) for one, other in zip(before, now, strict=True)]
    return Comparison(tuple(differences), tuple(change for change in changes if change is not None))


def _weigh_difference(name: str, found: Shift) -> Difference:
    if found.low > 0 or found.high < 0:
        return Difference(name, found, Verdict.BETTER if (found.low > 0) is _HIGHER_IS_BETTER[name] else Verdict.WORSE)
    return Difference(name, found, Verdict.NOISE)


def _find_change(before: QuestionOutcome, now: QuestionOutcome) -> Change | None:
    was, told = _describe(before), _describe(now)
    if was == told:
        return None
    moves = {(False, True): Move.GAINED, (True, False): Move.LOST}
    return Change(now.question, moves.get((_is_right(before), _is_right(now)), Move.OTHER), was, told)


def _is_right(outcome: QuestionOutcome) -> bool:
    return outcome.answered and not outcome.wrong if outcome.answerable else not outcome.answered


def _describe(outcome: QuestionOutcome) -> str:
    if outcome.certainty is None:
        return "refused"
    sentence = {True: "the right sentence", False: "another sentence", None: "an answer"}[outcome.held]
    return f"{sentence}, {outcome.certainty}"

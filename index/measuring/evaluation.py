"""Evaluation: all that a run over a benchmark says, with what an earlier run said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.judge.grades import Thresholds
from index.measuring.bootstrap import Figure
from index.measuring.comparison import Comparison, compare
from index.measuring.figures import measure_figures
from index.measuring.groups import Group, group_by_sort
from index.measuring.promise import Promise, measure_promises
from index.measuring.scoring import QuestionOutcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a run over a benchmark says.

    `found` is what became of each question; `groups` by their sort; `promises` of sure answers and of all, where told.
    """

    benchmark: str
    thresholds: Thresholds
    found: tuple[QuestionOutcome, ...]
    figures: tuple[Figure, ...]
    groups: Mapping[str, tuple[Group, ...]]
    promises: tuple[Promise, Promise] | None
    comparison: Comparison | None


def evaluate_run(
    benchmark: str,
    thresholds: Thresholds,
    found: Sequence[QuestionOutcome],
    *,
    speed: Figure,
    earlier: Sequence[QuestionOutcome] | None = None,
) -> Evaluation:
    """Return all that the outcomes of a run say, beside those of an earlier run over the same questions in the same order."""
    return Evaluation(
        benchmark,
        thresholds,
        tuple(found),
        (*measure_figures(found), speed),
        group_by_sort(found),
        measure_promises(found),
        None if earlier is None else compare(earlier, found),
    )

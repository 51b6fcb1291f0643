"""Groups: the figures that matter most for each community, style and kind of question, so that their spread is seen.

An overall figure hides that one community is refused most of what it asks. Questions of one community are alike, too, so
that the spread over communities says more of the next one than an interval over questions.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.measuring.benchmark import BenchmarkQuestion
from index.measuring.figures import ANSWERED, AUROC, REFUSED, RIGHT, define_measures
from index.measuring.scoring import QuestionOutcome

SHOWN = (RIGHT, REFUSED, ANSWERED, AUROC)
ERRORS = (REFUSED, ANSWERED)
UNNAMED = "(no name)"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one sort, and their figures (`SHOWN`) by name; NaN where none of them counts towards one."""

    name: str
    questions: int
    figures: Mapping[str, float]

    @property
    def errors(self) -> float:
        """The mean of both errors; of one where the other has no question."""
        known = [self.figures[name] for name in ERRORS if not math.isnan(self.figures[name])]
        return statistics.mean(known) if known else math.nan


def group_by_sort(found: Sequence[QuestionOutcome]) -> dict[str, tuple[Group, ...]]:
    """Return the groups by community, by style and by kind, in the order of the benchmark; a sort that no question has
    has no groups.
    """
    sorts: dict[str, Callable[[BenchmarkQuestion], str | None]] = {
        "community": _name_community, "style": lambda question: question.style, "kind": lambda question: question.kind,
    }  # fmt: skip
    return {sort: _group_by(found, name_of) for sort, name_of in sorts.items()}


def find_worst(groups: Sequence[Group], figure: str | None = None) -> Group | None:
    """Return the group where an error is highest, or both together; `None` where there is but one group, or no error."""

    def error(group: Group) -> float:
        return group.errors if figure is None else group.figures[figure]

    known = [group for group in groups if not math.isnan(error(group))]
    highest = max(known, key=error, default=None)
    return highest if highest is not None and len(known) > 1 and error(highest) > 0 else None


def measure_deviation(groups: Sequence[Group], figure: str) -> float:
    """Return the standard deviation of a figure over groups; NaN where fewer than two have it."""
    known = [group.figures[figure] for group in groups if not math.isnan(group.figures[figure])]
    return statistics.stdev(known) if len(known) > 1 else math.nan


def _name_community(question: BenchmarkQuestion) -> str | None:
    """A benchmark that gives each question its documents and no community has one group, of no name."""
    return question.community or (UNNAMED if question.candidates is not None else None)


def _group_by(
    found: Sequence[QuestionOutcome], name_of: Callable[[BenchmarkQuestion], str | None]
) -> tuple[Group, ...]:
    members: dict[str, list[QuestionOutcome]] = {}
    for one in found:
        name = name_of(one.question)
        if name is not None:
            members.setdefault(name, []).append(one)
    return tuple(_measure_group(name, inside) for name, inside in members.items())


def _measure_group(name: str, inside: Sequence[QuestionOutcome]) -> Group:
    every, known = np.arange(len(inside)), define_measures(inside)
    return Group(name, len(inside), {one: known[one].of(every) if known[one].questions else math.nan for one in SHOWN})

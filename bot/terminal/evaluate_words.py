"""What a benchmark run says, in sentences: what a newcomer wants to know, what is promised, and where it is worst."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.calibration.rates import CONFIDENCE
from index.judge.grades import Certainty
from index.measuring.evaluation import Evaluation
from index.measuring.groups import ERRORS, find_worst, measure_deviation
from index.measuring.promise import Promise
from index.measuring.scoring import QuestionOutcome


def summarise_plainly(found: Sequence[QuestionOutcome]) -> str:
    """Return how many of 100 questions get what, for who never heard of recall."""
    answerable = [one for one in found if one.answerable]
    known = [one for one in answerable if one.held is not None]
    unanswerable = [one for one in found if not one.answerable]
    told = []
    if known:
        right = [one for one in known if one.answered and one.held]
        refused = [one for one in known if not one.answered]
        numbers = _scale_to_100(len(right), len(known)), _scale_to_100(len(refused), len(known))
        told.append(
            f"Of 100 questions that the documents answer, {numbers[0]} get the right sentence "
            f"({_scale_to_100(_count_sure(right), len(known))} surely), {numbers[1]} are refused, the other "
            f"{max(0, 100 - sum(numbers))} get another sentence."
        )
    elif answerable:
        refused = [one for one in answerable if not one.answered]
        told.append(
            f"Of 100 questions that the documents answer, {_scale_to_100(len(refused), len(answerable))} are refused; which "
            "sentence is right is not known here."
        )
    if unanswerable:
        given = [one for one in unanswerable if one.answered]
        told.append(
            f"Of 100 that they don't answer, {_scale_to_100(len(given), len(unanswerable))} get an answer "
            f"({_scale_to_100(_count_sure(given), len(unanswerable))} surely)."
        )
    return " ".join(told)


def summarise_promises(evaluated: Evaluation) -> str:
    """Return what share of unanswerable questions is answered, and what it is at most; nothing where there are none."""
    if evaluated.promises is None:
        return ""
    surely, at_all = map(_format_promise, evaluated.promises)
    return (
        f"Of {evaluated.promises[0].questions} unanswerable questions, {surely} are answered surely, and {at_all} at all "
        f"(one-sided Clopper-Pearson bounds of {CONFIDENCE:.0%})."
    )


def summarise_worst(evaluated: Evaluation) -> str:
    """Return in which community each error is highest and how far communities differ; nothing where there is only one."""
    groups = evaluated.groups["community"]
    told = []
    for name in ERRORS:
        group = find_worst(groups, name)
        if group is not None:
            spread = measure_deviation(groups, name)
            told.append(f"{name} {group.figures[name]:.1%} in {group.name} (standard deviation {spread:.1%})")
    return f"Worst of the communities: {'; '.join(told)}." if told else ""


def _format_promise(promise: Promise) -> str:
    return f"{promise.answered} ({promise.share:.1%}, at most {promise.bound:.1%})"


def _count_sure(found: Sequence[QuestionOutcome]) -> int:
    return sum(one.certainty is Certainty.SURE for one in found)


def _scale_to_100(count: int, of: int) -> int:
    return math.floor(100 * count / of + 0.5)

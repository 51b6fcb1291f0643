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


def summarise_plainly(outcomes: Sequence[QuestionOutcome]) -> str:
    """Return how many of 100 questions get what, for who never heard of recall."""
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    known = [outcome for outcome in answerable if outcome.held is not None]
    unanswerable = [outcome for outcome in outcomes if not outcome.answerable]
    sentences = []
    if known:
        right = [outcome for outcome in known if outcome.answered and outcome.held]
        refused = [outcome for outcome in known if not outcome.answered]
        numbers = _scale_to_100(len(right), len(known)), _scale_to_100(len(refused), len(known))
        sentences.append(
            f"Of 100 questions that the documents answer, {numbers[0]} get the right sentence "
            f"({_scale_to_100(_count_sure(right), len(known))} surely), {numbers[1]} are refused, the other "
            f"{max(0, 100 - sum(numbers))} get another sentence."
        )
    elif answerable:
        refused = [outcome for outcome in answerable if not outcome.answered]
        sentences.append(
            f"Of 100 questions that the documents answer, {_scale_to_100(len(refused), len(answerable))} are refused; which "
            "sentence is right is not known here."
        )
    if unanswerable:
        given = [outcome for outcome in unanswerable if outcome.answered]
        sentences.append(
            f"Of 100 that they don't answer, {_scale_to_100(len(given), len(unanswerable))} get an answer "
            f"({_scale_to_100(_count_sure(given), len(unanswerable))} surely)."
        )
    return " ".join(sentences)


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
    errors = []
    for name in ERRORS:
        group = find_worst(groups, name)
        if group is not None:
            spread = measure_deviation(groups, name)
            errors.append(f"{name} {group.figures[name]:.1%} in {group.name} (standard deviation {spread:.1%})")
    return f"Worst of the communities: {'; '.join(errors)}." if errors else ""


def _format_promise(promise: Promise) -> str:
    return f"{promise.answered} ({promise.share:.1%}, at most {promise.bound:.1%})"


def _count_sure(outcomes: Sequence[QuestionOutcome]) -> int:
    return sum(outcome.certainty is Certainty.SURE for outcome in outcomes)


def _scale_to_100(count: int, of: int) -> int:
    return math.floor(100 * count / of + 0.5)

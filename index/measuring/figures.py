"""Figures of a benchmark run: recall, refusal, both grades, calibration and speed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from index.judge.grades import Certainty
from index.measuring.bootstrap import Figure, Measure, Rows, measure_figure
from index.measuring.scoring import QuestionOutcome

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RIGHT = "answered with the evidence"
RIGHT_SURELY = "answered surely with the evidence"
REFUSED = "refused when answerable"
ANSWERED = "answered when unanswerable"
ANSWERED_SURELY = "answered surely when unanswerable"
AUROC = "AUROC"
REFUSED_AT_POINT = "refused at 10 % answered"
RIGHT_AT_POINT = "right sentence at 10 % answered"
F1 = "abstention F1"
CALIBRATION_ERROR = "calibration error"
VERBATIM = "verbatim rate"

_BINS = 10  # of the calibration error
_ANSWERED_AT_POINT = 0.10  # of the unanswerable questions, at the operating point that is common to all runs


def measure_figures(found: Sequence[QuestionOutcome]) -> list[Figure]:
    """Return every figure that these outcomes allow, each with its bootstrap interval over questions."""
    return [measure_figure(name, measure, len(found)) for name, measure in define_measures(found).items()]


def define_measures(found: Sequence[QuestionOutcome]) -> dict[str, Measure]:
    """Return how each figure comes of the outcomes, by its name."""
    columns = _Columns.of(found)
    told = (
        _define_retrieval(found, columns)
        | _define_answers(columns)
        | _define_abstention(columns)
        | _define_probability(columns)
    )
    return told | {VERBATIM: _define_verbatim(found)} | _define_speed(found)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Outcomes as arrays, a row a question. `known`: whether its evidence is known; `held`: whether the quotes hold it."""

    answerable: Bools
    answered: Bools
    sure: Bools
    probability: Floats
    known: Bools
    held: Bools
    wrong: Bools

    @classmethod
    def of(cls, found: Sequence[QuestionOutcome]) -> Self:
        return cls(
            answerable=np.array([one.answerable for one in found], bool),
            answered=np.array([one.answered for one in found], bool),
            sure=np.array([one.certainty is Certainty.SURE for one in found], bool),
            probability=np.array([one.probability for one in found], float),
            known=np.array([one.answerable and one.held is not None for one in found], bool),
            held=np.array([one.held is True for one in found], bool),
            wrong=np.array([one.wrong for one in found], bool),
        )


def _define_retrieval(found: Sequence[QuestionOutcome], columns: _Columns) -> dict[str, Measure]:
    rank = np.array([math.nan if one.rank is None else one.rank for one in found])
    known = ~np.isnan(rank)
    told = {f"evidence recall@{top}": _define_share(rank <= top, known) for top in (1, 5, 10)}
    for name in sorted({name for one in found for name in one.ranks_alone}):
        ranks = np.array([one.ranks_alone.get(name, math.nan) for one in found])
        told |= {
            f"evidence recall@{top}, {name} alone": _define_share(ranks <= top, ~np.isnan(ranks)) for top in (1, 5, 10)
        }
    inverse = np.where(np.isfinite(rank), 1 / np.where(known, rank, 1), 0.0)
    return told | {"MRR": _define_share(inverse, known)}


def _define_answers(columns: _Columns) -> dict[str, Measure]:
    """What is answered at all and what is answered surely, of the answerable and of the unanswerable."""
    answerable, answered, sure = columns.answerable, columns.answered, columns.sure
    return {
        RIGHT: _define_share(answered & columns.held, columns.known),
        RIGHT_SURELY: _define_share(sure & columns.held, columns.known),
        REFUSED: _define_share(~answered, answerable),
        "answered when answerable": _define_share(answered, answerable),
        "answered surely when answerable": _define_share(sure, answerable),
        ANSWERED: _define_share(answered, ~answerable),
        ANSWERED_SURELY: _define_share(sure, ~answerable),
        "unsure among the answers": _define_share(~sure, answered),
    }


def _define_abstention(columns: _Columns) -> dict[str, Measure]:
    """How well refusals fall on the questions that have no answer."""
    unanswerable, refused = ~columns.answerable, ~columns.answered

    def f1(rows: Rows) -> float:
        if not unanswerable[rows].any():
            return math.nan
        return float(2 * (refused & unanswerable)[rows].sum() / (refused[rows].sum() + unanswerable[rows].sum()))

    return {
        "abstention precision": _define_share(unanswerable, refused),
        "abstention recall": _define_share(refused, unanswerable),
        F1: Measure(f1, int((refused | unanswerable).sum()) if unanswerable.any() else 0),
    }


def _define_probability(columns: _Columns) -> dict[str, Measure]:
    """What the probability is worth, whatever thresholds ship."""
    answerable, probability, wrong = columns.answerable, columns.probability, columns.wrong
    both = len(answerable) if answerable.any() and not answerable.all() else 0

    def at_point(among: Bools, counts: Callable[[Bools, Rows], Bools]) -> Measure:
        def of(rows: Rows) -> float:
            point = find_operating_point(probability[rows], answerable[rows], _ANSWERED_AT_POINT)
            return math.nan if math.isnan(point) else _average(counts(probability[rows] > point, rows)[among[rows]])

        return Measure(of, int(among.sum()) if both else 0)

    return {
        AUROC: Measure(lambda rows: _measure_auroc(answerable[rows], probability[rows]), both),
        REFUSED_AT_POINT: at_point(answerable, lambda above, rows: ~above),
        RIGHT_AT_POINT: at_point(columns.known, lambda above, rows: above & columns.held[rows]),
        "coverage at 5 % risk": Measure(
            lambda rows: measure_coverage(probability[rows], wrong[rows], 0.05), len(wrong)
        ),
        "coverage at 10 % risk": Measure(
            lambda rows: measure_coverage(probability[rows], wrong[rows], 0.10), len(wrong)
        ),
        CALIBRATION_ERROR: Measure(
            lambda rows: measure_calibration_error(probability[rows], answerable[rows]), len(wrong)
        ),
    }


def _define_verbatim(found: Sequence[QuestionOutcome]) -> Measure:
    verbatim = np.array([math.nan if one.verbatim is None else one.verbatim for one in found], float)
    return _define_share(verbatim, ~np.isnan(verbatim))


def _define_speed(found: Sequence[QuestionOutcome]) -> dict[str, Measure]:
    """The time of a question, and of each stage that the engine tells: half of the questions take less, and 19 of 20."""
    told = _define_times("milliseconds", [one.milliseconds for one in found])
    for stage in dict.fromkeys(name for one in found for name in one.stages):
        told |= _define_times(f"milliseconds of {stage}", [one.stages.get(stage, math.nan) for one in found])
    return told


def _define_times(name: str, taken: Sequence[float]) -> dict[str, Measure]:
    times = np.array(taken, float)
    told = ~np.isnan(times)

    def percentile(percent: int) -> Measure:
        def of(rows: Rows) -> float:
            counted = times[rows][told[rows]]
            return float(np.percentile(counted, percent)) if len(counted) else math.nan

        return Measure(of, int(told.sum()))

    return {f"{name}, median": percentile(50), f"{name}, 95th percentile": percentile(95)}


def measure_embedding_speed(passages: Sequence[int], seconds: Sequence[float]) -> Figure:
    """Return the passages embedded a second, from those and the time of each document; the interval is over documents."""
    counts, times = np.array(passages, float), np.array(seconds, float)

    def measure(rows: Rows) -> float:
        return float(counts[rows].sum() / times[rows].sum())

    return measure_figure("passages embedded a second", Measure(measure, len(counts)), len(counts))


def _define_share(what: Floats | Bools, among: Bools) -> Measure:
    values = what.astype(float)
    return Measure(lambda rows: _average(values[rows][among[rows]]), int(among.sum()))


def find_operating_point(probability: Floats, answerable: Bools, share: float) -> float:
    """Return the probability above which at most this share of the unanswerable questions lies; NaN where there is none.

    It is chosen on the very questions that it is used on, so that runs whose thresholds differ can be compared.
    """
    falling = -np.sort(-probability[~answerable])
    allowed = int(share * len(falling) + 1e-9)
    return float(falling[allowed]) if allowed < len(falling) else math.nan


def _average(values: Floats | Bools) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _measure_auroc(answerable: Bools, probability: Floats) -> float:
    """Mann and Whitney's U as a share: how often an answerable question is more probable than an unanswerable one.

    By ranks: scikit-learn's `roc_auc_score` takes thirty times as long, and each interval is made of a thousand of them.
    """
    positive, negative = int(answerable.sum()), int((~answerable).sum())
    if not positive or not negative:
        return math.nan
    ranks = rankdata(probability)[answerable].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def measure_risk_coverage(probability: Floats, wrong: Bools) -> tuple[Floats, Floats]:
    """Return the risk among the most probable 1, 2, … questions, and their share of all (El-Yaniv and Wiener, 2010)."""
    order = np.argsort(-probability, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return np.cumsum(wrong[order]) / counts, counts / len(order)


def measure_coverage(probability: Floats, wrong: Bools, risk: float) -> float:
    """Return the largest share of questions that can be answered, the most probable first, at no more than this risk.

    Questions of the same probability are answered together or not at all.
    """
    risks, coverages = measure_risk_coverage(probability, wrong)
    falling = -np.sort(-probability)
    last = np.append(falling[1:] != falling[:-1], True)
    within = coverages[(risks <= risk) & last]
    return float(within.max()) if len(within) else 0.0


def measure_calibration_error(probability: Floats, answerable: Bools) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., ICML 2017)."""
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    total = 0.0
    for one in range(_BINS):
        inside = bins == one
        if inside.any():
            total += inside.mean() * abs(probability[inside].mean() - answerable[inside].mean())
    return float(total)

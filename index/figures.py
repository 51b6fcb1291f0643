"""Figures of a benchmark run: recall, refusal, calibration and speed, each with a 95 % bootstrap interval over questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from corpus.decoding import normalise
from index.benchmark import Benchmark, BenchmarkQuestion

Prediction = Mapping[str, Any]  # a line of the predictions: the object of `landscape ask --json`, `id` and `ranked`
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_DRAWS = 1000
_SEED = 20261124
_BINS = 10  # of the calibration error


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval; `value` is NaN where no question counts towards it."""

    name: str
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    `rank` counts from 1; infinite where the first ten passages lack the evidence. `ranks_alone`: the same by cosine similarity
    alone and by BM25 alone. `held`: whether the sentences that an answer quotes, or would have quoted, hold the evidence;
    `None`, as `rank`, where no evidence is known. `verbatim`: whether every quote is a slice of its document; `None` where
    nothing is quoted.
    """

    answerable: bool
    answered: bool
    probability: float
    rank: float | None
    ranks_alone: Mapping[str, float]
    held: bool | None
    verbatim: bool | None
    milliseconds: float

    @property
    def wrong(self) -> bool:
        """Whether an answer to this question is an error: it has none, or the quotes are known to miss it."""
        return not self.answerable or self.held is False


def outcomes(
    benchmark: Benchmark, predictions: Sequence[Prediction], texts: Mapping[str, str], stored: Mapping[str, str]
) -> list[Outcome]:
    """Return what became of each predicted question; `texts` are stored texts by their ID, `stored` IDs by benchmark ID."""
    by_id = {question.id: question for question in benchmark.questions}
    return [_outcome(by_id[prediction["id"]], prediction, texts, stored) for prediction in predictions]


def _outcome(
    question: BenchmarkQuestion, prediction: Prediction, texts: Mapping[str, str], stored: Mapping[str, str]
) -> Outcome:
    wanted = _wanted(question, texts, stored)
    quoted = [*prediction["citations"], *prediction["nearest"]]
    return Outcome(
        answerable=question.answerable,
        answered=prediction["outcome"] == "answer",
        probability=prediction["probability"],
        rank=_rank(wanted, prediction["ranked"], question.mode) if wanted else None,
        ranks_alone={
            name: _rank(wanted, passages, question.mode) for name, passages in prediction["alone"].items() if wanted
        },
        held=_held(wanted, prediction["best"], question.mode) if wanted else None,
        verbatim=all(texts[c["document_id"]][c["start"] : c["end"]] == c["quote"] for c in quoted) if quoted else None,
        milliseconds=prediction["elapsed_ms"],
    )


_Place = tuple[str, int, int]  # document, start, end


def _wanted(question: BenchmarkQuestion, texts: Mapping[str, str], stored: Mapping[str, str]) -> list[list[_Place]]:
    """Return, for each evidence, every place where it stands in its document; none where it is not found there."""
    found = []
    for position, evidence in enumerate(question.evidence):
        named = question.document_ids[position] if len(question.document_ids) == len(question.evidence) else None
        names = [named] if named else dict.fromkeys(question.document_ids)
        identities = [stored[name] for name in names if name in stored]
        words = normalise(evidence).split()
        if words:
            pattern = re.compile(r"\s+".join(map(re.escape, words)))
            found.append([(one, *match.span()) for one in identities for match in pattern.finditer(texts[one])])
    return found


def _rank(wanted: list[list[_Place]], ranked: Sequence[Mapping[str, Any]], mode: str) -> float:
    ranks = [
        next(
            (
                float(rank)
                for rank in range(1, len(ranked) + 1)
                if any(_covered(place, ranked[:rank]) for place in places)
            ),
            float("inf"),
        )
        for places in wanted
    ]
    return max(ranks) if mode == "all" else min(ranks)


def _covered(place: _Place, passages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether passages hold a place together: evidence may run over the border of two passages."""
    document, start, end = place
    left = start
    for first, last in sorted((p["start"], p["end"]) for p in passages if p["document_id"] == document):
        if first <= left + 2:  # white space between two passages
            left = max(left, last)
    return left >= end


def _held(wanted: list[list[_Place]], citations: Sequence[Mapping[str, Any]], mode: str) -> bool:
    """Whether a quote holds the evidence, or lies wholly inside it: evidence may be longer than a sentence."""
    found = [
        any(
            c["document_id"] == document
            and ((c["start"] <= start and end <= c["end"]) or (start <= c["start"] and c["end"] <= end))
            for document, start, end in places
            for c in citations
        )
        for places in wanted
    ]
    return all(found) if mode == "all" else any(found)


def figures(found: Sequence[Outcome]) -> list[Figure]:
    """Return every figure that these outcomes allow, with bootstrap intervals (1,000 draws, seeded)."""
    answerable = np.array([one.answerable for one in found])
    answered = np.array([one.answered for one in found])
    probability = np.array([one.probability for one in found], float)
    rank = np.array([np.nan if one.rank is None else one.rank for one in found])
    held = np.array([np.nan if one.held is None else float(one.held) for one in found])
    wrong = np.array([one.wrong for one in found])
    verbatim = np.array([np.nan if one.verbatim is None else float(one.verbatim) for one in found])
    milliseconds = np.array([one.milliseconds for one in found], float)
    known = ~np.isnan(rank)

    def mean(values: Floats, among: NDArray[np.bool_]) -> Callable[[Rows], float]:
        return lambda rows: _mean(values[rows][among[rows]])

    measures: dict[str, tuple[Callable[[Rows], float], int]] = {
        f"evidence recall@{top}": (mean((rank <= top).astype(float), known), int(known.sum())) for top in (1, 5, 10)
    }
    for name in sorted({name for one in found for name in one.ranks_alone}):
        ranks = np.array([one.ranks_alone.get(name, np.nan) for one in found])
        counted = ~np.isnan(ranks)
        for top in (1, 5, 10):
            measure = mean((ranks <= top).astype(float), counted)
            measures[f"evidence recall@{top}, {name} alone"] = (measure, int(counted.sum()))
    inverse = np.where(np.isfinite(rank), 1 / np.where(known, rank, 1), 0.0)
    cited = np.where(answered & (held == 1), 1.0, 0.0)
    quoted = ~np.isnan(verbatim)
    measures |= {
        "MRR": (mean(inverse, known), int(known.sum())),
        "answered with the evidence": (mean(cited, known & answerable), int((known & answerable).sum())),
        "answered when unanswerable": (mean(answered.astype(float), ~answerable), int((~answerable).sum())),
        "refused when answerable": (mean((~answered).astype(float), answerable), int(answerable.sum())),
        "AUROC": (lambda rows: _auroc(answerable[rows], probability[rows]), len(found)),
        "coverage at 5 % risk": (lambda rows: coverage_at(probability[rows], wrong[rows], 0.05), len(found)),
        "coverage at 10 % risk": (lambda rows: coverage_at(probability[rows], wrong[rows], 0.10), len(found)),
        "calibration error": (lambda rows: calibration_error(probability[rows], answerable[rows]), len(found)),
        "verbatim rate": (mean(verbatim, quoted), int(quoted.sum())),
        "milliseconds, median": (lambda rows: float(np.percentile(milliseconds[rows], 50)), len(found)),
        "milliseconds, 95th percentile": (lambda rows: float(np.percentile(milliseconds[rows], 95)), len(found)),
    }
    return [_figure(name, measure, count, len(found)) for name, (measure, count) in measures.items()]


def embedding_speed(passages: Sequence[int], seconds: Sequence[float]) -> Figure:
    """Return the passages embedded a second, from those and the time of each document; the interval is over documents."""
    counts, times = np.array(passages, float), np.array(seconds, float)

    def measure(rows: Rows) -> float:
        return float(counts[rows].sum() / times[rows].sum())

    return _figure("passages embedded a second", measure, len(counts), len(counts))


def _figure(name: str, measure: Callable[[Rows], float], count: int, size: int) -> Figure:
    if not count:
        return Figure(name, float("nan"), float("nan"), float("nan"), 0)
    rng = np.random.default_rng(_SEED)
    draws = np.array([measure(rng.integers(0, size, size)) for _ in range(_DRAWS)])
    draws = draws[~np.isnan(draws)]
    low, high = np.percentile(draws, [2.5, 97.5]) if len(draws) else (float("nan"), float("nan"))
    return Figure(name, measure(np.arange(size)), float(low), float(high), count)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _auroc(answerable: NDArray[np.bool_], probability: Floats) -> float:
    both = 0 < answerable.sum() < len(answerable)
    return float(roc_auc_score(answerable, probability)) if both else float("nan")


def risk_coverage(probability: Floats, wrong: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the risk among the most probable 1, 2, … questions, and their share of all (El-Yaniv and Wiener, 2010)."""
    order = np.argsort(-probability, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return np.cumsum(wrong[order]) / counts, counts / len(order)


def coverage_at(probability: Floats, wrong: NDArray[np.bool_], risk: float) -> float:
    """Return the largest share of questions that can be answered, the most probable first, at no more than this risk.

    Questions of the same probability are answered together or not at all.
    """
    risks, coverages = risk_coverage(probability, wrong)
    falling = -np.sort(-probability)
    last = np.append(falling[1:] != falling[:-1], True)
    within = coverages[(risks <= risk) & last]
    return float(within.max()) if len(within) else 0.0


def calibration_error(probability: Floats, answerable: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., ICML 2017)."""
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    total = 0.0
    for one in range(_BINS):
        inside = bins == one
        if inside.any():
            total += inside.mean() * abs(probability[inside].mean() - answerable[inside].mean())
    return float(total)

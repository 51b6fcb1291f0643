"""Scoring: what became of each question of a benchmark, from the replies that a run wrote down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.reading.decoding import normalise
from index.answering.belonging import strip_marker
from index.judge.grades import Certainty
from index.measuring.benchmark import Benchmark, BenchmarkQuestion

# A line of the predictions: the object of `landscape ask --json`, and what `bot.terminal.evaluate.predict` adds.
Prediction = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What became of one question of a benchmark.

    `certainty` is that of its answer, `None` where it was refused. `rank` counts from 1; infinite where the first ten passages
    lack the evidence. `ranks_alone`: the same by cosine similarity alone and by BM25 alone. `held`: whether the sentences that
    an answer quotes, or would have quoted, hold the evidence; `None`, as `rank`, where no evidence is known. `verbatim`:
    whether every quote is a slice of its document; `None` where nothing is quoted. `stages`: milliseconds by the stage's name.
    """

    question: BenchmarkQuestion
    certainty: Certainty | None
    probability: float
    rank: float | None
    held: bool | None
    verbatim: bool | None
    milliseconds: float
    ranks_alone: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the benchmark says that the documents answer the question."""
        return self.question.answerable

    @property
    def answered(self) -> bool:
        """Whether it was answered, surely or not."""
        return self.certainty is not None

    @property
    def wrong(self) -> bool:
        """Whether an answer to this question is an error: it has none, or the quotes are known to miss it."""
        return not self.answerable or self.held is False


def score_predictions(
    benchmark: Benchmark, predictions: Sequence[Prediction], texts: Mapping[str, str], stored: Mapping[str, str]
) -> list[QuestionOutcome]:
    """Return what became of each predicted question; `texts` are stored texts by their ID, `stored` IDs by benchmark ID."""
    by_id = {question.id: question for question in benchmark.questions}
    return [_score(by_id[prediction["id"]], prediction, texts, stored) for prediction in predictions]


def _score(
    question: BenchmarkQuestion, prediction: Prediction, texts: Mapping[str, str], stored: Mapping[str, str]
) -> QuestionOutcome:
    wanted = _find_evidence(question, texts, stored)
    quoted = [*prediction["citations"], *prediction["nearest"]]
    return QuestionOutcome(
        question,
        certainty=_read_certainty(prediction),
        probability=prediction["probability"],
        rank=_rank(wanted, prediction["ranked"], question.mode) if wanted else None,
        held=_is_held(wanted, prediction["best"], question.mode) if wanted else None,
        verbatim=all(texts[c["document_id"]][c["start"] : c["end"]] == c["quote"] for c in quoted) if quoted else None,
        milliseconds=prediction["elapsed_ms"],
        ranks_alone={
            name: _rank(wanted, passages, question.mode) for name, passages in prediction["alone"].items() if wanted
        },
        stages=prediction.get("stages") or {},
    )


def _read_certainty(prediction: Prediction) -> Certainty | None:
    if prediction["outcome"] != "answer":
        return None
    return Certainty(prediction.get("certainty") or Certainty.SURE)  # before there were two grades, all were sure


_Place = tuple[str, int, int]  # document, start, end


def _find_evidence(
    question: BenchmarkQuestion, texts: Mapping[str, str], stored: Mapping[str, str]
) -> list[list[_Place]]:
    """Return, for each evidence, every place where it stands in its document; none where it is not found there.

    The bullet or number before it is no part of it: a quote of a list item begins with its words.
    """
    found = []
    for position, evidence in enumerate(question.evidence):
        named = question.document_ids[position] if len(question.document_ids) == len(question.evidence) else None
        names = [named] if named else dict.fromkeys(question.document_ids)
        identities = [stored[name] for name in names if name in stored]
        words = strip_marker(normalise(evidence)).split()
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
                if any(_is_covered(place, ranked[:rank]) for place in places)
            ),
            float("inf"),
        )
        for places in wanted
    ]
    return max(ranks) if mode == "all" else min(ranks)


def _is_covered(place: _Place, passages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether passages hold a place together: evidence may run over the border of two passages."""
    document, start, end = place
    left = start
    for first, last in sorted((p["start"], p["end"]) for p in passages if p["document_id"] == document):
        if first <= left + 2:  # white space between two passages
            left = max(left, last)
    return left >= end


def _is_held(wanted: list[list[_Place]], citations: Sequence[Mapping[str, Any]], mode: str) -> bool:
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

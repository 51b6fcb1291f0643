"""The figures of a benchmark, against values that can be reckoned by hand."""

import math

import numpy as np
import pytest

from index.benchmark import Benchmark, BenchmarkDocument, BenchmarkQuestion
from index.figures import Figure, Outcome, calibration_error, coverage_at, figures, outcomes, risk_coverage

TEXT = "The tower has 212 steps.\nThe lamp is electric. The keeper sleeps at noon."
BENCH = Benchmark(
    "small",
    (BenchmarkDocument("tower", "Tower", None, None, TEXT),),
    (
        BenchmarkQuestion("any", "?", True, ("212 steps", "lamp  is electric"), ("tower",), "any", None),
        BenchmarkQuestion("all", "?", True, ("212 steps", "lamp is electric"), ("tower", "tower"), "all", None),
        BenchmarkQuestion("none", "?", False, (), (), "any", None),
    ),
)


def prediction(
    question: str, outcome: str, ranked: list[tuple[int, int]], quote: tuple[int, int] | None
) -> dict[str, object]:
    best = [{"document_id": "D", "start": quote[0], "end": quote[1], "quote": TEXT[slice(*quote)]}] if quote else []
    return {
        "id": question, "outcome": outcome, "probability": 0.5, "elapsed_ms": 10.0, "nearest": [], "best": best,
        "citations": best if outcome == "answer" else [],
        "ranked": [{"document_id": "D", "start": start, "end": end, "score": 1.0} for start, end in ranked],
        "alone": {"BM25": [{"document_id": "D", "start": start, "end": end} for start, end in reversed(ranked)]},
    }  # fmt: skip


def outcome_of(row: dict[str, object]) -> Outcome:
    return outcomes(BENCH, [row], {"D": TEXT}, {"tower": "D"})[0]


def test_any_evidence_is_enough_or_all_count_together() -> None:
    first, second = (0, 24), (25, 46)
    assert outcome_of(prediction("any", "answer", [second, first], second)).rank == 1
    assert outcome_of(prediction("all", "answer", [second, first], second)).rank == 2
    assert outcome_of(prediction("any", "answer", [second], second)).held is True
    assert outcome_of(prediction("all", "answer", [second], second)).held is False
    assert outcome_of(prediction("all", "refusal", [second], None)).rank == math.inf


def test_evidence_that_the_document_lacks_counts_as_missed() -> None:
    bench = Benchmark(
        "b", BENCH.documents, (BenchmarkQuestion("q", "?", True, ("a thousand steps",), ("tower",), "any", None),)
    )
    row = prediction("q", "answer", [(0, 46)], (0, 24))
    found = outcomes(bench, [row], {"D": TEXT}, {"tower": "D"})[0]
    assert (found.rank, found.held) == (math.inf, False)


def test_a_refused_question_is_judged_by_what_it_would_have_quoted() -> None:
    refused = outcome_of(prediction("any", "refusal", [], (0, 24)))
    assert (refused.answered, refused.held, refused.wrong, refused.verbatim) == (False, True, False, None)


def test_evidence_over_the_border_of_two_passages_is_held_by_both() -> None:
    bench = Benchmark(
        "b", BENCH.documents, (BenchmarkQuestion("q", "?", True, ("212 steps. The lamp",), ("tower",), "any", None),)
    )
    row = prediction("q", "refusal", [(25, 46), (0, 24)], None)
    assert outcomes(bench, [row], {"D": TEXT}, {"tower": "D"})[0].rank == 2


def test_the_ranking_by_one_method_alone_has_figures_of_its_own() -> None:
    bench = Benchmark("b", BENCH.documents, (BenchmarkQuestion("q", "?", True, ("212",), ("tower",), "any", None),))
    found = outcomes(bench, [prediction("q", "refusal", [(0, 24), (25, 46)], None)], {"D": TEXT}, {"tower": "D"})
    assert (found[0].rank, found[0].ranks_alone) == (1, {"BM25": 2})
    values = {one.name: one.value for one in figures(found)}
    assert (values["evidence recall@1, BM25 alone"], values["evidence recall@5, BM25 alone"]) == (0, 1)


def test_a_quote_that_is_no_slice_is_not_verbatim() -> None:
    row = prediction("any", "answer", [], (0, 24))
    assert outcome_of(row).verbatim
    row["citations"][0]["quote"] = "The tower has 213 steps."  # type: ignore[index]
    assert not outcome_of(row).verbatim


def test_every_figure_is_what_the_outcomes_say() -> None:
    def one(answerable: bool, answered: bool, probability: float, rank: float | None, held: bool | None) -> Outcome:
        return Outcome(answerable, answered, probability, rank, {}, held, True if answered else None, 100.0)

    found = {
        figure.name: figure
        for figure in figures(
            [
                one(True, True, 0.9, 1, True),
                one(True, True, 0.8, 2, False),
                one(True, False, 0.3, math.inf, False),
                one(False, True, 0.7, None, None),
                one(False, False, 0.1, None, None),
            ]
        )
    }
    values = {name: round(figure.value, 4) for name, figure in found.items()}
    assert values == {
        "evidence recall@1": 0.3333, "evidence recall@5": 0.6667, "evidence recall@10": 0.6667, "MRR": 0.5,
        "answered with the evidence": 0.3333, "answered when unanswerable": 0.5, "refused when answerable": 0.3333,
        "AUROC": 0.8333, "coverage at 5 % risk": 0.2, "coverage at 10 % risk": 0.2, "calibration error": 0.36,
        "verbatim rate": 1.0, "milliseconds, median": 100.0, "milliseconds, 95th percentile": 100.0,
    }  # fmt: skip
    assert found["AUROC"].low <= found["AUROC"].value <= found["AUROC"].high
    assert (found["AUROC"].questions, found["MRR"].questions, found["refused when answerable"].questions) == (5, 3, 3)


def test_a_figure_that_no_question_counts_towards_is_not_a_number() -> None:
    found = figures([Outcome(True, True, 0.9, None, {}, None, True, 1.0)])
    absent = {figure.name for figure in found if math.isnan(figure.value)}
    assert absent == {
        "evidence recall@1", "evidence recall@5", "evidence recall@10", "MRR", "answered with the evidence",
        "answered when unanswerable", "AUROC",
    }  # fmt: skip
    assert all(isinstance(figure, Figure) for figure in found)


def test_risk_falls_on_the_most_probable_first() -> None:
    probability, wrong = np.array([0.2, 0.9, 0.6]), np.array([True, False, True])
    risks, coverages = risk_coverage(probability, wrong)
    assert risks.tolist() == pytest.approx([0, 1 / 2, 2 / 3])
    assert coverages.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert coverage_at(probability, wrong, 0.5) == pytest.approx(2 / 3)
    assert coverage_at(probability, np.array([True, True, True]), 0.5) == 0
    assert coverage_at(np.array([0.9, 0.9]), np.array([False, True]), 0.1) == 0, "equal ones are answered together"


def test_a_forecast_that_comes_true_as_often_as_it_says_has_no_calibration_error() -> None:
    assert calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == 0
    assert calibration_error(np.array([1.0, 0.0]), np.array([False, True])) == 1

"""The figures of a benchmark, against values that can be reckoned by hand."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from index.judge.grades import Certainty
from index.measuring.benchmark import Benchmark, BenchmarkDocument, BenchmarkQuestion
from index.measuring.bootstrap import Figure
from index.measuring.figures import (
    find_operating_point,
    measure_calibration_error,
    measure_coverage,
    measure_figures,
    measure_risk_coverage,
)
from index.measuring.promise import Promise, measure_promises
from index.measuring.scoring import QuestionOutcome, score_predictions

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
SURE, UNSURE = Certainty.SURE, Certainty.UNSURE


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


def outcome_of(row: dict[str, object]) -> QuestionOutcome:
    return score_predictions(BENCH, [row], {"D": TEXT}, {"tower": "D"})[0]


def record(
    answerable: bool, certainty: Certainty | None, probability: float, held: bool | None = None, *,
    rank: float | None = None, stages: Mapping[str, float] | None = None,
) -> QuestionOutcome:  # fmt: skip
    question = BenchmarkQuestion("q", "?", answerable, (), (), "any", None)
    return QuestionOutcome(
        question, certainty, probability, rank, held, True if certainty else None, 100.0, {}, stages or {}
    )


def values(found: list[QuestionOutcome]) -> dict[str, float]:
    return {figure.name: round(figure.value, 4) for figure in measure_figures(found)}


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
    found = score_predictions(bench, [row], {"D": TEXT}, {"tower": "D"})[0]
    assert (found.rank, found.held) == (math.inf, False)


@pytest.mark.parametrize("marker", ["- ", "* ", "12. ", "3) ", ""])
def test_the_bullet_before_an_evidence_is_no_part_of_it(marker: str) -> None:
    text = f"Rules:\n{marker}Dogs stay outside.\n{marker}Visitors leave at dusk."
    start = text.index("Dogs")
    bench = Benchmark(
        "b",
        (BenchmarkDocument("tower", "Tower", None, None, text),),
        (BenchmarkQuestion("any", "?", True, (f"{marker}Dogs stay outside.",), ("tower",), "any", None),),
    )
    row = prediction("any", "answer", [(start, len(text))], None)
    row["best"] = [{"document_id": "D", "start": start, "end": len(text), "quote": text[start:]}]
    found = score_predictions(bench, [row], {"D": text}, {"tower": "D"})[0]
    assert (found.rank, found.held) == (1, True)


def test_a_refused_question_is_judged_by_what_it_would_have_quoted() -> None:
    refused = outcome_of(prediction("any", "refusal", [], (0, 24)))
    assert (refused.answered, refused.held, refused.wrong, refused.verbatim) == (False, True, False, None)


def test_an_answer_is_as_sure_as_its_reply_says_and_sure_in_the_file_of_an_older_version() -> None:
    row = prediction("any", "answer", [], (0, 24))
    assert outcome_of(row).certainty is SURE
    assert outcome_of(row | {"certainty": "unsure"}).certainty is UNSURE
    assert outcome_of(prediction("any", "refusal", [], None) | {"certainty": None}).certainty is None


def test_evidence_over_the_border_of_two_passages_is_held_by_both() -> None:
    bench = Benchmark(
        "b", BENCH.documents, (BenchmarkQuestion("q", "?", True, ("212 steps. The lamp",), ("tower",), "any", None),)
    )
    row = prediction("q", "refusal", [(25, 46), (0, 24)], None)
    assert score_predictions(bench, [row], {"D": TEXT}, {"tower": "D"})[0].rank == 2


@pytest.mark.slow
def test_the_ranking_by_one_method_alone_has_figures_of_its_own() -> None:
    bench = Benchmark("b", BENCH.documents, (BenchmarkQuestion("q", "?", True, ("212",), ("tower",), "any", None),))
    found = score_predictions(
        bench, [prediction("q", "refusal", [(0, 24), (25, 46)], None)], {"D": TEXT}, {"tower": "D"}
    )
    assert (found[0].rank, found[0].ranks_alone) == (1, {"BM25": 2})
    told = values(found)
    assert (told["evidence recall@1, BM25 alone"], told["evidence recall@5, BM25 alone"]) == (0, 1)


def test_a_quote_that_is_no_slice_is_not_verbatim() -> None:
    row = prediction("any", "answer", [], (0, 24))
    assert outcome_of(row).verbatim
    row["citations"][0]["quote"] = "The tower has 213 steps."  # type: ignore[index]
    assert not outcome_of(row).verbatim


@pytest.mark.slow
def test_every_figure_is_what_the_outcomes_say() -> None:
    found = [
        record(True, SURE, 0.9, True, rank=1),
        record(True, UNSURE, 0.8, False, rank=2),
        record(True, None, 0.3, False, rank=math.inf),
        record(False, UNSURE, 0.7),
        record(False, None, 0.1),
    ]
    assert values(found) == {
        "evidence recall@1": 0.3333, "evidence recall@5": 0.6667, "evidence recall@10": 0.6667, "MRR": 0.5,
        "answered with the evidence": 0.3333, "answered surely with the evidence": 0.3333,
        "refused when answerable": 0.3333, "answered when answerable": 0.6667,
        "answered surely when answerable": 0.3333, "answered when unanswerable": 0.5,
        "answered surely when unanswerable": 0.0, "unsure among the answers": 0.6667, "abstention precision": 0.5,
        "abstention recall": 0.5, "abstention F1": 0.5, "AUROC": 0.8333, "refused at 10 % answered": 0.3333,
        "right sentence at 10 % answered": 0.3333, "coverage at 5 % risk": 0.2, "coverage at 10 % risk": 0.2,
        "calibration error": 0.36, "verbatim rate": 1.0, "milliseconds, median": 100.0,
        "milliseconds, 95th percentile": 100.0,
    }  # fmt: skip
    by_name = {figure.name: figure for figure in measure_figures(found)}
    auroc = by_name["AUROC"]
    assert auroc.low <= auroc.value <= auroc.high
    assert auroc.error > 0
    assert {name: by_name[name].questions for name in ("AUROC", "MRR", "refused when answerable")} == {
        "AUROC": 5, "MRR": 3, "refused when answerable": 3,
    }  # fmt: skip
    assert {name: by_name[name].questions for name in ("abstention precision", "unsure among the answers")} == {
        "abstention precision": 2, "unsure among the answers": 3,
    }  # fmt: skip


@pytest.mark.slow
def test_auroc_is_that_of_scikit_learn_with_equal_probabilities_too() -> None:
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(3)
    answerable, probability = rng.random(200) < 0.4, np.round(rng.random(200), 1)
    found = [record(bool(label), None, float(chance)) for label, chance in zip(answerable, probability, strict=True)]
    assert values(found)["AUROC"] == round(roc_auc_score(answerable, probability), 4)


@pytest.mark.slow
def test_refusals_are_judged_by_what_they_fall_on_and_by_what_they_miss() -> None:
    found = (
        [record(False, None, 0.1)] * 3
        + [record(False, SURE, 0.9)]
        + [record(True, None, 0.2)]
        + [record(True, SURE, 0.8)] * 5
    )
    told = values(found)
    assert (told["abstention precision"], told["abstention recall"]) == (0.75, 0.75)
    assert told["abstention F1"] == pytest.approx(0.75)


@pytest.mark.slow
def test_at_the_common_point_a_tenth_of_the_unanswerable_is_answered_whatever_the_threshold_was() -> None:
    unanswerable = [record(False, None, level / 100) for level in range(20)]  # a tenth lies above 0.17
    answerable = [
        record(True, None, 0.175, True),
        record(True, None, 0.5, False),
        record(True, SURE, 0.17, True),
    ]
    told = values([*unanswerable, *answerable])
    assert told["refused at 10 % answered"] == 0.3333, "0.17 is not above the point, though it was answered"
    assert told["right sentence at 10 % answered"] == 0.3333
    probability, labels = np.array([0.9, 0.9, 0.2]), np.array([False, False, True])
    assert find_operating_point(probability, labels, 0.10) == 0.9, "two of the same probability are refused together"
    assert find_operating_point(probability, labels, 0.50) == 0.9
    assert math.isnan(find_operating_point(probability, np.array([True, True, True]), 0.10))


@pytest.mark.slow
def test_each_stage_that_the_engine_tells_has_its_times() -> None:
    found = [
        record(True, SURE, 0.9, stages={"retrieval": 10.0, "judge": 100.0}),
        record(True, SURE, 0.9, stages={"retrieval": 20.0}),
        record(True, SURE, 0.9, stages={"retrieval": 30.0, "judge": 300.0}),
    ]
    told = {figure.name: (figure.value, figure.questions) for figure in measure_figures(found) if " of " in figure.name}
    assert told == {
        "milliseconds of retrieval, median": (20.0, 3),
        "milliseconds of retrieval, 95th percentile": (pytest.approx(29.0), 3),
        "milliseconds of judge, median": (200.0, 2),
        "milliseconds of judge, 95th percentile": (pytest.approx(290.0), 2),
    }


@pytest.mark.slow
def test_a_figure_that_no_question_counts_towards_is_not_a_number() -> None:
    found = measure_figures([record(True, SURE, 0.9)])
    absent = {figure.name for figure in found if math.isnan(figure.value)}
    assert absent == {
        "evidence recall@1", "evidence recall@5", "evidence recall@10", "MRR", "answered with the evidence",
        "answered surely with the evidence", "answered when unanswerable", "answered surely when unanswerable",
        "abstention precision", "abstention recall", "abstention F1", "AUROC", "refused at 10 % answered",
        "right sentence at 10 % answered",
    }  # fmt: skip
    assert {figure.questions for figure in found if figure.name in absent} == {0}
    assert all(isinstance(figure, Figure) for figure in found)


def test_the_promise_is_told_with_a_bound_of_both_grades() -> None:
    found = [
        record(False, SURE, 0.9),
        record(False, UNSURE, 0.8),
        *[record(False, None, 0.1)] * 58,
        record(True, SURE, 0.9),
    ]
    surely, at_all = measure_promises(found) or (None, None)
    assert surely == Promise(1, 60, pytest.approx(0.0766, abs=5e-4)), "Clopper and Pearson's for 1 of 60"
    assert at_all == Promise(2, 60, pytest.approx(0.1010, abs=5e-4))
    none = measure_promises([record(False, None, 0.1)] * 60)
    assert none is not None
    assert none[0].bound == pytest.approx(1 - 0.05 ** (1 / 60)), "the rule of three"
    assert measure_promises([record(True, SURE, 0.9)]) is None


def test_risk_falls_on_the_most_probable_first() -> None:
    probability, wrong = np.array([0.2, 0.9, 0.6]), np.array([True, False, True])
    risks, coverages = measure_risk_coverage(probability, wrong)
    assert risks.tolist() == pytest.approx([0, 1 / 2, 2 / 3])
    assert coverages.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert measure_coverage(probability, wrong, 0.5) == pytest.approx(2 / 3)
    assert measure_coverage(probability, np.array([True, True, True]), 0.5) == 0
    assert measure_coverage(np.array([0.9, 0.9]), np.array([False, True]), 0.1) == 0, "equal ones are answered together"


def test_a_forecast_that_comes_true_as_often_as_it_says_has_no_calibration_error() -> None:
    assert measure_calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == 0
    assert measure_calibration_error(np.array([1.0, 0.0]), np.array([False, True])) == 1

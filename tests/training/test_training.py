"""Training reads what the product reads: windows that hold evidence, and the fit's copy of the cascade."""

import random

import numpy as np
import pytest

from corpus.scopes import SHARED
from index.engine import Engine
from index.judge.answerability import LogisticAnswerability
from index.judge.examination import CLEAR, Examiner
from index.measuring.benchmark import Benchmark, BenchmarkDocument, BenchmarkQuestion
from training.communities import _around, _stands
from training.dump import examine
from training.fit import as_examined, features_of
from training.windows import Part

TEXT = (
    "The ferry\n\nTimes\n\nThe ferry to Vara leaves the old harbour at noon on every weekday. On Sundays it stays in port.\n\n"
    "Fares\n\nA crossing costs 12 crowns. Bicycles travel free of charge.\n"
)
NOON = "The ferry to Vara leaves the old harbour at noon on every weekday."


def part() -> Part:
    asked = {
        "a": ("When does the ferry to Vara leave the old harbour?", (NOON,)),
        "b": ("what does a crossing cost", ("A crossing costs 12 crowns.",)),
        "c": ("Is there a ferry to Helsinki in winter?", ()),
    }
    questions = tuple(
        BenchmarkQuestion(name, text, bool(evidence), evidence, ("f",) * len(evidence), "any", ("f",))
        for name, (text, evidence) in asked.items()
    )
    documents = (BenchmarkDocument("f", "The ferry", None, None, TEXT),)
    told = {name: {"community": "vara", "style": "full", "kind": None} for name in asked}
    return Part(Benchmark("vara", documents, questions), told)


@pytest.mark.parametrize("depth", [1, 3])
def test_the_fit_sees_the_features_that_the_product_judges_by(empty_engine: Engine, depth: int) -> None:
    rows = list(examine(empty_engine, part(), 10, 3))
    answerer, weights = empty_engine.answerer, LogisticAnswerability()
    examiner = Examiner(answerer.small_reader, answerer.judge, weights, depth=depth)
    assert {row["id"] for row in rows} == {"a", "b", "c"}
    for row in rows:
        found = answerer.retriever.retrieve(
            row["question"], answerer.retriever.encode(row["question"]), [empty_engine.index(SHARED)]
        )
        best = examiner.examine(row["question"], found).read[0]
        seen = features_of(as_examined(row["read"], depth, CLEAR))
        assert weights.probability(np.array(seen)) == pytest.approx(best.probability, abs=1e-4)


def test_a_dump_says_where_the_evidence_stands(empty_engine: Engine) -> None:
    rows = {row["id"]: row for row in examine(empty_engine, part(), 10, 3)}
    assert rows["a"]["read"][0]["holds"] == [0]
    assert [one["holds"] for one in rows["a"]["read"][0]["sentences"]].count(True) == 1
    assert not any(one["holds"] for one in rows["c"]["read"])


def test_evidence_is_found_in_a_window_across_line_breaks() -> None:
    window = f"Times\n\n{NOON.replace(' at ', chr(10) + 'at ')} On Sundays it stays in port."
    start, end = _stands([NOON], window) or (0, 0)
    assert " ".join(window[start:end].split()) == NOON
    assert _stands(["It sails to Helsinki."], window) is None


def test_a_window_made_around_evidence_holds_it_and_is_no_longer_than_one_that_is_read() -> None:
    long = " ".join(f"word{i}" for i in range(500))
    document = {"title": "The ferry", "text": f"{long} {NOON} {long}"}
    question = {"document_ids": ["f"], "evidence": [NOON]}
    for seed in range(50):
        made = _around(question, {"f": document}, random.Random(seed))
        assert made is not None
        assert NOON in made["text"]
        assert len(made["text"].split()) <= 80

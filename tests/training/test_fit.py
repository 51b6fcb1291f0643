"""The fit sees what the product judges by, and its figures are of questions that the weights did not see."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.ferry import make_community

from corpus.scopes import SHARED
from index.engine import Engine
from index.judge.answerability import LogisticAnswerability
from index.judge.examination import Examiner
from index.judge.reading_plan import PLAN, ReadingPlan, read_all
from training.dump import dump_questions
from training.fit import (
    choose_judged,
    compute_best_features,
    count_broken,
    fit_weights,
    measure_questions,
    predict_left_out,
    read_dumps,
)


@pytest.mark.parametrize("plan", [ReadingPlan(some=1, more=1), ReadingPlan(some=2, more=3), read_all(3)])
def test_the_fit_sees_the_features_that_the_product_judges_by(empty_engine: Engine, plan: ReadingPlan) -> None:
    rows = list(dump_questions(empty_engine, make_community(), limit=10, depth=3))
    answerer, weights = empty_engine.answerer, LogisticAnswerability()
    examiner = Examiner(answerer.small_reader, answerer.judge, weights, plan=plan)
    assert {row["id"] for row in rows} == {"a", "b", "c"}
    for row in rows:
        found = answerer.retriever.retrieve(
            row["question"], answerer.retriever.encode(row["question"]), [empty_engine.index(SHARED)]
        )
        best = examiner.examine(row["question"], found).read[0]
        seen = compute_best_features(choose_judged(row["read"], plan))
        assert weights.probability(np.array(seen)) == pytest.approx(best.probability, abs=1e-4)


TWO = ReadingPlan(some=2, more=2)


def write_dumps(work: Path, depth: int = 2) -> None:
    """Two communities of 40 questions whose evidence is read where the judge's log-odds are positive, with some noise."""
    rng = random.Random(4)
    for community in ("harbour", "tower"):
        rows = [dump_row(community, bool(number % 2), depth, rng) for number in range(40)]
        path = work / "communities_dev" / f"{community}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def dump_row(community: str, answerable: bool, depth: int, rng: random.Random) -> dict[str, Any]:
    logit = rng.gauss(2.0 if answerable else -2.0, 1.5)
    passages = [
        {
            "judged": logit - place, "located": logit - place, "small": -place, "late": 0.5, "worth": -place,
            "holds": [0] if answerable and not place else [],
            "sentences": [{"late": 0.5, "worth": 1.0, "holds": answerable and not place}],
        }
        for place in range(depth)
    ]  # fmt: skip
    return {
        "id": "q", "question": "?", "answerable": answerable, "community": community, "style": "full", "kind": None,
        "evidence": int(answerable), "mode": "any", "depth": depth, "models": "both", "read": passages,
    }  # fmt: skip


def test_probabilities_are_of_weights_that_did_not_see_the_community(tmp_path: Path) -> None:
    write_dumps(tmp_path)
    questions = read_dumps(tmp_path, TWO)
    assert {question.fold for question in questions} == {"communities_dev/harbour", "communities_dev/tower"}
    probability = predict_left_out(questions, penalty=1.0)
    harbour = [place for place, question in enumerate(questions) if question.fold.endswith("harbour")]
    other = fit_weights([question for question in questions if question.fold.endswith("tower")], penalty=1.0)
    assert probability[harbour].tolist() == other.probabilities([questions[place] for place in harbour]).tolist()
    figures = measure_questions(questions, probability, sure=0.9, unsure=0.5)
    assert figures["auroc"] > 0.8
    assert figures["answerable answered surely"] <= figures["answerable answered"]
    assert figures["right sentence"] == figures["answerable answered"]
    assert figures["evidence read"] == 1.0
    broken = count_broken(questions, probability, promise=0.2)
    assert broken.questions == 40
    assert 0 <= broken.count <= 20


def test_a_clear_first_passage_is_the_only_one_that_counts(tmp_path: Path) -> None:
    write_dumps(tmp_path)
    clear = [question.passages[0]["judged"] >= PLAN.clear for question in read_dumps(tmp_path, TWO)]
    assert [len(question.passages) for question in read_dumps(tmp_path, TWO)] == [2 - one for one in clear]
    assert True in clear


def test_dumps_of_other_weights_or_too_few_passages_are_refused(tmp_path: Path) -> None:
    write_dumps(tmp_path)
    with pytest.raises(SystemExit, match="dump it anew for 3"):
        read_dumps(tmp_path, read_all(3))
    path = tmp_path / "communities_dev" / "tower.jsonl"
    path.write_text(path.read_text().replace('"models": "both"', '"models": "older"'))
    with pytest.raises(SystemExit, match="mixes dumps of different weights"):
        read_dumps(tmp_path, TWO)

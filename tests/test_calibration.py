"""Thresholds fitted to a corpus: questions made by rule, both error rates on held-out questions, apply and undo."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.scopes import SHARED, SHIPPED, of_server, seen_from, visible_to
from index.calibration import FILENAME, Calibration, CalibrationError, Calibrations
from index.engine import Engine
from index.fitting import fit, least_threshold
from index.grades import Thresholds
from index.outcomes import Answer, Refusal
from index.question_making import Kind, ask_for_subject, make_questions

SERVER = of_server(7)
MODELS = "models"


def calibration(threshold: float) -> Calibration:
    return Calibration(threshold, threshold, 0.1, 0.2, 50, "2026-11-24T00:00:00+00:00", MODELS)


def test_a_calibration_is_in_use_until_it_is_undone(tmp_path: Path) -> None:
    known = Calibrations(tmp_path, MODELS)
    assert known.thresholds(SERVER) is None
    known.apply(SERVER, calibration(0.6))
    known.apply(SERVER, calibration(0.7))
    assert known.thresholds(SERVER) == Thresholds(0.7, 0.7)
    assert known.thresholds(of_server(8)) is None, "another server has its own"
    assert known.undo(SERVER) == calibration(0.6)
    assert known.thresholds(SERVER) == Thresholds(0.6, 0.6)
    assert known.undo(SERVER) is None
    with pytest.raises(CalibrationError, match="no calibration to undo"):
        known.undo(SERVER)


def test_what_another_process_applied_is_seen(tmp_path: Path) -> None:
    ours, theirs = Calibrations(tmp_path, MODELS), Calibrations(tmp_path, MODELS)
    assert ours.thresholds(SERVER) is None
    theirs.apply(SERVER, calibration(0.6))
    assert ours.thresholds(SERVER) == Thresholds(0.6, 0.6)


def test_a_threshold_that_was_fitted_to_other_models_is_not_used(tmp_path: Path) -> None:
    Calibrations(tmp_path, "older models").apply(SERVER, calibration(0.6))
    assert Calibrations(tmp_path, "newer models").thresholds(SERVER) is None


def test_a_file_that_is_damaged_while_the_bot_runs_leaves_the_last_threshold_in_use(tmp_path: Path) -> None:
    known = Calibrations(tmp_path, MODELS)
    known.apply(SERVER, calibration(0.6))
    assert known.thresholds(SERVER) == Thresholds(0.6, 0.6)
    (tmp_path / FILENAME).write_text("{")
    assert known.thresholds(SERVER) == Thresholds(0.6, 0.6)


@pytest.mark.parametrize("text", ["{", "[]", '{"shared": [{"threshold": 1}]}'])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / FILENAME).write_text(text)
    with pytest.raises(CalibrationError, match=r"calibration\.json can't be read .* delete it"):
        Calibrations(tmp_path, MODELS)


def test_a_threshold_decides_what_is_answered(lighthouse: Engine) -> None:
    question = "How many steps does the climb of the lighthouse tower have?"
    scopes = visible_to(None, notes=False)
    assert isinstance(lighthouse.answer(question, scopes), Answer)
    refusing = replace(calibration(1.1), fingerprint=lighthouse.calibrations.fingerprint)
    lighthouse.calibrations.apply(SHARED, refusing)
    assert isinstance(lighthouse.answer(question, scopes), Refusal)
    lighthouse.calibrations.undo(SHARED)
    assert isinstance(lighthouse.answer(question, scopes), Answer)


@pytest.mark.parametrize("tied", [False, True])
def test_the_least_threshold_keeps_the_promise_for_ties_too(tied: bool) -> None:
    probability = np.array([0.9, 0.8, 0.8 if tied else 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.99])
    answerable = np.array([False] * 10 + [True])
    threshold = least_threshold(probability, answerable, 0.10)
    assert (probability[~answerable] >= threshold).sum() == 1
    assert threshold == 0.8001


def test_where_all_are_certain_and_wrong_nothing_is_answered() -> None:
    assert least_threshold(np.ones(10), np.zeros(10, bool), 0.10) > 1


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The lighthouse of Vara was built in 1874 by the engineer Ines Holm.", "What was built in 1874 by the engineer Ines Holm?"),
        ("It was built in 1874 by the engineer Ines Holm.", None),
        ("In the year 1903, a storm, they say, was seen from the old tower.", None),
        ("Dogs bark.", None),
    ],
)  # fmt: skip
def test_a_sentence_is_asked_for_its_subject(sentence: str, question: str | None) -> None:
    assert ask_for_subject(sentence) == question


def test_made_questions_are_of_three_kinds_and_always_the_same(engine: Engine) -> None:
    index = engine.index(SHIPPED)
    passages = [stored.passage for stored in index.passages.values()]
    made = make_questions(passages, lambda word: index.words.count(word) > 0)
    assert made == make_questions(passages, lambda word: index.words.count(word) > 0)
    kinds = {kind: [question.text for question in made if question.kind is kind] for kind in Kind}
    assert all(len(texts) >= 20 for texts in kinds.values())
    assert not set(kinds[Kind.NEAR_MISS]) & set(kinds[Kind.STATED])


def test_a_threshold_is_fitted_on_one_half_and_measured_on_the_other(engine: Engine) -> None:
    fitted = fit(engine, (SHIPPED,), SHIPPED, each=24)
    assert 0 <= fitted.calibration.threshold <= 1.0001
    assert fitted.rates[Kind.NEAR_MISS].questions > 0
    assert fitted.rates[Kind.NEAR_MISS].value == pytest.approx(fitted.calibration.answered_when_unanswerable, abs=1e-4)
    assert fitted.rates[Kind.OFF_TOPIC].value <= 0.2
    assert fitted.threshold_now == engine.answerer.thresholds(SHIPPED).unsure
    assert fitted.calibration.questions == sum(rate.questions for rate in fitted.rates.values())
    low, high = fitted.rates[Kind.STATED].interval
    assert low <= fitted.rates[Kind.STATED].value <= high


def test_too_few_documents_yield_no_threshold(lighthouse: Engine) -> None:
    with pytest.raises(CalibrationError, match="add documents first"):
        fit(lighthouse, (SHARED,), SHARED)


def test_a_server_is_measured_by_what_it_sees() -> None:
    assert seen_from(SERVER) == (SHIPPED, SHARED, SERVER)
    assert seen_from(SHARED, notes=False) == (SHARED,)

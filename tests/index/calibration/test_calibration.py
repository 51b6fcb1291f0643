"""Thresholds fitted to a corpus: questions made by rule, what votes and dismissals add, reasons to change, apply and undo."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.calibrations import MODELS, weighed

from corpus.scopes import SHARED, SHIPPED, of_server, seen_from, visible_to
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.documents import CorpusStore
from index.calibration.fitting import Witness, find_least_threshold, fit_thresholds
from index.calibration.hindsight import Hindsight
from index.calibration.question_making import Kind, ask_for_heading, ask_for_subject, make_questions
from index.calibration.rates import Rate
from index.engine import Engine
from index.judge.calibrations import Calibration, CalibrationError, Calibrations, discard_damaged
from index.judge.grades import PROMISES, Certainty, Promises, Thresholds
from index.outcomes import Answer, Refusal

SERVER = of_server(7)


def calibration(threshold: float) -> Calibration:
    return Calibration(threshold, threshold, 0.1, 0.2, 50, "2026-11-24T00:00:00+00:00", MODELS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CorpusStore]:
    with CorpusStore(tmp_path) as opened:
        yield opened


def test_a_calibration_is_in_use_until_it_is_undone(store: CorpusStore) -> None:
    known = Calibrations(store, MODELS)
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


def test_what_another_process_applied_is_seen(store: CorpusStore, tmp_path: Path) -> None:
    ours, theirs = Calibrations(store, MODELS), Calibrations(CorpusStore(tmp_path), MODELS)
    assert ours.thresholds(SERVER) is None
    theirs.apply(SERVER, calibration(0.6))
    assert ours.thresholds(SERVER) == Thresholds(0.6, 0.6)


def test_a_threshold_that_was_fitted_to_other_models_is_not_used(store: CorpusStore) -> None:
    Calibrations(store, "older models").apply(SERVER, calibration(0.6))
    assert Calibrations(store, "newer models").thresholds(SERVER) is None


def test_what_is_damaged_while_the_bot_runs_leaves_the_last_threshold_in_use(store: CorpusStore) -> None:
    known = Calibrations(store, MODELS)
    known.apply(SERVER, calibration(0.6))
    assert known.thresholds(SERVER) == Thresholds(0.6, 0.6)
    Bookkeeping(store).write(Ledger.CALIBRATIONS, "{")
    assert known.thresholds(SERVER) == Thresholds(0.6, 0.6)


@pytest.mark.parametrize("damaged", ["{", [], {"shared": [{"threshold": 1}]}])
def test_what_is_damaged_is_named_with_a_remedy_that_helps(store: CorpusStore, damaged: object) -> None:
    Bookkeeping(store).write(Ledger.CALIBRATIONS, damaged)
    with pytest.raises(
        CalibrationError, match=r"the calibrations can't be read .* 'landscape calibrate --undo' goes back"
    ):
        Calibrations(store, MODELS)
    assert discard_damaged(store)
    assert Calibrations(store, MODELS).thresholds(SHARED) is None
    assert not discard_damaged(store)


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
    threshold = find_least_threshold(probability, answerable, 0.10)
    assert (probability[~answerable] >= threshold).sum() == 1
    assert threshold == 0.8001


def test_where_all_are_certain_and_wrong_nothing_is_answered() -> None:
    assert find_least_threshold(np.ones(10), np.zeros(10, bool), 0.10) > 1


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


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("How to find  the island", "How do I find the island?"),
        ("Ticket prices:", "Ticket prices?"),
        ("How much is a ticket?", None),
        ("Visiting", None),
        ("A heading that goes on so long that it is a whole sentence about ferries, trains, buses, lighthouses", None),
    ],
)
def test_a_heading_is_asked_as_members_ask(heading: str, question: str | None) -> None:
    assert ask_for_heading(heading) == question


def test_made_questions_are_of_three_kinds_and_always_the_same(engine: Engine) -> None:
    index = engine.index(SHIPPED)
    passages = [stored.passage for stored in index.passages.values()]
    made = make_questions(passages, lambda word: index.words.count(word) > 0)
    assert made == make_questions(passages, lambda word: index.words.count(word) > 0)
    kinds = {kind: [question.text for question in made if question.kind is kind] for kind in Kind}
    assert all(len(texts) >= 20 for texts in kinds.values())
    near = [question for question in made if question.kind is Kind.NEAR_MISS]
    withheld = [question for question in near if question.withheld]
    assert len(near) / 3 <= len(withheld) < len(near)
    assert {one.text for one in withheld} <= set(kinds[Kind.STATED])
    assert not {one.text for one in near if not one.withheld} & set(kinds[Kind.STATED])


def test_a_near_miss_may_not_use_what_is_under_the_heading_that_answers_it(engine: Engine) -> None:
    index = engine.index(SHIPPED)
    passages = [stored.passage for stored in index.passages.values()]
    made = make_questions(passages, lambda word: index.words.count(word) > 0)
    question = next(one for one in made if one.withheld)
    assert question.withheld is not None
    assert not question.allows(question.withheld)
    trace = engine.trace(question.text, (SHIPPED,), question.allows)
    assert trace.ranked
    assert all(question.allows(one.passage) for one in trace.ranked)
    answered = next(one for one in made if one.kind is Kind.STATED and one.text == question.text)
    assert answered.allows(question.withheld)


def test_both_thresholds_are_fitted_and_measured_on_questions_that_did_not_fit_them(engine: Engine) -> None:
    seen: list[tuple[int, int]] = []
    fitted = fit_thresholds(
        engine, (SHIPPED,), SHIPPED, each=24, on_progress=lambda done, total: seen.append((done, total))
    )
    made = fitted.calibration
    assert 0 <= made.threshold <= made.sure <= 1.0001
    assert fitted.now == engine.answerer.thresholds
    near = fitted.rates[Certainty.UNSURE, Kind.NEAR_MISS]
    assert near.questions >= 20
    assert near.value == pytest.approx(made.answered_when_unanswerable, abs=1e-4)
    assert fitted.rates[Certainty.SURE, Kind.NEAR_MISS].count <= near.count
    assert fitted.rates_now[Certainty.UNSURE, Kind.OFF_TOPIC].value <= 0.2
    assert made.questions == sum(fitted.rates[Certainty.SURE, kind].questions for kind in Kind)
    assert seen[-1] == (made.questions, made.questions)


def test_too_few_documents_yield_no_threshold(lighthouse: Engine) -> None:
    with pytest.raises(CalibrationError, match=r"too little to go by.* add documents first"):
        fit_thresholds(lighthouse, (SHARED,), SHARED)


def test_a_server_is_measured_by_what_it_sees() -> None:
    assert seen_from(SERVER) == (SHIPPED, SHARED, SERVER)
    assert seen_from(SHARED, notes=False) == (SHARED,)


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    assert Rate(0, 59).bounds == pytest.approx((0.0, 0.0495), abs=1e-4), "59 without a fault vouch for 5 %"
    assert Rate(0, 58).bounds[1] > 0.05
    assert Rate(0, 0).bounds == (0.0, 1.0)


@pytest.mark.parametrize(("sure", "unsure"), [(0, 0.1), (0.2, 0.1), (0.1, 1), (float("nan"), 0.1)])
def test_a_promise_that_is_none_is_refused(sure: float, unsure: float) -> None:
    with pytest.raises(ValueError, match="shares between 0 and 1"):
        Promises(sure, unsure)


def test_a_promise_of_fewer_wrong_answers_has_higher_thresholds() -> None:
    strict, product = weighed(promises=Promises(0.01, 0.02)).calibration, weighed().calibration
    assert strict.sure > product.sure > product.threshold
    assert strict.threshold > product.threshold


def test_thresholds_that_do_what_is_promised_as_far_as_can_be_told_are_left_alone() -> None:
    fitted = weighed(now=Thresholds(0.93, 0.87))
    assert [fitted.rates_now[one, Kind.NEAR_MISS].count for one in Certainty] == [7, 13]
    assert fitted.grounds == ()


@pytest.mark.parametrize(("now", "strict"), [(Thresholds(0.9, 0.5), False), (Thresholds(1.0, 0.98), True)])
def test_thresholds_that_surely_do_something_else_are_reason_to_change(now: Thresholds, strict: bool) -> None:
    fitted = weighed(now=now)
    assert {(ground.source, ground.too_strict) for ground in fitted.grounds} == {(Witness.NEAR_MISSES, strict)}
    assert (fitted.calibration.threshold < now.unsure) is strict


def test_made_questions_do_not_lower_the_shipped_thresholds_unless_more_is_to_be_answered() -> None:
    shipped = Thresholds(0.99, 0.97)
    kept = weighed(now=shipped, shipped=shipped)
    assert (kept.calibration.sure, kept.calibration.threshold, kept.grounds) == (0.99, 0.97, ())
    looser = weighed(now=shipped, shipped=shipped, promises=Promises(PROMISES.sure, 0.3))
    assert looser.calibration.sure == 0.99
    assert looser.calibration.threshold == weighed(promises=Promises(PROMISES.sure, 0.3)).calibration.threshold
    assert [ground.certainty for ground in looser.grounds] == [Certainty.UNSURE]
    raised = weighed(now=Thresholds(0.5, 0.5), shipped=Thresholds(0.5, 0.5)).calibration
    assert (raised.sure, raised.threshold) == (weighed().calibration.sure, weighed().calibration.threshold)


def test_twenty_near_misses_tell_little() -> None:
    assert not weighed(20, now=Thresholds(0.9, 0.7)).grounds, "6 of 20 may be 15 %"
    assert weighed(100, now=Thresholds(0.9, 0.7)).grounds, "30 of 100 are more"


def test_votes_raise_a_threshold_as_far_as_they_must() -> None:
    helpful, unhelpful = np.linspace(0.96, 0.999, 40), np.linspace(0.86, 0.92, 20)
    told = Hindsight(helpful, unhelpful, np.zeros(0), 0)
    now = Thresholds(0.9505, 0.8505)
    fitted = weighed(now=now, hindsight=told)
    assert [(ground.source, ground.certainty) for ground in fitted.grounds] == [(Witness.VOTES, Certainty.UNSURE)]
    assert fitted.observed[Witness.VOTES, Certainty.SURE] == Rate(0, 40)
    assert fitted.observed[Witness.VOTES, Certainty.UNSURE] == Rate(20, 60)
    threshold = fitted.calibration.threshold
    assert 0.86 < threshold < 0.92, "so that at most 15 % of the answers left did not help"
    left = Rate(int((unhelpful >= threshold).sum()), int((unhelpful >= threshold).sum()) + 40)
    assert left.value <= 0.15 < (left.count + 1) / (left.questions + 1)
    assert fitted.calibration.sure == weighed(now=now).calibration.sure, "sure answers helped"


def test_a_few_votes_and_votes_that_no_threshold_mends_change_nothing() -> None:
    alone = weighed().calibration
    few = Hindsight(np.zeros(0), np.full(5, 0.97), np.zeros(0), 0)
    everywhere = Hindsight(np.linspace(0.86, 0.99, 30), np.linspace(0.86, 0.99, 30), np.zeros(0), 0)
    for hindsight in (few, everywhere):
        fitted = weighed(hindsight=hindsight)
        assert (fitted.calibration.threshold, fitted.calibration.sure) == (alone.threshold, alone.sure)
        assert all(ground.source is not Witness.VOTES for ground in fitted.grounds)


def test_dismissed_questions_that_would_be_answered_raise_a_threshold_and_others_do_not_lower_it() -> None:
    refused, answered = np.linspace(0.1, 0.5, 40), np.linspace(0.88, 0.94, 40)
    fitted = weighed(hindsight=Hindsight(np.zeros(0), np.zeros(0), np.concatenate((refused, answered)), 0))
    assert (Witness.DISMISSALS, Certainty.UNSURE) in {(one.source, one.certainty) for one in fitted.grounds}
    assert (np.concatenate((refused, answered)) >= fitted.calibration.threshold).mean() <= 0.15
    harmless = weighed(hindsight=Hindsight(np.zeros(0), np.zeros(0), refused, 0))
    assert harmless.calibration.threshold == weighed().calibration.threshold

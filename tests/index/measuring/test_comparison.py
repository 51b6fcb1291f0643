"""Two runs over the same questions: which figures moved further than noise, and which questions became right or wrong."""

import pytest

from index.judge.grades import Certainty
from index.measuring.benchmark import BenchmarkQuestion
from index.measuring.bootstrap import Measure, measure_shift
from index.measuring.comparison import Change, Move, Verdict, compare
from index.measuring.scoring import QuestionOutcome

SURE, UNSURE = Certainty.SURE, Certainty.UNSURE


def record(
    name: str, answerable: bool, certainty: Certainty | None, held: bool | None = None, milliseconds: float = 100.0
) -> QuestionOutcome:
    question = BenchmarkQuestion(name, "?", answerable, (), (), "any", None)
    return QuestionOutcome(question, certainty, 0.9 if certainty else 0.1, None, held, None, milliseconds)


@pytest.mark.slow
def test_questions_that_became_right_or_wrong_are_told_apart_from_those_that_changed_otherwise() -> None:
    before = [
        record("found", True, None, True),
        record("lost", True, SURE, True),
        record("guessed", False, None),
        record("refused", False, UNSURE),
        record("surer", True, UNSURE, True),
        record("missed", True, SURE, False),
        record("same", True, SURE, True),
        record("unknown", True, None),
    ]
    now = [
        record("found", True, UNSURE, True),
        record("lost", True, SURE, False),
        record("guessed", False, SURE),
        record("refused", False, None),
        record("surer", True, SURE, True),
        record("missed", True, None, False),
        record("same", True, SURE, True),
        record("unknown", True, SURE),
    ]
    changes = compare(before, now).changes
    assert {change.question.id: (change.move, change.before, change.now) for change in changes} == {
        "found": (Move.GAINED, "refused", "the right sentence, unsure"),
        "lost": (Move.LOST, "the right sentence, sure", "another sentence, sure"),
        "guessed": (Move.LOST, "refused", "an answer, sure"),
        "refused": (Move.GAINED, "an answer, unsure", "refused"),
        "surer": (Move.OTHER, "the right sentence, unsure", "the right sentence, sure"),
        "missed": (Move.OTHER, "another sentence, sure", "refused"),
        "unknown": (Move.GAINED, "refused", "an answer, sure"),
    }
    assert all(isinstance(change, Change) for change in changes)


@pytest.mark.slow
def test_a_figure_is_better_or_worse_only_where_its_interval_leaves_nought_out() -> None:
    before = [record(str(n), True, None, True) for n in range(20)] + [record(f"x{n}", False, None) for n in range(20)]
    now = [record(str(n), True, SURE if n < 10 else None, True) for n in range(20)]
    now += [record(f"x{n}", False, SURE if n < 1 else None, milliseconds=200.0) for n in range(20)]
    found = {difference.name: difference for difference in compare(before, now).differences}
    verdicts = {name: difference.verdict for name, difference in found.items()}
    assert verdicts["refused when answerable"] is Verdict.BETTER, "it is an error, and fell"
    assert verdicts["answered with the evidence"] is Verdict.BETTER
    assert verdicts["answered when unanswerable"] is Verdict.NOISE, "one question of twenty"
    assert verdicts["milliseconds, 95th percentile"] is Verdict.WORSE
    refused = found["refused when answerable"].gap
    assert (refused.before, refused.now, refused.value) == (1.0, 0.5, -0.5)
    assert refused.low < -0.5 < refused.high < 0
    back = {difference.name: difference.verdict for difference in compare(now, before).differences}
    assert back["refused when answerable"] is Verdict.WORSE


@pytest.mark.slow
def test_the_same_run_twice_differs_in_nothing() -> None:
    run = [
        record("a", True, SURE, True),
        record("b", True, None, True),
        record("c", False, None),
        record("d", False, SURE),
    ]
    compared = compare(run, run)
    assert compared.changes == ()
    assert {(difference.gap.low, difference.gap.high) for difference in compared.differences} == {(0.0, 0.0)}
    assert {difference.verdict for difference in compared.differences} == {Verdict.NOISE}


def test_both_runs_are_drawn_by_the_same_questions() -> None:
    drawn: list[tuple[str, list[int]]] = []

    def noting(name: str) -> Measure:
        return Measure(lambda rows: drawn.append((name, rows.tolist())) or 0.0, 5)

    measure_shift(noting("before"), noting("now"), 5)
    before, now = ([rows for one, rows in drawn if one == name] for name in ("before", "now"))
    assert before == now
    assert len({tuple(rows) for rows in before}) > 100

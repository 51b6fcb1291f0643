"""Communities, styles and kinds of question have figures of their own, and a run is told in plain words."""

import math

import pytest

from bot.terminal.evaluate_words import summarise_plainly, summarise_promises, summarise_worst
from index.judge.grades import Certainty, Thresholds
from index.measuring.benchmark import BenchmarkQuestion
from index.measuring.bootstrap import Figure
from index.measuring.evaluation import Evaluation, evaluate_run
from index.measuring.groups import UNNAMED, Group, find_worst, group_by_sort, measure_deviation
from index.measuring.scoring import QuestionOutcome

SURE, UNSURE = Certainty.SURE, Certainty.UNSURE
NO_SPEED = Figure("passages embedded a second", math.nan, math.nan, math.nan, math.nan, 0)


def record(
    answerable: bool, certainty: Certainty | None, held: bool | None = None, *, community: str | None = None,
    style: str | None = None, kind: str | None = None, candidates: tuple[str, ...] | None = None,
) -> QuestionOutcome:  # fmt: skip
    question = BenchmarkQuestion("q", "?", answerable, (), (), "any", candidates, community, style, kind)
    return QuestionOutcome(question, certainty, 0.9 if certainty else 0.1, None, held, None, 100.0)


CLUBS = [
    record(True, SURE, True, community="chess", style="short"),
    record(True, SURE, False, community="chess", style="full"),
    record(False, SURE, community="chess", style="full", kind="neighbour"),
    record(False, None, community="chess", style="short", kind="condition"),
    record(True, None, True, community="rowing", style="short"),
    record(True, None, True, community="rowing", style="short"),
    record(False, None, community="rowing", style="short", kind="condition"),
]


def evaluated(found: list[QuestionOutcome]) -> Evaluation:
    return evaluate_run("clubs", Thresholds(0.8, 0.6), found, speed=NO_SPEED)


def read_figures(group: Group) -> tuple[str, int, list[float | None]]:
    return group.name, group.questions, [None if math.isnan(value) else value for value in group.figures.values()]


def test_each_community_style_and_kind_has_its_figures_in_the_order_of_the_questions() -> None:
    groups = group_by_sort(CLUBS)
    assert {sort: [read_figures(group) for group in inside] for sort, inside in groups.items()} == {
        "community": [("chess", 4, [0.5, 0.0, 0.5, 0.75]), ("rowing", 3, [0.0, 1.0, 0.0, 0.5])],
        "style": [("short", 5, [pytest.approx(1 / 3), pytest.approx(2 / 3), 0.0, pytest.approx(2 / 3)]),
                  ("full", 2, [0.0, 0.0, 1.0, 0.5])],
        "kind": [("neighbour", 1, [None, None, 1.0, None]), ("condition", 2, [None, None, 0.0, None])],
    }  # fmt: skip


def test_the_worst_community_is_that_with_the_highest_errors_together() -> None:
    communities = group_by_sort(CLUBS)["community"]
    assert [one.errors for one in communities] == [0.25, 0.5]
    assert [getattr(find_worst(communities, name), "name", None) for name in (None, "refused when answerable")] == [
        "rowing", "rowing",
    ]  # fmt: skip
    other = find_worst(communities, "answered when unanswerable")
    assert other is not None
    assert other.name == "chess"
    assert measure_deviation(communities, "refused when answerable") == pytest.approx(0.5**0.5)
    assert find_worst(communities[:1]) is None
    assert find_worst(group_by_sort([record(True, SURE, True, community=name) for name in "ab"])["community"]) is None
    assert math.isnan(measure_deviation(communities[:1], "refused when answerable"))


def test_a_benchmark_that_names_no_community_but_each_question_s_documents_is_one_group() -> None:
    named = group_by_sort([record(True, SURE, True, candidates=("a",)), record(False, None, candidates=("b",))])
    assert [group.name for group in named["community"]] == [UNNAMED]
    assert group_by_sort([record(True, SURE, True)]) == {"community": (), "style": (), "kind": ()}


@pytest.mark.slow
def test_the_worst_of_both_errors_stands_in_one_line() -> None:
    assert summarise_worst(evaluated(CLUBS)) == (
        "Worst of the communities: refused when answerable 100.0% in rowing (standard deviation 70.7%); answered when "
        "unanswerable 50.0% in chess (standard deviation 35.4%)."
    )
    assert summarise_worst(evaluated([record(True, SURE, True)])) == ""


def test_a_newcomer_reads_what_a_hundred_questions_get() -> None:
    found = [record(True, SURE, True)] * 5 + [record(True, UNSURE, True)] * 2 + [record(True, None, True)] * 2
    found += [
        record(True, SURE, False),
        record(False, UNSURE),
        record(False, SURE),
        record(False, None),
        record(False, None),
    ]
    assert summarise_plainly(found) == (
        "Of 100 questions that the documents answer, 70 get the right sentence (50 surely), 20 are refused, the other 10 get "
        "another sentence. Of 100 that they don't answer, 50 get an answer (25 surely)."
    )
    assert summarise_plainly([record(True, None), record(True, SURE)]) == (
        "Of 100 questions that the documents answer, 50 are refused; which sentence is right is not known here."
    )
    assert summarise_plainly([record(False, None)]) == "Of 100 that they don't answer, 0 get an answer (0 surely)."


@pytest.mark.slow
def test_the_promise_is_told_of_sure_answers_and_of_all() -> None:
    found = [record(False, SURE), record(False, UNSURE), *[record(False, None)] * 58]
    assert summarise_promises(evaluated(found)) == (
        "Of 60 unanswerable questions, 1 (1.7%, at most 7.7%) are answered surely, and 2 (3.3%, at most 10.1%) at all "
        "(one-sided Clopper-Pearson bounds of 95%)."
    )
    assert summarise_promises(evaluated([record(True, SURE, True)])) == ""

"""The cascade: the small reader chooses, the judge reads one passage where that is clear and more where it is not."""

import math

import pytest

from corpus.scopes import SHARED
from index.engine import Engine
from index.judge.answerability import LogisticAnswerability
from index.judge.examination import SHORTLIST, Examination, Examiner
from index.judge.judge import Judge
from index.judge.reading_plan import ReadingPlan, read_all
from index.judge.small_reader.reader import SmallReader
from index.retrieval.retriever import Retrieval

STEPS = "How many steps does the climb of the lighthouse tower have?"
THREE = read_all(3)


@pytest.fixture
def retrieval(lighthouse: Engine) -> Retrieval:
    for number in range(20):
        text = (
            f"# Boat {number}\n\nThe boat number {number} has {number + 3} oars and is kept in the harbour of Vara.\n"
        )
        lighthouse.add(text.encode(), f"boat-{number}.md", SHARED)
    retriever = lighthouse.answerer.retriever
    return retriever.retrieve(STEPS, retriever.encode(STEPS), [lighthouse.index(SHARED)])


def examined(retrieval: Retrieval, small_reader: SmallReader, judge: Judge, plan: ReadingPlan) -> Examination:
    return Examiner(small_reader, judge, LogisticAnswerability(), plan=plan).examine(STEPS, retrieval)


@pytest.mark.parametrize(
    ("plan", "count"),
    [(read_all(1), 1), (THREE, 3), (ReadingPlan(some=2, clear=math.inf, open=(-math.inf, math.inf)), 6)],
)
def test_the_judge_reads_one_passage_where_it_is_clear_and_more_where_it_is_not(
    retrieval: Retrieval, small_reader: SmallReader, judge: Judge, plan: ReadingPlan, count: int
) -> None:
    read = examined(retrieval, small_reader, judge, plan)
    assert len(read.read) == count
    assert "212 steps" in read.read[0].stored.passage.text
    assert set(read.milliseconds) == {"small reader", "judge"}


def test_every_candidate_has_its_place_and_no_place_a_higher_score_than_one_before(
    retrieval: Retrieval, small_reader: SmallReader, judge: Judge
) -> None:
    ranking = examined(retrieval, small_reader, judge, THREE).ranking
    assert len(retrieval.candidates) > SHORTLIST
    assert {id(one.passage) for one in ranking} == {id(one.stored.passage) for one in retrieval.candidates}
    assert len(ranking) == len(retrieval.candidates)
    assert [one.score for one in ranking] == sorted((one.score for one in ranking), reverse=True)


def test_only_the_best_passage_stands_for_all_that_was_read(
    retrieval: Retrieval, small_reader: SmallReader, judge: Judge
) -> None:
    alone = {one.stored.id: one.probability for one in examined(retrieval, small_reader, judge, read_all(1)).read}
    best, *others = examined(retrieval, small_reader, judge, THREE).read
    assert best.probability >= alone[best.stored.id]
    assert all(one.probability < best.probability for one in others)


def test_nothing_found_is_nothing_read(retrieval: Retrieval, small_reader: SmallReader, judge: Judge) -> None:
    nothing = Retrieval(retrieval.encoded, (), 0.0)
    read = examined(nothing, small_reader, judge, THREE)
    assert (read.read, read.unread, read.ranking) == ((), (), ())
    single = examined(Retrieval(retrieval.encoded, retrieval.candidates[:1], 0.5), small_reader, judge, THREE)
    assert len(single.read) == 1

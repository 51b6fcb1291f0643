"""Which questions are one gap."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from support.gaps_made import ALICE, BOB, HERE, THERE

from corpus.store.gaps.records import Status
from corpus.store.history import days_ago
from corpus.store.schema import GAP_ASKINGS, GAPS
from index.engine import Engine
from index.gaps.agreement import find_wanted, may_be_same
from index.gaps.book import GapBook


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why was Sora shut down?", "Why was Vine shut down?"),
        ("Who founded the club?", "When was the club founded?"),
        ("How do I mute a channel?", "How do I unmute a channel?"),
        ("What does the red badge mean?", "What does the blue badge mean?"),
        ("Does it run on version 1.20?", "Does it run on version 1.21?"),
        ("Who won the cup last year?", "Who won the cup this year?"),
        ("How many seats does the hall have?", "Where is the hall with the seats?"),
    ],
)
def test_questions_that_differ_in_a_telling_word_are_never_one(one: str, other: str) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)


def test_what_a_question_asks_for_is_read_from_its_words() -> None:
    assert find_wanted("What time does it open?") == {"time"}
    assert find_wanted("How many days does delivery take?") == {"number", "duration"}
    assert find_wanted("Does it work offline?") == frozenset()


def test_a_question_in_other_words_joins_the_gap_and_another_one_does_not(empty_engine: Engine) -> None:
    gaps = GapBook(empty_engine)

    def asked(number: int, question: str, scope: str = HERE) -> int:
        return gaps.note(scope, number, question, ALICE, "state")

    first = asked(1, "How many books may I borrow at once?")
    assert asked(2, "what is the maximum number of books i can borrow") == first
    assert asked(3, "How long may I keep a book?") != first
    assert asked(4, "How many books may I borrow at once?", THERE) != first
    gaps.store.close(HERE, first, Status.DISMISSED, "mod")
    assert asked(5, "How many books may I borrow at once?") == first, "what is dismissed stays dismissed"
    assert gaps.store.reading.get(HERE, first).status is Status.DISMISSED


def test_vectors_of_another_model_are_made_anew(empty_engine: Engine) -> None:
    gaps = GapBook(empty_engine)
    first = gaps.note(HERE, 1, "How many books may I borrow at once?", ALICE, "state")
    with empty_engine.store.writing() as connection:
        connection.execute(update(GAPS).values(fingerprint="an older model", vector=b"1234"))
    assert gaps.note(HERE, 2, "how many books may i borrow at once", BOB, "state") == first
    with empty_engine.store.reading() as connection:
        assert connection.scalar(select(func.length(GAPS.c.vector))) == 4 * empty_engine.embedder.dimension


def test_a_member_opens_so_many_gaps_a_day_and_others_more(empty_engine: Engine) -> None:
    gaps = GapBook(empty_engine, daily=2)
    assert gaps.note(HERE, 1, "How many books may I borrow at once?", ALICE, "state") is not None
    assert gaps.note(HERE, 2, "Who is the captain of the ferry?", ALICE, "state") is not None
    assert gaps.note(HERE, 3, "When does the harbour close?", ALICE, "state") is None
    assert gaps.note(HERE, 4, "How many books may I borrow at once?", ALICE, "state") is None
    assert gaps.note(HERE, 5, "When does the harbour close?", BOB, "state") is not None
    assert gaps.note(THERE, 6, "When does the harbour close?", ALICE, "state") is not None
    assert len(gaps.store.reading.listing(HERE)) == 3
    with empty_engine.store.writing() as connection:
        connection.execute(update(GAP_ASKINGS).values(asked_at=days_ago(1.1)))
    assert gaps.note(HERE, 7, "Where is the mill?", ALICE, "state") is not None


def test_a_refused_question_is_compared_with_so_many_of_the_last_ones_only(
    empty_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.store.gaps.reading.RECOGNISED", 2)
    gaps = GapBook(empty_engine)
    first = gaps.note(HERE, 1, "How many books may I borrow at once?", ALICE, "state")
    second = gaps.note(HERE, 2, "Who is the captain of the ferry?", ALICE, "state")
    third = gaps.note(HERE, 3, "When does the harbour close?", ALICE, "state")
    known = gaps.store.reading.wordings(HERE, empty_engine.embedder.fingerprint)
    assert [wording.gap_id for wording in known] == [second, third]
    assert gaps.note(HERE, 4, "who is the captain of the ferry", BOB, "state") == second
    assert gaps.note(HERE, 5, "how many books may i borrow at once", BOB, "state") not in (first, second, third)
    with empty_engine.store.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM gaps WHERE scope = 'a' ORDER BY last_asked_at DESC, id DESC LIMIT 2"
        ).all()
    assert "gaps_asked_last" in str(plan)
    assert "TEMP B-TREE" not in str(plan), "the others are not read to find the last ones"

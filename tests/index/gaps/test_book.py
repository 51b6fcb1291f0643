"""Which questions are one gap."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from support.gaps_made import ALICE, BOB, HERE, THERE

from corpus.store.gaps.records import Status
from corpus.store.schema import GAPS
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

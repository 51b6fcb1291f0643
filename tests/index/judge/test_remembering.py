"""The readers' memory: what was read for a question is not read again, and what is remembered is what they said."""

from __future__ import annotations

import pytest
from support.counting_readers import CountingReaders

from index.judge import remembering
from index.judge.judge import Judge, Window
from index.judge.remembering import RememberingReaders
from index.judge.small_reader.reader import SmallReader

ASKED = "When was the lighthouse built?"
TEXTS = (
    "The lighthouse of Vara was built in 1874.",
    "Since 1961 the light has been electric.",
    "Dogs are not allowed inside. The climb has 212 steps.",
)
WINDOWS = [Window(text, "The lighthouse of Vara: History", ((0, len(text)),)) for text in TEXTS]


@pytest.fixture
def counting(small_reader: SmallReader, judge: Judge) -> CountingReaders:
    return CountingReaders(small_reader, judge)


@pytest.fixture
def readers(counting: CountingReaders) -> RememberingReaders:
    return RememberingReaders(counting, counting)  # type: ignore[arg-type]  # it reads as the small reader does


def test_only_the_new_window_is_read_and_all_are_told_as_if_they_had_been(
    readers: RememberingReaders, counting: CountingReaders, small_reader: SmallReader, judge: Judge
) -> None:
    readers.read(ASKED, WINDOWS[:2])
    readers.judge(ASKED, WINDOWS[:2])
    assert readers.read(ASKED, WINDOWS[::-1]) == pytest.approx(small_reader.read(ASKED, WINDOWS[::-1]), abs=1e-3)
    again, afresh = readers.judge(ASKED, WINDOWS[::-1]), judge.judge(ASKED, WINDOWS[::-1])
    assert [one.logit for one in again] == pytest.approx([one.logit for one in afresh], abs=1e-3)
    assert [one.margin for one in again] == pytest.approx([one.margin for one in afresh], abs=1e-3)
    assert (counting.read_windows, counting.judged_windows) == (3, 3)


def test_another_question_or_another_title_is_read_for_itself(
    readers: RememberingReaders, counting: CountingReaders
) -> None:
    readers.read(ASKED, WINDOWS)
    readers.read("How many steps has it?", WINDOWS)
    readers.read(ASKED, [Window(one.text, "The lighthouse of Sund", one.sentences) for one in WINDOWS])
    assert counting.read_windows == 9


def test_what_is_forgotten_is_read_again(readers: RememberingReaders, counting: CountingReaders) -> None:
    readers.read(ASKED, WINDOWS)
    readers.forget()
    readers.read(ASKED, WINDOWS)
    assert counting.read_windows == 6


def test_what_was_asked_longest_ago_is_forgotten_first(
    readers: RememberingReaders, counting: CountingReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_QUESTIONS", 2)
    for question in ("first", "second", "first", "third", "first", "second"):
        readers.read(question, WINDOWS[:1])
    assert counting.read_windows == 4  # the second was forgotten when the third came
    monkeypatch.setattr(remembering, "_WINDOWS", 1)
    readers.read("second", WINDOWS)
    readers.read("second", WINDOWS[:1])
    assert counting.read_windows == 7


def test_what_was_remembered_is_packed_for_the_next_run_exactly_and_for_its_question_alone(
    readers: RememberingReaders, small_reader: SmallReader, judge: Judge
) -> None:
    said = readers.read(ASKED, WINDOWS), readers.judge(ASKED, WINDOWS[:2])
    next_run = CountingReaders(small_reader, judge)
    learned = RememberingReaders(next_run, next_run)  # type: ignore[arg-type]
    learned.learn("How many steps has it?", readers.pack(ASKED))
    assert not learned.knows("How many steps has it?")
    learned.learn(ASKED, readers.pack(ASKED))
    assert learned.knows(ASKED)
    assert (learned.read(ASKED, WINDOWS), learned.judge(ASKED, WINDOWS[:2])) == said
    assert (next_run.read_windows, next_run.judged_windows) == (0, 0)
    assert readers.pack("never asked") == b""


def test_what_other_readers_said_is_not_taken_over(
    readers: RememberingReaders, small_reader: SmallReader, judge: Judge
) -> None:
    readers.read(ASKED, WINDOWS)
    others = RememberingReaders(small_reader, judge)
    others.learn(ASKED, readers.pack(ASKED))
    assert not others.knows(ASKED)

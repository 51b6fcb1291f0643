"""From a message to its questions, by the words alone."""

from __future__ import annotations

import time

import pytest

from index.answering.question_parts import read_parts


def questions(message: str) -> list[str]:
    return [part.question for part in read_parts(message)]


@pytest.mark.parametrize(
    "message",
    [
        "Where is the key? What does it cost?",
        "Where is the key?? What does it cost?",
        "where is the key? what does it cost?",
        "1. Where is the key?\n2. What does it cost?",
        "1) Where is the key? 2) What does it cost?",
        "- Where is the key?\n- What does it cost?",
        "Two questions:\n* Where is the key?\n* What does it cost?",
    ],
)
def test_sentences_lines_and_lists_are_questions_of_their_own(message: str) -> None:
    assert [one.rstrip("?").lower() for one in questions(message)] == ["where is the key", "what does it cost"]


def test_lines_of_a_list_ask_without_a_question_mark_too() -> None:
    assert questions("- where is the key\n- who has the code\n- a drill") == ["where is the key", "who has the code"]


def test_statements_belong_to_the_questions_after_them() -> None:
    message = "My card is lost. Where do I get a new one? I live in Vara. When is the office open?"
    first, second = read_parts(message)
    assert first.before == ("My card is lost.",)
    assert second.before == ("My card is lost.", "I live in Vara.")
    assert first.with_context == "My card is lost. Where do I get a new one?"


def test_a_statement_and_a_question_are_one_question() -> None:
    assert len(read_parts("I fly with an old radio. Where do I set the channel?")) == 1


@pytest.mark.parametrize(
    ("sentence", "joined"),
    [
        ("Where do I get the key and what does it cost?", ("Where do I get the key", "what does it cost?")),
        ("What do guests pay, and can they swim here?", ("What do guests pay", "can they swim here?")),
        ("I lost my bag, where is it kept and when is it open", ("I lost my bag, where is it kept", "when is it open")),
    ],
)
def test_questions_joined_in_a_sentence_are_seen(sentence: str, joined: tuple[str, ...]) -> None:
    assert read_parts(sentence)[0].joined == joined


@pytest.mark.parametrize(
    "sentence",
    [
        "Which material must never be cut, and why?",
        "Do you know how and when to open the valve?",
        "Tell me when it opens and where I can park",
        "On an old board, which port does it go to?",
        "Must I choose somebody, or will that happen by itself?",
        "Who brings bread and butter?",
    ],
)
def test_what_is_one_question_stays_one(sentence: str) -> None:
    assert [part.joined for part in read_parts(sentence)] in ([], [()])


def test_another_way_of_putting_it_is_the_same_question() -> None:
    assert questions("Is it allowed? Or is that dangerous?") == ["Is it allowed? Or is that dangerous?"]
    assert questions("Is it off in wind? I mean, at how many Beaufort?") == [
        "Is it off in wind? I mean, at how many Beaufort?"
    ]


def test_what_is_only_said_is_left_out() -> None:
    message = "Hi! Where is the key? Thanks a lot!"
    assert read_parts(message, ["Hi!", "Thanks a lot!"])[0].before == ()
    assert questions("Good morning") == []


@pytest.mark.parametrize("message", ["", "   ", "\n\n", "-", "1. ", "?", "...", "- \n- ", "\u200b", "<@100>"])
def test_a_message_without_words_has_no_parts_or_one(message: str) -> None:
    assert len(read_parts(message)) <= 1


@pytest.mark.clock
@pytest.mark.parametrize("piece", ["?", "?!", "? ", "1. ", "and ", "x and y ", "a, and b? ", "?)", "- "])
def test_a_long_message_is_read_at_once(piece: str) -> None:
    started = time.perf_counter()
    read_parts((piece * 6000)[:6000])
    assert time.perf_counter() - started < 5  # a cube of the length would take minutes

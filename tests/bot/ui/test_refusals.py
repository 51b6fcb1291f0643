"""What a member sees where there is no answer: a refusal, a word in return, an error."""

from __future__ import annotations

import pytest
from support.passages_made import OVERVIEW, STORM, cite, passage
from support.reply_views import NOTHING, assert_within_limits, container, read_view

from bot.ui import replies
from index.engine import Overview
from index.outcomes import Answer, Help, Reason, Refusal, Topic


def test_a_refusal_looks_different_says_why_and_what_else_to_ask() -> None:
    detail = "They mention the keeper, but not the name."
    refusal = Refusal("Who was the keeper?", Reason.NOT_STATED, 0.2, (cite(1, passage(), 1),), detail)
    view = replies.render_reply(refusal, OVERVIEW)
    assert container(view)["accent_color"] == 0xF1C40F
    assert (
        container(replies.render_reply(Answer("?", (cite(1, passage(), 1),), 0.9), OVERVIEW))["accent_color"]
        == 0x5865F2
    )
    assert read_view(view).split("\n") == [
        "-# Who was the keeper?",
        f"**I find no answer in the documents.** {detail}",
        "-# I can talk about: The lighthouse of Vara · The ferry",
        "-# Closest passage: related, but I can't tell that it answers",
        "The lighthouse of Vara › History",
        f"> {STORM}",
    ]


def test_a_refusal_shows_two_nearest_passages_at_most() -> None:
    near = tuple(cite(number, passage(), 1) for number in (1, 2, 3))
    said = read_view(replies.render_reply(Refusal("Who?", Reason.NOT_STATED, 0.2, near), OVERVIEW))
    assert said.count(STORM) == 2
    assert "Closest passages: related, but I can't tell that they answer" in said


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_told_in_a_sentence_of_its_own(reason: Reason) -> None:
    said = {read_view(replies.render_reply(Refusal("Who?", one), NOTHING)).split("\n")[1] for one in Reason}
    assert len(said) == len(Reason)
    assert read_view(replies.render_reply(Refusal("Who?", reason), NOTHING)).count("\n") == 1


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (Topic.GREETING, "Hello! Ask me a question"),
        (Topic.THANKS, "You're welcome. Ask me a question"),
        (Topic.ABILITIES, "I am a bot that looks things up in documents. Ask me a question"),
    ],
)
def test_what_is_said_to_the_bot_itself_gets_a_word_in_return_and_what_to_ask(topic: Topic, said: str) -> None:
    view = replies.render_reply(Help("hi", topic), OVERVIEW)
    assert read_view(view).replace("**", "").startswith(said)
    assert "The lighthouse of Vara · The ferry" in read_view(view)
    assert_within_limits(view)


def test_many_titles_are_counted_not_listed() -> None:
    many = Overview(tuple(f"Title {number}" for number in range(12)), 12, None)
    assert "Title 4 · and 7 more" in read_view(replies.render_help(many))


def test_an_error_is_red_and_gives_the_reference() -> None:
    view = replies.render_failure("7F3K2Q")
    assert container(view)["accent_color"] == 0xED4245
    assert "ref 7F3K2Q" in read_view(view)


def test_a_question_that_is_too_long_is_told_the_limit_and_its_length() -> None:
    assert "up to 300 characters, and this one has 1,512" in read_view(replies.render_too_long(1512))

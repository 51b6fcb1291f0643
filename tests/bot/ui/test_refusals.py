"""What a member sees where there is no answer: a refusal, a word in return, an error."""

from __future__ import annotations

import pytest
from support.passages_made import OVERVIEW, STORM, cite, passage
from support.reply_views import NOTHING, assert_within_limits, container, read_view

from bot.ui import replies
from bot.ui.helping import render_help
from bot.ui.refusals import Setting
from index.engine import Overview
from index.outcomes import Answer, Help, Reason, Refusal, Topic


def test_a_refusal_looks_different_says_why_and_what_else_to_ask() -> None:
    detail = "The closest passage speaks of the keeper."
    refusal = Refusal("Who was the keeper?", Reason.NOT_STATED, 0.2, (cite(1, passage(), 1),), detail)
    view = replies.render_reply(refusal, OVERVIEW)
    assert container(view)["accent_color"] == 0xF1C40F
    assert (
        container(replies.render_reply(Answer("?", (cite(1, passage(), 1),), 0.9), OVERVIEW))["accent_color"]
        == 0x5865F2
    )
    assert read_view(view).split("\n") == [
        "-# Who was the keeper?",
        f"**I'm not sure enough of any answer.** {detail}",
        "-# Closest passage: I'm not sure that it answers (20 % likely)",
        "The lighthouse of Vara › History",
        f"> {STORM}",
    ]


def test_a_refusal_shows_two_nearest_passages_at_most() -> None:
    near = tuple(cite(number, passage(), 1) for number in (1, 2, 3))
    said = read_view(replies.render_reply(Refusal("Who?", Reason.NOT_STATED, 0.2, near), OVERVIEW))
    assert said.count(STORM) == 2
    assert "Closest passages: I'm not sure that they answer (at most 20 % likely)" in said


def test_a_refusal_that_was_close_says_so_over_its_passage() -> None:
    refusal = Refusal("Who?", Reason.NOT_STATED, 0.41, (cite(1, passage(), 1),), is_close=True)
    said = read_view(replies.render_reply(refusal, OVERVIEW))
    assert "**This was close: this passage is 41 % likely to answer**" in said


def test_an_answer_that_was_taken_back_claims_no_likelihood() -> None:
    refusal = Refusal(
        "Who?", Reason.NOT_STATED, 0.6, (cite(1, passage(), 1),), "A moderator says so.", is_given_up=True
    )
    said = read_view(replies.render_reply(refusal, OVERVIEW))
    assert "**This answer was taken back.** A moderator says so.\n-# What was the answer" in said
    assert "likely" not in said


def test_where_nothing_is_near_there_is_something_else_to_ask_about() -> None:
    said = read_view(replies.render_reply(Refusal("Who?", Reason.OFF_TOPIC, 0.1), OVERVIEW))
    assert "I can talk about: The lighthouse of Vara · The ferry" in said


def test_a_refusal_in_direct_messages_says_what_is_not_seen_there() -> None:
    refusal = Refusal("Who?", Reason.OFF_TOPIC, 0.1)
    said = read_view(replies.render_reply(refusal, OVERVIEW, setting=Setting(direct=True)))
    assert "in the documents that I see here" in said
    assert "I don't see the documents of a server: ask about those on the server." in said
    assert "direct messages" not in read_view(replies.render_reply(refusal, OVERVIEW))


def test_who_wants_no_question_kept_is_told_why_it_can_t_be_put_to_the_moderators() -> None:
    said = read_view(
        replies.render_reply(Refusal("Who?", Reason.OFF_TOPIC, 0.1), OVERVIEW, setting=Setting(opted_out=True))
    )
    assert "You have me keep none of your questions (/privacy), so this one can't be put to the moderators." in said


def test_help_in_direct_messages_names_no_mention() -> None:
    said = read_view(render_help(OVERVIEW, setting=Setting(direct=True)))
    assert "Ask me a question** right here" in said
    assert "mention me" not in said
    assert "ask about those on the server" in said


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_told_in_a_sentence_of_its_own(reason: Reason) -> None:
    said = {read_view(replies.render_reply(Refusal("Who?", one), NOTHING)).split("\n")[1] for one in Reason}
    assert len(said) == len(Reason)
    assert read_view(replies.render_reply(Refusal("Who?", reason), NOTHING)).count("\n") == 1


@pytest.mark.parametrize(
    ("topic", "said", "in_full"),
    [
        (Topic.GREETING, "Hello! Ask me a question", True),
        (Topic.THANKS, "You're welcome.", False),
        (Topic.ABILITIES, "I am a bot that looks things up in documents. Ask me a question", True),
        (Topic.FOLLOW_UP, "I read each message by itself", False),
        (Topic.ARITHMETIC, "I can't calculate", False),
    ],
)
def test_what_is_said_to_the_bot_itself_gets_a_word_in_return_and_what_to_ask(
    topic: Topic, said: str, in_full: bool
) -> None:
    view = replies.render_reply(Help("hi", topic), OVERVIEW)
    assert read_view(view).replace("**", "").startswith(said)
    assert ("I can talk about: The lighthouse of Vara · The ferry" in read_view(view)) is in_full
    assert_within_limits(view)


def test_many_titles_are_counted_not_listed() -> None:
    many = Overview(tuple(f"Title {number}" for number in range(12)), 12, None)
    assert "Title 2 · and 9 more: /documents" in read_view(render_help(many))


def test_an_error_is_red_and_gives_the_reference() -> None:
    view = replies.render_failure("7F3K2Q")
    assert container(view)["accent_color"] == 0xED4245
    assert "ref 7F3K2Q" in read_view(view)


def test_a_question_that_is_too_long_is_told_the_limit_and_its_length() -> None:
    assert "up to 300 characters, and this one has 1,512" in read_view(replies.render_too_long(1512))

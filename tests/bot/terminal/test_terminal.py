"""What the terminal shows of an answer, an unsure one and a refusal."""

from __future__ import annotations

import io

from rich.console import Console
from support.passages_made import BUILT, LIGHT, OVERVIEW, STORM, cite, passage, steps, unsure

from bot.terminal.reply_panels import print_reply
from bot.wording import HEADINGS
from index.judge.grades import Certainty
from index.outcomes import Answer, Reason, Refusal, Reply, Several


def printed(reply: Reply | Several, *, bold: bool = False) -> str:
    """What is printed, without the frame; with `bold`, the codes of the terminal besides."""
    console = Console(file=io.StringIO(), width=240, force_terminal=bold, color_system="standard" if bold else None)
    print_reply(console, reply, OVERVIEW)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.strip("│╭╮╰╯─ ") for line in console.file.getvalue().split("\n"))


def test_what_answers_is_shown_once_in_bold_between_its_neighbours() -> None:
    reply = Answer("When?", (cite(1, passage(), 1),), 0.947)
    assert printed(reply).split("\n")[:4] == [
        "Answer",
        "[1] The lighthouse of Vara › History",
        "https://example.org/vara",
        f"{BUILT} {STORM} {LIGHT}",
    ]
    assert printed(reply).replace("\n", " ").count("A storm broke its lamp") == 1
    assert f"{BUILT} \x1b[1mA storm" in printed(reply, bold=True)
    assert f"\x1b[1m{BUILT}" not in printed(reply, bold=True)
    assert "94 % likely to answer" in printed(reply)


def test_a_list_looks_like_a_list() -> None:
    told = printed(Answer("How?", steps("Call the *harbour* office.", "Wait for an answer.", "Take a free buoy."), 0.9))
    assert (
        "[1, 2, 3] Mooring\nTo moor at the pier, do this:\n1. Call the *harbour* office. Wait for an answer.\n2. Take"
        in told
    )


def test_an_unsure_answer_says_so_first_and_quotes_once() -> None:
    told = printed(unsure(cite(1, passage(), 2))).split("\n")
    assert told[:2] == ["Perhaps an answer", "I am not sure that this answers it."]
    assert LIGHT in " ".join(told)
    assert " ".join(told).count(LIGHT) == 1


def test_a_refusal_does_not_claim_that_a_passage_answers_nothing() -> None:
    told = printed(Refusal("Who?", Reason.NOT_STATED, 0.2, (cite(1, passage(), 2),), "They speak of the light."))
    assert "I'm not sure enough of any answer.\nThey speak of the light.\n" in told
    assert "Closest passage: I'm not sure that it answers (20 % likely)\n[1] The lighthouse of Vara › History\n" in told


def test_several_questions_are_each_answered_under_their_words() -> None:
    replies = (Answer("When?", (cite(1, passage(), 0),), 0.9), Refusal("Who?", Reason.NOT_STATED))
    told = printed(Several("When? Who? Why?", replies, left_out=1))
    assert told.index("1. When?") < told.index(BUILT) < told.index("2. Who?") < told.index(HEADINGS[Reason.NOT_STATED])
    assert "I answered the first 2 questions of 3. Please ask the other one again." in told


def test_an_answer_with_one_side_of_a_comparison_names_the_other() -> None:
    half = Answer("Is A older than B?", (cite(1, passage(), 0),), 0.9, certainty=Certainty.UNSURE, missing=("B",))
    assert "This is one side only: I found nothing like it on “B”." in printed(half)

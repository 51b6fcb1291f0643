"""Messages of several questions, and comparisons: real engine, documents and messages written for this."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.paths import ROOT

from corpus.scopes import SHARED
from index.answering.answerer import Trace
from index.answering.several import MOST_PARTS, ask_message
from index.desk import Desk
from index.engine import Engine
from index.judge.grades import Certainty
from index.measuring.several_questions import is_right, read_rows
from index.outcomes import Answer, Refusal, Reply, Several

FOLDER = ROOT / "tests" / "regression"
ROWS = read_rows(FOLDER / "several_messages.jsonl")
LASER, PLOTTER = "The laser cutter costs 8 euros per hour.", "The vinyl plotter costs 2 euros per hour."


@pytest.fixture(scope="module")
def desk(open_at: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    data: Path = tmp_path_factory.mktemp("several")
    engine: Engine
    with open_at(data) as engine:
        for document in read_rows(FOLDER / "several_documents.jsonl"):
            title = {"title": document["title"]}
            engine.add(document["text"].encode(), f"{document['id']}.md", SHARED, details=title)
        yield Desk(engine, notes=False)


def ask(desk: Desk, message: str) -> list[Reply]:
    reply = desk.answer(message)
    return list(reply.replies) if isinstance(reply, Several) else [reply]


@pytest.mark.slow
@pytest.mark.parametrize("split", ["dev", "held"])
def test_messages_get_what_they_ask(desk: Desk, split: str) -> None:
    rows = [row for row in ROWS if row["split"] == split]
    wrong = [row["id"] for row in rows if not is_right(row, ask(desk, row["message"]))]
    assert len(wrong) <= len(rows) // 10, wrong


def test_each_question_has_its_own_outcome_in_the_order_of_the_message(desk: Desk) -> None:
    message = "Hello! Who repairs the lathe? Where do I borrow the key of the workshop? What does the vinyl plotter cost? Thanks!"
    reply = desk.answer(message)
    assert isinstance(reply, Several)
    assert reply.question == message
    lathe, key, plotter = reply.replies
    assert isinstance(lathe, Refusal)
    assert (lathe.question, key.question) == ("Who repairs the lathe?", "Where do I borrow the key of the workshop?")
    assert isinstance(key, Answer)
    assert isinstance(plotter, Answer)
    assert plotter.text == PLOTTER


def test_a_question_that_leans_on_the_one_before_is_asked_about_its_thing(desk: Desk) -> None:
    first, second = ask(desk, "How long can I book the laser cutter? And what does it cost?")
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert second.text == LASER
    assert second.question == "And what does it cost? (laser cutter)"


def test_a_question_that_leans_on_another_is_never_answered_about_something_else(desk: Desk) -> None:
    _, second = ask(desk, "Where is the nearest fire extinguisher? And how many gears does it have?")
    assert isinstance(second, Refusal), "the city bike has seven gears"


def test_questions_in_one_sentence_are_each_answered(desk: Desk) -> None:
    first, second = ask(desk, "when is the boathouse open and what does a shop on the market island cost")
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert "from 6:00 to 21:30" in first.text
    assert "300 coins a week" in second.text


def test_two_questions_with_one_answer_are_one(desk: Desk) -> None:
    reply = desk.answer("Does the survival world ever get reset? If so, how often?")
    assert isinstance(reply, Answer)


def test_more_questions_than_are_answered_are_counted(desk: Desk) -> None:
    asked = "What does the plotter cost? What do guests pay? Where is filament sold? Do dogs ride free? Who are the hives of?"
    reply = desk.answer(f"{asked} What do students pay? When is the boathouse open?")
    assert isinstance(reply, Several)
    assert (len(reply.replies), reply.left_out) == (MOST_PARTS, 2)


def test_a_comparison_quotes_a_sentence_for_each_side_in_the_order_named(desk: Desk) -> None:
    for question, quotes in (
        ("Is the vinyl plotter cheaper than the laser cutter?", [PLOTTER, LASER]),
        ("Is the laser cutter cheaper than the vinyl plotter?", [LASER, PLOTTER]),
    ):
        reply = desk.answer(question)
        assert isinstance(reply, Answer)
        assert [citation.quote for citation in reply.citations] == quotes
        assert [citation.number for citation in reply.citations] == [1, 2]
        assert reply.missing == ()


def test_a_comparison_with_what_no_document_knows_is_unsure_and_names_it(desk: Desk) -> None:
    reply = desk.answer("Is the laser cutter cheaper than the CNC mill?")
    assert isinstance(reply, Answer)
    assert reply.text == LASER
    assert reply.certainty is Certainty.UNSURE
    assert reply.missing == ("CNC mill",)


def test_two_things_that_are_asked_about_together_are_both_quoted(desk: Desk) -> None:
    reply = desk.answer("How often are the survival world and the mining world reset?")
    assert isinstance(reply, Answer)
    assert "every twelve months" in reply.text
    assert "every two weeks" in reply.text


def test_a_question_that_goes_over_to_another_thing_is_asked_of_that(desk: Desk) -> None:
    first, second, third = ask(desk, "What does the laser cutter cost? And the vinyl plotter? What about the CNC mill?")
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.text, second.text) == (LASER, PLOTTER)
    assert second.question == "What does the vinyl plotter cost?"
    assert isinstance(third, Refusal)
    assert third.question == "What about the CNC mill? (laser cutter)"


def test_a_message_is_not_asked_more_often_than_there_is_time_for(desk: Desk) -> None:
    asked: list[str] = []

    def count(question: str) -> Trace:
        asked.append(question)
        return desk.engine.trace(question, desk.scopes(None))

    part = "What costs a key and who repairs it and where is the lathe and when does it open and why is it closed? "
    traces = ask_message(part * 6, count, lambda _: False)
    assert len(asked) <= 15
    assert len(traces.traces) <= MOST_PARTS
    assert traces.left_out > 0


@pytest.mark.parametrize(
    "message", ["", "?", "??? !", "1. 2. 3.", "And? Or?", "- \n- ", 'What does "Where is it?" mean?', "how " * 400]
)
def test_a_message_of_any_shape_gets_a_reply(desk: Desk, message: str) -> None:
    assert ask(desk, message)

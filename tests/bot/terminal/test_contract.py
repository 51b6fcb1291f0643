"""The object that other programs read: how sure an answer is, and why there is none."""

from typing import Any

import pytest
from support.passages_made import BUILT, cite, passage, unsure

from bot.terminal.json_contract import reply_to_json
from index.outcomes import Answer, Help, Reason, Refusal, Reply, Several, Topic


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Answer("When?", (cite(1, passage(), 0),), 0.9), {"outcome": "answer", "certainty": "sure", "answer": BUILT}),
        (unsure(cite(1, passage(), 0)), {"outcome": "answer", "certainty": "unsure", "answer": BUILT, "reason": None}),
        (
            Refusal("When?", Reason.NOT_STATED),
            {"outcome": "refusal", "certainty": None, "reason": "not_stated", "close": False},
        ),
        (Refusal("When?", Reason.NOT_STATED, is_close=True), {"outcome": "refusal", "close": True, "topic": None}),
        (Help("hi", Topic.GREETING), {"outcome": "help", "certainty": None, "reason": None, "topic": "greeting"}),
    ],
)
def test_the_certainty_of_an_answer_is_told_and_of_nothing_else(reply: Reply, expected: dict[str, Any]) -> None:
    assert reply_to_json(reply, 1.0).items() >= expected.items()


def test_several_questions_are_parts_beside_the_keys_of_the_first() -> None:
    first, second = Answer("When?", (cite(1, passage(), 0),), 0.9), Refusal("Who?", Reason.NOT_STATED)
    told = reply_to_json(Several("When? Who? Why?", (first, second), left_out=1), 1.0, "When? Who? Why?")
    assert told["question"] == "When? Who? Why?"
    assert (told["outcome"], told["answer"]) == ("answer", BUILT)
    assert [(part["question"], part["outcome"]) for part in told["parts"]] == [("When?", "answer"), ("Who?", "refusal")]
    assert told["left_out"] == 1
    alone = reply_to_json(first, 1.0)
    assert (alone["parts"], alone["left_out"], alone["missing"]) == ([], 0, [])
    assert alone.keys() == told.keys()

"""What is said to the bot itself gets a word of help; a question about anything does not."""

import pytest

from corpus.scopes import visible_to
from index.engine import Engine
from index.outcomes import Help, Topic

NOTES = visible_to(None)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("hi", Topic.GREETING), ("Hello!", Topic.GREETING), ("good evening", Topic.GREETING),
        ("thanks", Topic.THANKS), ("thank you so much!", Topic.THANKS),
        ("what can you do?", Topic.ABILITIES), ("Who are you?", Topic.ABILITIES), ("help", Topic.ABILITIES),
        ("what are you able to do?", Topic.ABILITIES), ("how does this bot work?", Topic.ABILITIES),
    ],
)  # fmt: skip
def test_small_talk_gets_help(engine: Engine, said: str, topic: Topic) -> None:
    assert engine.answer(said, NOTES) == Help(said, topic)


@pytest.mark.parametrize(
    "asked",
    [
        "What can companies do?", "Who is Dario Amodei?", "What are the MAI models?", "How do export controls work?",
        "Who are the authors?", "What is DeepSeek?", "Is Anthropic American?", "Did the government help?",
        "How are Azure customers helped?", "What do you know about MAI-Thinking-1?", "Thanks to whom did it start?",
    ],
)  # fmt: skip
def test_a_question_is_no_small_talk(engine: Engine, asked: str) -> None:
    assert not isinstance(engine.answer(asked, NOTES), Help)


def test_small_talk_is_answered_without_any_document(empty_engine: Engine) -> None:
    assert isinstance(empty_engine.answer("what can you do?", NOTES), Help)

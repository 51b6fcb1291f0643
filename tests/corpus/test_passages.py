"""Passages: whole sentences, under one heading path, that are slices of their document."""

from __future__ import annotations

import pytest

from corpus.documents import Block, BlockKind, Span
from corpus.passages import PassageSettings, split
from corpus.sentences import count_words

TEXT = "Dr. Holm came at 5:21 pm, e.g. by boat. She stayed. Nobody knew why!"


def block(text: str, headings: tuple[str, ...] = (), start: int = 0, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(Span(start, start + len(text)), headings, kind)


def test_a_passage_closes_before_the_sentence_that_would_take_it_beyond_the_limit() -> None:
    passages = split(TEXT, [block(TEXT)], PassageSettings(words=10))
    assert [p.span.of(TEXT) for p in passages] == [
        "Dr. Holm came at 5:21 pm, e.g. by boat.",
        "She stayed. Nobody knew why!",
    ]


def test_a_sentence_longer_than_the_limit_of_a_passage_stays_whole() -> None:
    text = " ".join(["word"] * 100) + "."
    assert [p.span.of(text) for p in split(text, [block(text)], PassageSettings(words=10))] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "so the key hangs behind the door and whoever needs it asks Mia " * 80,
        "灯塔每天早上九点开门。门票十元，儿童免费。" * 40,
        "船は九時に出ます。切符は五百円です。" * 50,
        "เรือออกจากท่าเวลาเก้าโมงเช้าทุกวัน " * 60,
        "नाव हर दिन नौ बजे चलती है। टिकट दस रुपये का है। " * 40,
    ],
)
def test_passages_have_about_the_same_number_of_words_in_every_language(text: str) -> None:
    text = text.strip()
    passages = split(text, [block(text)], PassageSettings())
    assert len(passages) > 3
    assert all(60 <= count_words(passage.span.of(text)) <= 112 for passage in passages[:-1])


def test_passages_never_join_two_headings_or_step_over_chrome() -> None:
    text = "One is here.\n\nTwo is here.\n\nShare this page\n\nThree is here."
    blocks = [block("One is here.", ("A",)), block("Two is here.", ("B",), 14), block("Three is here.", ("B",), 45)]
    passages = split(text, blocks, PassageSettings())
    assert [(p.headings, p.span.of(text)) for p in passages] == [
        (("A",), "One is here."),
        (("B",), "Two is here."),
        (("B",), "Three is here."),
    ]

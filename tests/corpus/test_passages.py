"""Passages: whole sentences, under one heading path, that are slices of their document."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Block, BlockKind, Span
from corpus.passages import PassageSettings, sentences, split

TEXT = "Dr. Holm came at 5:21 pm, e.g. by boat. She stayed. Nobody knew why!"


def block(text: str, headings: tuple[str, ...] = (), start: int = 0, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(Span(start, start + len(text)), headings, kind)


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert [s.of(TEXT) for s in sentences(TEXT, block(TEXT))] == [
        "Dr. Holm came at 5:21 pm, e.g. by boat.",
        "She stayed.",
        "Nobody knew why!",
    ]


def test_code_and_table_rows_are_never_split() -> None:
    for kind in (BlockKind.CODE, BlockKind.TABLE_ROW):
        assert [s.of(TEXT) for s in sentences(TEXT, block(TEXT, kind=kind))] == [TEXT]


def test_a_passage_closes_before_the_sentence_that_would_take_it_beyond_the_limit() -> None:
    passages = split(TEXT, [block(TEXT)], PassageSettings(words=10))
    assert [p.span.of(TEXT) for p in passages] == [
        "Dr. Holm came at 5:21 pm, e.g. by boat.",
        "She stayed. Nobody knew why!",
    ]


def test_a_sentence_longer_than_the_limit_stays_whole() -> None:
    text = " ".join(["word"] * 500) + "."
    assert [p.span.of(text) for p in split(text, [block(text)], PassageSettings(words=10))] == [text]


def test_passages_never_join_two_headings_or_step_over_chrome() -> None:
    text = "One is here.\n\nTwo is here.\n\nShare this page\n\nThree is here."
    blocks = [block("One is here.", ("A",)), block("Two is here.", ("B",), 14), block("Three is here.", ("B",), 45)]
    passages = split(text, blocks, PassageSettings())
    assert [(p.headings, p.span.of(text)) for p in passages] == [
        (("A",), "One is here."),
        (("B",), "Two is here."),
        (("B",), "Three is here."),
    ]


@given(st.text(max_size=400).filter(lambda text: text.strip() == text and text))
def test_sentences_cover_a_block_of_any_text_in_order_without_overlap(text: str) -> None:
    found = list(sentences(text, block(text)))
    assert all(s.of(text) == s.of(text).strip() for s in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert "".join("".join(s.of(text).split()) for s in found) == "".join(text.split())

"""Sentences and words of texts in any language."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Block, BlockKind, Span
from corpus.sentences import MOST_WORDS, count_words, sentences

TEXT = "Dr. Holm came at 5:21 pm, e.g. by boat. She stayed. Nobody knew why!"
TALK = (
    "so the key hangs behind the door and whoever needs it asks Mia who writes it down in the book by the window and then "
    * 40
)


def cut(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [span.of(text) for span in sentences(text, Block(Span(0, len(text)), (), kind))]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert cut(TEXT) == ["Dr. Holm came at 5:21 pm, e.g. by boat.", "She stayed.", "Nobody knew why!"]


def test_a_row_of_a_table_is_one_sentence_unless_it_holds_long_texts() -> None:
    assert cut(TEXT, BlockKind.TABLE_ROW) == [TEXT]
    row = f"Item: crane; Hint: {TEXT}"
    assert cut(row, BlockKind.TABLE_ROW) == [row]
    assert len(cut(TALK, BlockKind.TABLE_ROW)) > 1
    assert cut(f"Moss hut | 1 \\| 2 | {TALK}", BlockKind.TABLE_ROW)[:2] == ["Moss hut", "1 \\| 2"]


def test_a_command_is_one_sentence_and_a_letter_in_a_piece_of_code_is_not() -> None:
    assert cut("crane --lift 3\ncrane --stop", BlockKind.CODE) == ["crane --lift 3", "crane --stop"]
    assert cut(TEXT, BlockKind.CODE) == cut(TEXT)


@pytest.mark.parametrize(
    "parts",
    [
        ["灯塔每天九点开门。", "门票十元，儿童免费！", "可以带狗吗？", "“可以。”", "请看告示"],
        ["船は九時に出ます。", "「待って！」と彼は言った。", "切符は五百円です。"],
        ["नाव नौ बजे चलती है।", "टिकट दस रुपये का है॥", "क्या कुत्ते आ सकते हैं?"],
        ["فیری نو بجے چلتی ہے۔", "ٹکٹ دس روپے کا ہے۔"],
        ["Գինը տասը դրամ է։", "Նավը ինին է։"],
    ],
)
def test_sentences_end_at_the_full_stops_of_their_language(parts: list[str]) -> None:
    assert cut("".join(parts)) == cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "fewest", "most"),
    [
        ("The boat leaves at nine, and dogs are welcome.", 9, 9),
        ("灯塔每天早上九点开门，门票是十元。", 8, 11),
        ("船は九時に港を出ます。", 5, 8),
        ("เรือออกจากท่าเวลาเก้าโมงเช้าทุกวัน", 6, 10),
        ("नाव हर दिन नौ बजे चलती है।", 7, 7),
        ("배는 매일 아홉 시에 떠납니다.", 5, 5),
        ("The 灯塔 opens at 九点 daily", 6, 7),
    ],
)
def test_words_are_counted_also_where_no_space_parts_them(text: str, fewest: int, most: int) -> None:
    assert fewest <= count_words(text) <= most


@pytest.mark.parametrize(
    "text",
    [TALK, "the net is mended, " * 200, "灯塔每天早上九点开门，" * 60, "เรือออกจากท่าเวลาเก้าโมงเช้า" * 60, "word\n" * 400],
)
def test_text_without_full_stops_is_parted_and_loses_nothing(text: str) -> None:
    parts = cut(text.strip())
    assert len(parts) > 2
    assert all(count_words(part) <= MOST_WORDS / 2 for part in parts)
    assert "".join("".join(part.split()) for part in parts) == "".join(text.split())


def test_a_long_sentence_is_parted_at_its_commas() -> None:
    clause = "whoever borrows a boat brings it back before the sun goes down,"
    assert cut(" ".join([clause] * 20))[0].endswith("down,")
    assert cut(" ".join([clause] * 9)) == [" ".join([clause] * 9)], "one that is not too long stays whole"


@given(st.text(max_size=400).filter(lambda text: text.strip() == text and text))
def test_sentences_cover_a_block_of_any_text_in_order_without_overlap(text: str) -> None:
    found = list(sentences(text, Block(Span(0, len(text)))))
    assert all(s.of(text) == s.of(text).strip() for s in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert "".join("".join(s.of(text).split()) for s in found) == "".join(text.split())

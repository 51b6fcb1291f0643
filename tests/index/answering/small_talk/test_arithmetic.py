"""A message that is a sum and nothing else is told from one that only has numbers."""

import pytest

from index.answering.small_talk.arithmetic import is_arithmetic


@pytest.mark.parametrize(
    "text",
    [
        "2+2", "what is 7 * 8?", "(1 + 2) / 3 =", "how much is thirty-five plus six", "What's 12% of 4,000?", "3 × 5", "9²", "2 ^ 8",
        "square root of 64", "please calculate one hundred and five minus 6.5", "√16 + 1",
    ],
)  # fmt: skip
def test_a_sum_in_signs_or_in_words_is_one(text: str) -> None:
    assert is_arithmetic(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "7", "what is 3.2?", "2026-11-26", "0171-555-1234", "what changed in 2.1 + 2.2?", "how much is the fee plus tax?", "1 2 3",
        "two tickets", "is one plus enough?", "(((((", "2 +", "x + 1", "10:30", "+".join(["1"] * 500), "9" * 190 + "**", "f",
    ],
)  # fmt: skip
def test_what_only_has_numbers_is_none(text: str) -> None:
    assert not is_arithmetic(text)

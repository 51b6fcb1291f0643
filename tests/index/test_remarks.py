"""Remarks that state nothing are told from statements."""

from __future__ import annotations

import pytest

from index.remarks import RemarkRater
from index.retrieval.embedder import Embedder


@pytest.mark.parametrize(
    "remark",
    [
        "Cheers, you're a star!",
        "that did it, cheers",
        "np",
        "Good evening all",
        "🎉🎉",
        "same problem here",
        "No clue",
    ],
)
def test_thanks_greetings_and_the_like_state_nothing(embedder: Embedder, remark: str) -> None:
    assert RemarkRater(embedder).rate([remark])[0] > 0


@pytest.mark.parametrize(
    "statement",
    [
        "It was the fuse.", "Reboot the router.", "At noon.", "Yes.", "Sorry, the boat does not run on Sundays.",
        "Thank the donors by name in the report.", "It still fails.", "See https://example.org/thanks", "The welcome desk opens at 8.",
    ],
)  # fmt: skip
def test_what_says_something_is_kept(embedder: Embedder, statement: str) -> None:
    assert RemarkRater(embedder).rate([statement])[0] <= 0

"""Questions as they are looked up: in plain words."""

from __future__ import annotations

import pytest

from index.answering.questions import clean_question


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Where is the oﬃce?", "Where is the office?"),
        ("Is it in\u00adfor\u200bmation?\u200e", "Is it information?"),
        ("می\u200cروم؟", "می\u200cروم؟"),
        ("Is 10⁶ m² ½?", "Is 10⁶ m² ½?"),
    ],
)
def test_a_question_is_cleaned_as_documents_are(typed: str, cleaned: str) -> None:
    assert clean_question(typed) == cleaned

"""What of a text is gone and what is new in its next version."""

from __future__ import annotations

import pytest

from corpus.documents import Document, Source
from corpus.text_changes import TextChange, compare_texts

OLD = "# Bees\n\nA hive keeps warm by shivering. It hums.\n\n# Honey\n\nHoney is its fuel.\n"


def read(text: str) -> Document:
    return Document("a1", 1, "shared", text, Source("Bees"))


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (OLD, TextChange(0, 0, 2, (), ())),
        (OLD.replace("warm by shivering", "cool by fanning"),
         TextChange(1, 1, 1, ("A hive keeps warm by shivering.",), ("A hive keeps cool by fanning.",))),
        ("# Bees\n\nA hive keeps warm by shivering.  It\nhums.\n", TextChange(1, 0, 1, ("Honey is its fuel.",), ())),
        (OLD + "\n# Wax\n\nIt hums.\n", TextChange(0, 1, 2, (), ("It hums.",))),
    ],
)  # fmt: skip
def test_passages_and_sentences_are_told_that_are_gone_or_new(new: str, change: TextChange) -> None:
    assert compare_texts(read(OLD), read(new), ("bees.md", "bees.md")) == change


def test_texts_that_take_long_to_cut_are_not_compared() -> None:
    assert compare_texts(read("A word. " * 40_000), read("A word. " * 40_000), ("a.md", "a.md")) is None

"""What holds of any pasted text, and how long it takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pasted import A, B, reading

LINES = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            [
                "",
                "FAQ",
                "What is it?",
                "Q: Why?",
                "A: So.",
                "- a point",
                "1. One",
                "=====",
                "By Ana Berg",
                "About the author",
                "Share",
                "Related articles",
                "TL;DR",
                "A\tB",
                A,
                B,
                "A Title of a Text",
                "  indented",
                "CHAPTER I",
                "3 Comments",
            ]
        ),
    ),
    max_size=40,
)


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_into_tight_ordered_blocks(lines: list[str]) -> None:
    document = reading("\n".join(lines))
    end = 0
    for block in document.blocks:
        words = block.span.of(document.text)
        assert words == words.strip()
        assert any(character.isalnum() for character in words)
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
    for each in document.questions:
        assert each.question.end <= each.answer.start
        assert each.answer.start in {block.span.start for block in document.blocks}
        assert each.answer.end in {block.span.end for block in document.blocks}
    assert bool(document.blocks) == any(character.isalnum() for character in document.text)


@pytest.mark.clock
@pytest.mark.parametrize(
    "line",
    [
        "word " * 15 + "end.\n\n",
        "A short line\n",
        "- item\n",
        "What is it?\nIt is so.\n",
        "Q: a\n",
        "a b > c > d\n",
        "[x] y: z\n",
        "=\n",
    ],
)
def test_many_lines_are_read_in_seconds(line: str) -> None:
    text = line * (400_000 // len(line))
    started = time.perf_counter()
    reading(text)
    assert time.perf_counter() - started < 20  # a square of the length would take hours


@pytest.mark.clock
@pytest.mark.parametrize("line", ["x", "By ", "> ", "a. ", "(", '?"', "Mar 3, 2024 ", "#a ", "1", "We use ", "photo "])
def test_one_long_line_is_read_in_seconds(line: str) -> None:
    started = time.perf_counter()
    reading(line * (500_000 // len(line)))
    assert time.perf_counter() - started < 10

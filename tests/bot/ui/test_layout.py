"""The shapes that all views share: counts, names, lists, and the fullest message that fits."""

from __future__ import annotations

import pytest
from discord import ui

from bot.ui.layout import BLURPLE, View, build_card, build_text_card, fit, format_list, format_name
from bot.wording import format_count


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 FAQ entries"), (1, "1 FAQ entry"), (2, "2 FAQ entries"), (1200, "1,200 FAQ entries")]
)
def test_a_count_is_said_with_one_thing_or_several(count: int, text: str) -> None:
    assert format_count(count, "FAQ entry", "FAQ entries") == text
    assert format_count(count, "passage").endswith("passage" if count == 1 else "passages")


def test_a_list_says_how_many_lines_it_leaves_out() -> None:
    assert format_list(["a", "b"], 2) == "a\nb"
    assert format_list(["a", "b", "c"], 2) == "a\nb\n-# … and 1 more"


def test_a_name_stands_on_one_line_escaped_and_is_never_empty() -> None:
    assert format_name("*Opening*\n hours") == "\\*Opening\\* hours"
    assert len(format_name("word " * 99, 20)) <= 20
    assert format_name(" \u200b\n", instead="Untitled") == "Untitled"


def test_the_fullest_message_within_the_limits_is_taken_and_else_the_last() -> None:
    def build_long(size: int) -> View:
        return build_text_card(BLURPLE, "x" * size)

    def build_wide(size: int) -> View:
        return build_card(BLURPLE, *(ui.TextDisplay[View]("x") for _ in range(size)))

    assert fit(build_long, (5000, 4000, 10)).content_length() == 4000
    assert fit(build_long, (6000, 5000)).content_length() == 5000
    assert fit(build_wide, (39, 10)).total_children_count == 40

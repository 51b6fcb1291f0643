"""The two things that a question names side by side, by its words alone."""

from __future__ import annotations

import pytest

from index.answering.sides import find_sides


@pytest.mark.parametrize(
    ("question", "names", "alone"),
    [
        (
            "Is the plotter cheaper than the laser cutter?", ("plotter", "laser cutter"),
            ("Is the plotter cheaper?", "Is the laser cutter cheaper?"),
        ),
        (
            "Is a cargo bike more expensive than the tram?", ("cargo bike", "tram"),
            ("Is a cargo bike more expensive?", "Is the tram more expensive?"),
        ),
        ("Do students pay less than adults?", ("students", "adults"), ("Do students pay less?", "Do adults pay less?")),
        (
            "Which boat is older, Heron or Kingfisher?", ("Heron", "Kingfisher"),
            ("Which boat is older, Heron?", "Which boat is older, Kingfisher?"),
        ),
        (
            "Does a small or a large plot cost more?", ("small", "large"),
            ("Does a small plot cost more?", "Does a large plot cost more?"),
        ),
        (
            "What's the difference between the main choir and the chamber choir?", ("main choir", "chamber choir"),
            ("What's the difference between the main choir?", "What's the difference between the chamber choir?"),
        ),
        ("nonlocal versus global?", ("nonlocal", "global"), ("nonlocal?", "global?")),
        ("Is the plotter as fast as the laser?", ("plotter", "laser"), ("Is the plotter as fast?", "Is the laser as fast?")),
    ],
)  # fmt: skip
def test_both_sides_of_a_comparison_are_found(question: str, names: tuple[str, str], alone: tuple[str, str]) -> None:
    sides = find_sides(question)
    assert sides is not None
    assert sides.compared
    assert tuple(side.name for side in sides) == names
    assert tuple(side.question for side in sides) == alone


def test_two_things_that_are_asked_about_together_are_no_comparison() -> None:
    sides = find_sides("How often are the old world and the new world reset?")
    assert sides is not None
    assert not sides.compared
    assert [side.question for side in sides] == [
        "How often are the old world reset?",
        "How often are the new world reset?",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Could the board measure more than 14 amps?",
        "Why did he hand it to several people rather than one?",
        "Which facts about my laptop or phone get recorded?",
        "Must I pick somebody, or will that happen by itself?",
        "Where is the key?",
        "What happens when the immune system is less active than normal?",
        "What was the most important of these cities or towns?",
    ],
)
def test_a_question_that_sets_nothing_against_another_has_no_sides(question: str) -> None:
    assert find_sides(question) is None


def test_a_text_speaks_of_a_side_only_by_words_that_the_other_lacks() -> None:
    sides = find_sides("Is the cargo bike cheaper than the city bike?")
    assert sides is not None
    assert sides.first.is_in("A cargo bike costs 4 euros.")
    assert not sides.second.is_in("A cargo bike costs 4 euros.")

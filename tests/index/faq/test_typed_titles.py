"""Titles that are completed while somebody types: beginnings, words within, typing errors and other word orders."""

from __future__ import annotations

import pytest

from index.faq.word_search import rank_typed

TITLES = [
    "House rules", "The boathouse", "Opening hours of the workshop", "Workshop: fire plan", "Fees 2026",
    "Minutes of the general assembly", "Fahrplan der Fähre", "会议记录",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hous", "House rules"), ("hosue ruls", "House rules"), ("boathuose", "The boathouse"), ("boat house", "The boathouse"),
        ("worksop hours", "Opening hours of the workshop"), ("fireplan", "Workshop: fire plan"), ("fes 2026", "Fees 2026"),
        ("assembly genral", "Minutes of the general assembly"), ("fahre", "Fahrplan der Fähre"), ("记录", "会议记录"),
    ],
)  # fmt: skip
def test_the_title_that_is_meant_comes_first(typed: str, first: str) -> None:
    assert [TITLES[place] for place in rank_typed(TITLES, typed, 5)][:1] == [first]


def test_nothing_typed_offers_the_first_and_what_is_like_nothing_offers_none() -> None:
    assert rank_typed(TITLES, " ", 3) == [0, 1, 2]
    assert rank_typed(TITLES, "xylophone", 5) == []
    assert rank_typed([], "house", 5) == []

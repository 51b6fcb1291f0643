"""Keys that are hit at random are told from words, names, abbreviations and other scripts."""

import pytest

from index.answering.small_talk.letters import LetterTable

TABLE = LetterTable()


@pytest.mark.parametrize(
    "text", ["asdfghjkl", "kjhsdf kjhsdf", "sdlkfj!!", "hhhhhhh", "FGHFGH", "wqrtzp wqrt", "jajajajaja"]
)
def test_keys_that_are_hit_at_random_are_told(text: str) -> None:
    assert TABLE.is_random(text)


@pytest.mark.parametrize(
    "text",
    [
        "lighthouse", "Krakow", "Nguyen?", "mqtt", "lgtm thx", "xgboost and rhythm", "sdfsdf 12", "настройка", "東京都", "straße", "¿qué?",
        "", "qwerty keyboards", "what is asdfghjkl",
    ],
)  # fmt: skip
def test_words_names_abbreviations_and_other_scripts_are_left_alone(text: str) -> None:
    assert not TABLE.is_random(text)

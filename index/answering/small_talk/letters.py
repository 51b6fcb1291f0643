"""Keys that are hit at random: words whose letters hardly ever follow each other in English."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("letters.npz")  # made by `python -m training.small_talk`

# Bits that a letter tells after the two before it, on average. English words have about 3, names and foreign words up to 5;
# abbreviations as many as keys hit at random, which is why short ones are left alone.
_RANDOM = 6.2
_SHORT = 4
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.{1,3}?)\1{3,}.{0,2}")


class LetterTable:
    """How likely each letter is after two others, as counted in the words of the packaged model's vocabulary."""

    def __init__(self) -> None:
        with np.load(TABLE, allow_pickle=False) as table:
            self._bits = np.asarray(
                table["bits"], np.float32
            )  # by two letters before, and a letter; 0 is the edge of a word

    def is_random(self, text: str) -> bool:
        """Whether all words of a text are letters at random; a text with digits, or in another script, is never."""
        words = _WORD.findall(_drop_accents(text).lower())
        if not words or any(character.isdigit() for character in text):
            return False
        if not all("a" <= letter <= "z" for word in words for letter in word):
            return False
        if all(_REPEATED.fullmatch(word) for word in words):
            return True
        return max(map(len, words)) > _SHORT and all(self.rate(word) > _RANDOM for word in words)

    def rate(self, word: str) -> float:
        """Return the bits a letter of a word of small Latin letters tells, on average."""
        places = [0, 0, *(ord(letter) - ord("a") + 1 for letter in word), 0]
        return float(np.mean([self._bits[three] for three in zip(places, places[1:], places[2:], strict=False)]))


def _drop_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))

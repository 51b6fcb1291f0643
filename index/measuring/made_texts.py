"""Texts and vectors made by rule, as many as a measurement needs: the same at every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WORDS_OF_SENTENCE = 16
_DIFFERENT = 60_000  # words; the nth is about n times rarer than the first
_SYLLABLES = ("ba", "ke", "ri", "to", "mun", "sel", "dor", "vi", "ga", "lop", "net", "ush")


class MadeTexts:
    """Sentences of made-up words, the frequent ones as frequent as in a natural text. The same at every run."""

    def __init__(self) -> None:
        self._dice = np.random.default_rng(7)
        shares = 1 / np.arange(1, _DIFFERENT + 1)
        self._shares = shares / shares.sum()
        self._words = [_word(rank) for rank in range(_DIFFERENT)]

    def sentences(self, number: int) -> list[str]:
        """Return so many sentences."""
        ranks = self._dice.choice(_DIFFERENT, (number, WORDS_OF_SENTENCE), p=self._shares)
        return [" ".join(map(self._words.__getitem__, row)).capitalize() + "." for row in ranks.tolist()]

    def vectors(self, number: int, dimension: int) -> NDArray[np.float32]:
        """Return so many vectors of unit length, shape (number, dimension)."""
        vectors = self._dice.standard_normal((number, dimension), np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _word(rank: int) -> str:
    """Return the word of this rank; no two are the same."""
    syllables: list[str] = []
    while rank or not syllables:
        rank, digit = divmod(rank, len(_SYLLABLES))
        syllables.append(_SYLLABLES[digit])
    return "".join(syllables) + "a"

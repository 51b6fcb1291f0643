"""Finding texts by their words while somebody types: whole texts, beginnings, typing errors, other word orders.

No model runs: of 15,000 texts the likeliest are found in a few milliseconds.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from corpus.store.faq.entries import fold_words
from index.retrieval.lexical import STOPWORDS

LEAST = 0.45  # below this worth a text has too little of what was typed
_FUZZY = 0.70  # from this worth on a text is found by its words and not only touched
_WORDS = 24  # of what was typed: more say nothing more
_TYPO = 75  # rapidfuzz's ratio, 0 to 100, from which two words may be the same
_SHORT = 3  # characters: of so short a word every letter counts
_STOP_WEIGHT = 0.2
_READ_WHOLE = 60  # texts that are compared letter by letter


class Tier(IntEnum):
    """How a text was found; the lower, the surer."""

    EXACT = 0
    PREFIX = 1
    FUZZY = 2
    MEANING = 3
    FAINT = 4


def rank_typed(texts: Sequence[str], typed: str, limit: int) -> list[int]:
    """Return the places of the texts that may be meant by what was typed, the likeliest first; of nothing typed, the first ones.

    Whole texts and beginnings come first, then texts that hold all that was typed, then typing errors and other word orders.
    """
    asked = fold_words(typed)
    if not asked:
        return list(range(len(texts)))[:limit]
    search = _build_search(tuple(texts))
    tiers, worth = search.search(asked)
    words, together = asked.split(), asked.replace(" ", "")
    holding = np.asarray(
        [all(word in text for word in words) or together in text.replace(" ", "") for text in search.texts], bool
    )
    found = np.flatnonzero((tiers < Tier.FAINT) | (worth >= LEAST) | holding)
    if not len(found) and len(asked) > _SHORT:  # each word by itself is mistyped too much: compared as a whole
        worth = process.cdist([asked], search.texts, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
        found = np.flatnonzero(worth >= _TYPO)
    order = found[np.lexsort((found, -worth[found], ~holding[found], np.maximum(tiers[found], Tier.PREFIX)))].tolist()
    return sorted(order, key=lambda place: bool(search.texts[place] != asked))[:limit]


@lru_cache(maxsize=64)
def _build_search(texts: tuple[str, ...]) -> WordSearch:
    """Return the search of some texts, kept for the next letter that is typed."""
    return WordSearch([fold_words(text) for text in texts])


class WordSearch:
    """The words of some texts in normal form (`corpus.store.faq.entries.fold_words`), ready to be searched. Never changed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        postings: dict[str, array[int]] = {}
        for position, text in enumerate(self.texts):
            for word in dict.fromkeys(text.split()):
                postings.setdefault(word, array("I")).append(position)
        self._vocabulary = sorted(postings)
        self._postings = [np.frombuffer(postings[word], np.uintc) for word in self._vocabulary]
        self._lengths = np.asarray([max(len(text), 1) for text in self.texts], np.float32)
        self._order = sorted(range(len(self.texts)), key=self.texts.__getitem__)
        self._sorted = [self.texts[position] for position in self._order]

    def search(self, typed: str) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """Return of each text its `Tier` and its worth from 0 to 1; `typed` is in normal form.

        A text of the tier `FAINT` with a worth below `LEAST` was not found.
        """
        worth = self._weigh_texts(typed)
        tiers = np.where(worth >= _FUZZY, Tier.FUZZY, Tier.FAINT).astype(np.int8)
        first = bisect_left(self._sorted, typed)
        for position in range(first, len(self._sorted)):
            if not self._sorted[position].startswith(typed):
                break
            text = self._order[position]
            tiers[text] = Tier.EXACT if self.texts[text] == typed else Tier.PREFIX
            worth[text] = max(float(worth[text]), 0.9)
        return tiers, worth

    def _weigh_texts(self, typed: str) -> NDArray[np.float32]:
        """Return how much of the typed words each text has, rare words counting most, and how alike both are."""
        asked = list(dict.fromkeys(typed.split()))[:_WORDS]
        total = np.zeros(len(self.texts), np.float32)
        if not asked or not self.texts:
            return total
        alike = process.cdist(asked, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_TYPO, dtype=np.uint8)
        weights = 0.0
        for number, word in enumerate(asked):
            strengths = self._match_word(word, alike[number], last=number == len(asked) - 1)
            weight = (
                _STOP_WEIGHT
                if word in STOPWORDS
                else self._weigh_rarity(max(strengths, key=strengths.__getitem__, default=-1))
            )
            weights += weight
            best = np.zeros(len(self.texts), np.float32)
            for place, strength in strengths.items():
                held = self._postings[place]
                best[held] = np.maximum(best[held], strength)
            total += weight * best
        total /= weights
        likely = np.flatnonzero(total >= LEAST)
        if len(likely) > _READ_WHOLE:
            likely = likely[np.argpartition(-total[likely], _READ_WHOLE)[:_READ_WHOLE]]
        texts = [self.texts[position] for position in likely]
        if texts:
            whole = process.cdist([typed], texts, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0] / 100
            total[likely] = 0.75 * total[likely] + 0.25 * whole
        return total

    def _match_word(self, word: str, alike: NDArray[np.uint8], *, last: bool) -> dict[int, float]:
        """Return the words of the vocabulary that a typed one may stand for, by their place, with how surely."""
        found: dict[int, float] = {}
        if len(word) > _SHORT:
            found = {
                int(place): (float(alike[place]) / 100) ** 2
                for place in np.flatnonzero(alike)
                if len(self._vocabulary[place]) > _SHORT
            }
        first = bisect_left(self._vocabulary, word)
        for place in range(first, len(self._vocabulary)):
            held = self._vocabulary[place]
            if not held.startswith(word):
                break
            if held == word:
                found[place] = 1.0
            elif last or len(word) > _SHORT:
                found[place] = max(found.get(place, 0.0), 0.95 if last else 0.85)
        return found

    def _weigh_rarity(self, place: int) -> float:
        if place < 0:
            return 1.0
        count = len(self.texts)
        return max(0.3, math.log(1 + count / len(self._postings[place])) / math.log(1 + count))

"""BM25 over stemmed words, kept up to date text by text."""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
# Lucene's list of English stop words, and those of questions: they are in no answer.
STOPWORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "do", "does", "did", "can",
    "could", "should", "would", "has", "have", "had", "am", "were", "been", "being", "i", "you", "he", "she",
    "we", "my", "your", "his", "her", "our", "me", "him", "us", "them", "about", "s", "t",
})  # fmt: skip

_K1 = 1.5  # how soon a further occurrence of a word in a text stops counting
_B = 0.75  # how much a long text's occurrences count for less


@lru_cache(maxsize=1)
def _load_stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=1 << 16)  # the stemmer is what takes the time of a corpus, and most words come again
def _stem(word: str) -> str | None:
    """Return the stem of a word in lower case, one string however often it comes; `None` for a stop word."""
    return None if word in STOPWORDS else sys.intern(_load_stemmer().stemWord(word))


def stem_words(text: str) -> list[str]:
    """Return the stemmed words of a text without stop words, in order."""
    return [stem for word in _WORD.findall(text.lower()) if (stem := _stem(word)) is not None]


class Bm25Index:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over numbered texts, which may come and go.

    A text is kept as a place in the arrays and its words, a word as the places of the texts that hold it. What is
    removed leaves nothing behind, so that the scores are those of an index made anew.
    """

    def __init__(self) -> None:
        self._places: dict[int, int] = {}  # of a text, by its ID
        self._ids = np.zeros(0, np.int64)  # of a text, by its place
        self._lengths = np.zeros(0, np.float64)  # in words, by place; 0 where no text is
        self._held: dict[int, tuple[str, ...]] = {}  # the different words of a text, by place
        # Of a word: the place and the occurrences, in turn, of each text that holds it.
        self._postings: dict[str, array[int]] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add texts. Raises `ValueError` for an ID that is there already; the texts before it are added then."""
        self._make_room(len(ids))
        for identity, text in zip(ids, texts, strict=True):
            if identity in self._places:
                raise ValueError(f"the text {identity} is in the index already")
            place = self._free.pop()
            words = stem_words(text)
            counts = Counter(words)
            for word, count in counts.items():
                posting = self._postings.get(word)
                if posting is None:
                    posting = self._postings[word] = array("I")
                posting.append(place)
                posting.append(count)
            self._held[place] = tuple(counts)
            self._ids[place], self._lengths[place] = identity, len(words)
            self._places[identity] = place

    def remove(self, ids: Sequence[int]) -> None:
        """Remove texts. Raises `KeyError` for an ID that isn't there."""
        gone = np.zeros(len(self._ids), np.bool_)
        touched: set[str] = set()
        for identity in ids:
            place = self._places.pop(identity)
            gone[place] = True
            touched.update(self._held.pop(place))
            self._free.append(place)
        for word in touched:
            pairs = self._read_postings(word)
            left = pairs[~gone[pairs[:, 0]]]
            if len(left):
                self._postings[word] = array("I", left.tobytes())
            else:
                del self._postings[word]
        self._lengths[gone] = 0

    def search(self, question: str, limit: int, allowed: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Return up to `limit` (ID, score) with a score above 0, the highest first, equal ones by ID.

        `allowed`, if given, are the IDs that may be found; the others count for the rarity of a word all the same.
        """
        words = [word for word in stem_words(question) if word in self._postings]
        if not words or limit < 1:
            return []
        scores = np.zeros(len(self._ids), np.float32)
        norms = _K1 * ((1 - _B) + _B * self._lengths / (self._lengths.sum() / len(self)))
        for word in words:
            places, counts = self._read_postings(word).T
            rarity = float(np.float32(math.log(1 + (len(self) - len(places) + 0.5) / (len(places) + 0.5))))
            scores[places] += (rarity * (counts / (norms[places] + counts))).astype(np.float32)
        found = np.flatnonzero(scores)
        if allowed is not None:
            found = found[np.isin(self._ids[found], allowed)]
        if len(found) > limit:
            least = np.partition(scores[found], -limit)[-limit]
            found = found[scores[found] >= least]
        best = found[np.lexsort((self._ids[found], -scores[found]))][:limit]
        return list(zip(self._ids[best].tolist(), scores[best].tolist(), strict=True))

    def count(self, word: str, allowed: NDArray[np.int64] | None = None) -> int:
        """Return how many of the texts, or of the allowed ones, hold a stemmed word."""
        if word not in self._postings:
            return 0
        if allowed is None:
            return len(self._postings[word]) // 2
        return int(np.isin(self._ids[self._read_postings(word)[:, 0]], allowed).sum())

    def _read_postings(self, word: str) -> NDArray[np.uintc]:
        """Return a word's places and occurrences, shape (texts that hold it, 2): a view, to be let go before a change."""
        return np.frombuffer(self._postings[word], np.uintc).reshape(-1, 2)

    def _make_room(self, texts: int) -> None:
        """See to it that so many places are free."""
        size, lacking = len(self._ids), texts - len(self._free)
        if lacking > 0:
            more = max(lacking, size // 4)
            self._ids = np.concatenate((self._ids, np.zeros(more, np.int64)))
            self._lengths = np.concatenate((self._lengths, np.zeros(more, np.float64)))
            self._free = [*range(size + more - 1, size - 1, -1), *self._free]

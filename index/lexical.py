"""BM25 over stemmed words (the library bm25s), and the share of a question's words that a text holds."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
# The library's list has no question words, and they are in no answer.
STOPWORDS = frozenset(STOPWORDS_EN) | {
    "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "do", "does", "did", "can",
    "could", "should", "would", "has", "have", "had", "am", "were", "been", "being", "i", "you", "he", "she",
    "we", "my", "your", "his", "her", "our", "me", "him", "us", "them", "about", "s", "t",
}  # fmt: skip


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def terms(text: str) -> list[str]:
    """Return the stemmed words of a text without stop words, in order."""
    words = [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS]
    stemmed: list[str] = _stemmer().stemWords(words)
    return stemmed


class Bm25Index:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        corpus = [terms(text) for text in texts]
        self._size = len(corpus)
        self._document_counts: dict[str, int] = {}
        for words in corpus:
            for word in set(words):
                self._document_counts[word] = self._document_counts.get(word, 0) + 1
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # the library logs each index that it builds
        self._bm25 = bm25s.BM25() if self._document_counts else None
        if self._bm25 is not None:
            self._bm25.index(corpus, show_progress=False)

    def search(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (position, score) with a score above 0, the highest first."""
        words = [word for word in terms(question) if word in self._document_counts]
        if self._bm25 is None or not words:
            return []
        scores: NDArray[np.float32] = self._bm25.get_scores(words)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(position), float(scores[position])) for position in best if scores[position] > 0]

    def count(self, word: str) -> int:
        """Return how many of the texts hold a stemmed word."""
        return self._document_counts.get(word, 0)

    def __len__(self) -> int:
        return self._size

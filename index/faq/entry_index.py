"""EntryIndex: the questions of one scope's FAQ in memory, found by their words, by their meaning, and word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.store.faq.entries import FaqEntry, fold_words
from index.faq.agreement import agree, find_names, is_mistyped
from index.faq.word_search import LEAST, Tier, WordSearch

MEANS_SAME = 0.80  # cosine of two questions that ask the same, where their names agree too
NEAR = 0.42  # cosine from which a question is worth asking back about
_TYPED = 200  # characters of what was typed that are looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found: how, and how surely within that tier; higher is better."""

    entry: FaqEntry
    tier: Tier
    worth: float


class EntryIndex:
    """The entries of a scope that have an answer. Never changed: another state of the FAQ is another index."""

    def __init__(self, entries: Sequence[FaqEntry], vectors: Mapping[str, bytes], dimension: int) -> None:
        """`vectors` are those of questions and phrasings, by their text: float32 of unit length; some may be missing."""
        self.entries = [entry for entry in entries if entry.answer is not None]
        self.by_id = {entry.id: entry for entry in self.entries}
        self._texts = [text for entry in self.entries for text in entry.texts]
        self._of_text = np.repeat(np.arange(len(self.entries)), [len(entry.texts) for entry in self.entries])
        self._starts = np.cumsum([0, *(len(entry.texts) for entry in self.entries)])[: len(self.entries)]
        normals = [fold_words(text) for text in self._texts]
        self._exact = {text: int(self._of_text[i]) for i, text in reversed(list(enumerate(normals)))}
        self._words = WordSearch(normals)
        self._vectors = np.zeros((len(self._texts), dimension), np.float32)
        self.missing: list[str] = []  # texts that have no vector yet
        for position, text in enumerate(self._texts):
            vector = vectors.get(text, b"")
            if len(vector) == 4 * dimension:
                self._vectors[position] = np.frombuffer(vector, np.float32)
            else:
                self.missing.append(text)
        self._known = find_names(self._texts)

    def find_exact(self, text: str) -> FaqEntry | None:
        """Return the entry that asks this word for word, capitals and punctuation aside."""
        position = self._exact.get(fold_words(text))
        return None if position is None else self.entries[position]

    def find_by_words(self, typed: str, limit: int) -> list[Hit]:
        """Return the entries whose words are nearest to what was typed, the nearest first. No model runs."""
        text = fold_words(typed[:_TYPED])
        if not text or not self.entries:
            return []
        tiers, worth = self._words.search(text)
        best_tier = np.minimum.reduceat(tiers, self._starts)
        best_worth = np.maximum.reduceat(worth, self._starts)
        found = np.flatnonzero((best_tier < Tier.FAINT) | (best_worth >= LEAST))
        order = found[np.lexsort((-best_worth[found], best_tier[found]))][:limit]
        return [Hit(self.entries[i], Tier(int(best_tier[i])), float(best_worth[i])) for i in order.tolist()]

    def find_by_meaning(self, vector: NDArray[np.float32], limit: int, least: float = NEAR) -> list[Hit]:
        """Return the entries that ask what is nearest to a question's unit vector, the nearest first."""
        if not self.entries:
            return []
        similar = np.maximum.reduceat(self._vectors @ vector, self._starts)
        found = np.flatnonzero(similar >= least)
        order = found[np.argsort(-similar[found], kind="stable")][:limit]
        return [Hit(self.entries[i], Tier.MEANING, float(similar[i])) for i in order.tolist()]

    def find_same(self, asked: str, vector: NDArray[np.float32]) -> Hit | None:
        """Return the entry that surely asks the same: in nearly the same letters, or in other words of one meaning."""
        text, best = fold_words(asked), None
        similar = self._vectors @ vector
        nearest = np.argsort(-similar, kind="stable")[:10].tolist() if self._texts else []
        for position in nearest:
            entry, phrase = self.entries[self._of_text[position]], self._texts[position]
            worth = float(similar[position])
            if is_mistyped(text, fold_words(phrase)):
                worth = max(worth, 0.95)
            if worth >= MEANS_SAME and (best is None or worth > best.worth) and self._agree(asked, phrase, entry):
                best = Hit(entry, Tier.MEANING, worth)
        return best

    def _agree(self, asked: str, phrase: str, entry: FaqEntry) -> bool:
        return agree(asked, phrase, (*entry.texts, *entry.tags), self._known)

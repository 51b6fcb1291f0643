"""Retriever: dense and lexical candidates of each scope, fused, then reranked together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Passage
from corpus.store.records import StoredPassage
from index.retrieval.embedder import Embedder, Encoded
from index.retrieval.lexical import stem_words
from index.retrieval.reranker import Rarity, Reranker, Scored
from index.retrieval.scope_index import ScopeIndex

PassageFilter = Callable[[Passage], bool]

_REMEMBERED = 500  # questions whose vectors are kept: some 25 kB each
_RRF = 60.0  # the constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)


def allow_documents(document_ids: Iterable[str]) -> PassageFilter:
    """Return what allows the passages of these documents only."""
    known = frozenset(document_ids)
    return lambda passage: passage.document.id in known


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found: the reranked candidates, best first, and the highest cosine of a passage with the question."""

    encoded: Encoded
    candidates: tuple[Scored, ...]
    cosine: float


class Retriever:
    """Hybrid retrieval. `depth` candidates of all scopes together are reranked."""

    def __init__(self, embedder: Embedder, reranker: Reranker, *, depth: int = 48, pool: int = 100) -> None:
        self._embedder = embedder
        self._reranker = reranker
        self._depth = depth
        self._pool = pool
        self._encode = lru_cache(_REMEMBERED)(lambda question: self._embedder.encode([question])[0])

    def encode(self, question: str) -> Encoded:
        """Return the question as vectors; those of the last questions are remembered."""
        return self._encode(question)

    def forget_questions(self) -> None:
        """Forget the vectors of the last questions."""
        self._encode.cache_clear()

    def retrieve(
        self, question: str, encoded: Encoded, indexes: Sequence[ScopeIndex], allowed: PassageFilter | None = None
    ) -> Retrieval:
        """Return the candidates for a question; `allowed`, if given, says which passages may be used."""
        fused: list[tuple[float, StoredPassage]] = []
        cosine = 0.0
        for index in indexes:
            found, best = self._candidates(question, encoded, index, allowed)
            fused += found
            cosine = max(cosine, best)
        fused.sort(key=lambda pair: (-pair[0], pair[1].id))
        candidates = [stored for _, stored in fused[: self._depth]]
        ranked = self._reranker.rerank(question, encoded, candidates, _make_rarity(indexes))
        return Retrieval(encoded, tuple(ranked), cosine)

    def _candidates(
        self, question: str, encoded: Encoded, index: ScopeIndex, allowed: PassageFilter | None
    ) -> tuple[list[tuple[float, StoredPassage]], float]:
        """Return the candidates of a scope with their fused scores, and its highest cosine with the question."""
        dense, lexical = _search_both(question, encoded, index, self._pool, allowed)
        fused: dict[int, float] = {}
        for hits in (dense, lexical):
            for rank, (row, _) in enumerate(hits):
                fused[row] = fused.get(row, 0.0) + 1.0 / (_RRF + rank)
        return [(score, index.passages[row]) for row, score in fused.items()], dense[0][1] if dense else 0.0

    def rank_alone(
        self, question: str, index: ScopeIndex, top: int, allowed: PassageFilter | None = None
    ) -> dict[str, list[Passage]]:
        """Return the passages that cosine similarity alone, and BM25 alone, rank first: what retrieval is compared with."""
        dense, lexical = _search_both(question, self.encode(question), index, self._pool, allowed)
        rankings = {"cosine": dense, "BM25": lexical}
        return {name: [index.passages[row].passage for row, _ in hits[:top]] for name, hits in rankings.items()}


def _search_both(
    question: str, encoded: Encoded, index: ScopeIndex, pool: int, allowed: PassageFilter | None
) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Return the rows that may be used with their cosines and with their BM25 scores, each the best first."""
    rows = _find_allowed_rows(index, allowed)
    size = pool if rows is None else len(rows)
    return index.vectors.search(encoded.vector, size, rows), index.words.search(question, size, rows)


def _find_allowed_rows(index: ScopeIndex, allowed: PassageFilter | None) -> NDArray[np.int64] | None:
    """Return the rows of the passages that may be used; `None` for all."""
    if allowed is None:
        return None
    return np.asarray([row for row, stored in index.passages.items() if allowed(stored.passage)], np.int64)


def _make_rarity(indexes: Sequence[ScopeIndex]) -> Rarity:
    """Return the inverse document frequency of a word over all of the passages, as in BM25; 0 for stop words."""
    size = sum(len(index.words) for index in indexes)

    def rarity(word: str) -> float:
        stems = stem_words(word)
        if not stems:
            return 0.0
        count = sum(index.words.count(stems[0]) for index in indexes)
        return math.log(1 + (size - count + 0.5) / (count + 0.5))

    return rarity

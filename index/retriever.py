"""Retriever: dense and lexical candidates of each scope, fused, then reranked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import StoredPassage
from index.embedder import Embedder, Encoded
from index.reranker import Reranker, Scored
from index.scope_index import ScopeIndex

_RRF = 60.0  # the constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found: the reranked candidates, best first, and the highest cosine of a passage with the question."""

    encoded: Encoded
    candidates: tuple[Scored, ...]
    cosine: float


class Retriever:
    """Hybrid retrieval. `depth` candidates of each scope are reranked."""

    def __init__(self, embedder: Embedder, reranker: Reranker, *, depth: int = 24, pool: int = 100) -> None:
        self._embedder = embedder
        self._reranker = reranker
        self._depth = depth
        self._pool = pool

    def retrieve(
        self, question: str, indexes: Sequence[ScopeIndex], allowed: frozenset[str] | None = None
    ) -> Retrieval:
        """Return the candidates for a question; `allowed`, if given, are the IDs of the only documents to use."""
        encoded = self._embedder.encode([question])[0]
        candidates: list[StoredPassage] = []
        cosine = 0.0
        for index in indexes:
            found, best = self._candidates(question, encoded, index, allowed)
            candidates += found
            cosine = max(cosine, best)
        return Retrieval(encoded, tuple(self._reranker.rerank(question, encoded, candidates)), cosine)

    def _candidates(
        self, question: str, encoded: Encoded, index: ScopeIndex, allowed: frozenset[str] | None
    ) -> tuple[list[StoredPassage], float]:
        pool = self._pool if allowed is None else len(index.rows)
        dense = index.vectors.search(encoded.vector, pool)
        lexical = [(index.rows[position], score) for position, score in index.words.search(question, pool)]
        if allowed is not None:
            dense, lexical = (
                [hit for hit in hits if index.passages[hit[0]].passage.document.id in allowed]
                for hits in (dense, lexical)
            )
        fused: dict[int, float] = {}
        for hits in (dense, lexical):
            for rank, (row, _) in enumerate(hits):
                fused[row] = fused.get(row, 0.0) + 1.0 / (_RRF + rank)
        best = sorted(fused, key=lambda row: (-fused[row], row))[: self._depth]
        return [index.passages[row] for row in best], dense[0][1] if dense else 0.0

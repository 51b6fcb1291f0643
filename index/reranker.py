"""Reranker: orders candidates by how well they fit the question; and late interaction over token vectors.

Late interaction is MaxSim of ColBERT (Khattab and Zaharia, SIGIR 2020, arXiv:2004.12832): each token of the question
takes its most similar token of the passage. Here the vectors are those of the embedding model itself, untrained for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import StoredPassage
from corpus.store import CorpusStore
from index.embedder import Encoded
from index.tokens import CONTEXT, unpack

_WORDLIKE = re.compile(r"\w")


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A candidate with its score and those of its sentences, shape (sentences,); higher is better, 1 is perfect."""

    stored: StoredPassage
    score: float
    sentences: NDArray[np.float32]


class Reranker(Protocol):
    """Scores candidates against the question."""

    def rerank(self, question: str, encoded: Encoded, candidates: Sequence[StoredPassage]) -> list[Scored]:
        """Return the candidates with their scores, the best first."""


class LateInteractionReranker:
    """MaxSim over the packed token vectors that the store keeps."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def rerank(self, question: str, encoded: Encoded, candidates: Sequence[StoredPassage]) -> list[Scored]:
        asked = [bool(_WORDLIKE.search(question[start:end])) for start, end in encoded.offsets.tolist()]
        query = encoded.tokens[np.asarray(asked, bool)] if any(asked) else encoded.tokens
        packed = self._store.tokens([stored.id for stored in candidates])
        scored = [
            _score(query, stored, packed[stored.id]) for stored in candidates if stored.id in packed and len(query)
        ]
        return sorted(scored, key=lambda item: (-item.score, item.stored.id))


def _score(query: NDArray[np.float32], stored: StoredPassage, packed: bytes) -> Scored:
    tokens = unpack(packed)
    count = len(stored.passage.sentences)
    if not len(tokens.vectors):
        return Scored(stored, 0.0, np.zeros(count, np.float32))
    similar = query @ tokens.vectors.T  # (question tokens, passage tokens)
    in_context = tokens.sentences == CONTEXT
    # A sentence is read under its title and headings: what these say of the question counts for each sentence alike.
    context = similar[:, in_context].max(axis=1, initial=-1.0)
    sentences = np.empty(count, np.float32)
    for position in range(count):
        own = similar[:, tokens.sentences == position].max(axis=1, initial=-1.0)
        sentences[position] = np.maximum(own, context * 0.9).mean()
    return Scored(stored, float(similar.max(axis=1).mean()), sentences)

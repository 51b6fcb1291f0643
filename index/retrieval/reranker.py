"""Reranker: orders candidates by how well they fit the question; and late interaction over token vectors.

Late interaction is MaxSim of ColBERT (Khattab and Zaharia, SIGIR 2020, arXiv:2004.12832): each token of the question
takes its most similar token of the passage. Here the vectors are those of the embedding model itself, untrained for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.store.documents import CorpusStore
from corpus.store.records import StoredPassage
from index.retrieval.embedder import Encoded
from index.retrieval.tokens import CONTEXT, compare_tokens

_WORDLIKE = re.compile(r"\w")
_WORD = re.compile(r"\w+")
_COVERED = 10  # places that are given by what a passage adds; those after them go by score


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A candidate with its score and those of its sentences, shape (sentences,); higher is better, 1 is perfect."""

    stored: StoredPassage
    score: float
    sentences: NDArray[np.float32]


Rarity = Callable[[str], float]  # of a word: 0 for one that says nothing, higher the fewer passages hold it

_COVERAGE = 0.85  # how much a further passage's place depends on what those before it leave open of the question


class Reranker(Protocol):
    """Scores candidates against the question."""

    def rerank(
        self, question: str, encoded: Encoded, candidates: Sequence[StoredPassage], rarity: Rarity
    ) -> list[Scored]:
        """Return the candidates with their scores, in the order in which they should be read."""


class LateInteractionReranker:
    """MaxSim over the packed token vectors that the store keeps; rare words of the question count for more.

    The first place goes to the best score, each further one by what a passage adds to those before it: a question may
    need several. That is greedy maximisation of coverage (Lin and Bilmes, ACL 2011), with MaxSim as what is covered.
    """

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def rerank(
        self, question: str, encoded: Encoded, candidates: Sequence[StoredPassage], rarity: Rarity
    ) -> list[Scored]:
        spans = encoded.offsets.tolist()
        asked = np.asarray([bool(_WORDLIKE.search(question[start:end])) for start, end in spans], bool)
        if not asked.any():
            asked[:] = True
        weights = _weigh_tokens(question, [span for span, kept in zip(spans, asked, strict=True) if kept], rarity)
        query = encoded.tokens[asked]
        packed = self._store.tokens([stored.id for stored in candidates])
        held = [stored for stored in candidates if stored.id in packed]
        scored = _score(query, weights, held, [packed[stored.id] for stored in held]) if held and len(query) else []
        scored.sort(key=lambda pair: (-pair[0].score, pair[0].stored.id))
        return _order_by_coverage(scored, weights)


def _weigh_tokens(question: str, spans: Sequence[Sequence[int]], rarity: Rarity) -> NDArray[np.float32]:
    """Return a weight for each token: one, and the rarity of the word that it stands in. They sum to one."""
    words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(question)]
    found = [
        1.0 + next((rarity(word) for first, last, word in words if first <= start < last), 0.0) for start, _ in spans
    ]
    return np.asarray(found, np.float32) / np.float32(sum(found) or 1.0)


def _score(
    query: NDArray[np.float32],
    weights: NDArray[np.float32],
    candidates: Sequence[StoredPassage],
    packed: Sequence[bytes],
) -> list[tuple[Scored, NDArray[np.float32]]]:
    """Return the candidates scored, each with the similarity that each token of the question finds in it, at least 0.

    All of them are compared in a few steps over all of their tokens, which stand passage by passage and sentence by sentence.
    """
    found = compare_tokens(query, packed)
    sizes = np.asarray([len(stored.passage.sentences) for stored in candidates])
    ends = sizes.cumsum()
    context = np.full((len(query), len(candidates)), -1.0, np.float32)
    whole = context.copy()
    own = np.full((len(query), int(sizes.sum())), -1.0, np.float32)
    if found.values.size:
        passages = np.repeat(np.arange(len(candidates)), found.counts)
        changes = (np.diff(passages) != 0) | (np.diff(found.sentences) != 0)
        runs = np.concatenate(([0], np.flatnonzero(changes) + 1))  # where a sentence, or what stands above it, begins
        best = np.maximum.reduceat(found.values, runs, axis=1)
        passages, sentences = passages[runs], found.sentences[runs]
        inside = sentences != CONTEXT
        places = (ends - sizes)[passages[inside]] + sentences[inside]
        own[:, places] = np.maximum(best[:, inside], -1.0)
        context[:, passages[~inside]] = np.maximum(best[:, ~inside], -1.0)
        firsts = np.flatnonzero(np.diff(passages, prepend=-1))
        whole[:, passages[firsts]] = np.maximum.reduceat(best, firsts, axis=1)
    # A sentence is read under its title and headings: what these say of the question counts for each sentence alike.
    under = np.repeat(context * 0.9, sizes, axis=1)
    scores = weights @ np.maximum(own, under)
    scored = []
    for place, (stored, size, end) in enumerate(zip(candidates, sizes, ends, strict=True)):
        if found.counts[place]:
            own_scores = scores[end - size : end]
            score = (float(weights @ whole[:, place]) + float(own_scores.max(initial=0.0))) / 2
        else:  # nothing in it is a word
            own_scores, score = np.zeros(size, np.float32), 0.0
        scored.append((Scored(stored, score, own_scores), np.maximum(whole[:, place], 0.0)))
    return scored


def _order_by_coverage(scored: list[tuple[Scored, NDArray[np.float32]]], weights: NDArray[np.float32]) -> list[Scored]:
    """Return the candidates so that each adds most to those before it; `scored` begins with the best."""
    if len(scored) < 2:
        return [one for one, _ in scored]
    found = np.stack([similar for _, similar in scored])
    alone = np.asarray([one.score for one, _ in scored], np.float32)
    covered = found[0].copy()
    order, left = [0], list(range(1, len(scored)))
    while left and len(order) < _COVERED:
        gain = np.maximum(found[left] - covered, 0.0) @ weights
        best = left[int(np.argmax((1 - _COVERAGE) * alone[left] + _COVERAGE * gain))]
        order.append(best)
        left.remove(best)
        covered = np.maximum(covered, found[best])
    return [scored[position][0] for position in (*order, *left)]

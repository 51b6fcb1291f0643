"""Late interaction over many passages at once scores each as by itself, sentence by sentence."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.scopes import SHARED
from index.embedder import SentenceTransformerEmbedder
from index.engine import Engine
from index.reranker import LateInteractionReranker
from index.tokens import CONTEXT, similarities

ASKED = "When was the tower of Vara built?"


def alone(question: NDArray[np.float32], packed: bytes, count: int) -> tuple[float, list[float]]:
    """Return the score of a passage and those of its sentences as the definition says; words weigh alike."""
    tokens = similarities(question, [packed])
    context = tokens.values[:, tokens.sentences == CONTEXT].max(axis=1, initial=-1.0) * 0.9
    sentences = [
        float(np.maximum(tokens.values[:, tokens.sentences == place].max(axis=1, initial=-1.0), context).mean())
        for place in range(count)
    ]
    return (float(tokens.values.max(axis=1).mean()) + max(sentences)) / 2, sentences


def test_each_passage_has_the_scores_that_it_has_by_definition(
    lighthouse: Engine, embedder: SentenceTransformerEmbedder
) -> None:
    [encoded] = embedder.encode([ASKED.rstrip("?")])  # without a token that is no word
    candidates = list(lighthouse.index(SHARED).passages.values())
    packed = lighthouse.store.tokens([stored.id for stored in candidates])
    found = LateInteractionReranker(lighthouse.store).rerank(ASKED, encoded, candidates, lambda word: 0.0)
    assert len(found) == len(candidates) > 2
    assert len({len(one.sentences) for one in found}) > 1
    for one in found:
        score, sentences = alone(encoded.tokens, packed[one.stored.id], len(one.stored.passage.sentences))
        assert one.sentences.tolist() == pytest.approx(sentences, abs=1e-5)
        assert one.score == pytest.approx(score, abs=1e-5)

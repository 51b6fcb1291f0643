"""Late interaction over many passages at once scores each as by itself, sentence by sentence."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.scopes import SHARED
from index.engine import Engine
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.reranker import LateInteractionReranker
from index.retrieval.tokens import CONTEXT, TokenVectors, compare_tokens, pack

ASKED = "When was the tower of Vara built?"


def alone(question: NDArray[np.float32], packed: bytes, count: int) -> tuple[float, list[float]]:
    """Return the score of a passage and those of its sentences as the definition says; words weigh alike."""
    tokens = compare_tokens(question, [packed])
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


def test_a_rare_word_of_the_question_weighs_more_and_the_best_comes_first(
    lighthouse: Engine, embedder: SentenceTransformerEmbedder
) -> None:
    [encoded] = embedder.encode([ASKED])
    candidates = list(lighthouse.index(SHARED).passages.values())
    reranker = LateInteractionReranker(lighthouse.store)
    alike = reranker.rerank(ASKED, encoded, candidates, lambda word: 0.0)
    by_ticket = reranker.rerank(
        "a ticket of Vara", embedder.encode(["a ticket of Vara"])[0], candidates, lambda word: 9.0 * (word == "ticket")
    )
    assert alike[0].score == max(one.score for one in alike)
    assert "1874" in alike[0].stored.passage.text
    assert "ticket" in by_ticket[0].stored.passage.text


def test_a_passage_without_tokens_scores_nothing_and_comes_last(
    lighthouse: Engine, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    [encoded] = embedder.encode([ASKED])
    candidates = list(lighthouse.index(SHARED).passages.values())
    empty = candidates[0].id
    stored = lighthouse.store.tokens([one.id for one in candidates])
    nothing = pack(TokenVectors(np.zeros((0, 384), np.float32), np.zeros(0, np.uint8)))
    monkeypatch.setattr(lighthouse.store, "tokens", lambda _: stored | {empty: nothing})
    found = LateInteractionReranker(lighthouse.store).rerank(ASKED, encoded, candidates, lambda word: 0.0)
    assert [one.stored.id for one in found if one.score == 0.0] == [empty]
    assert found[-1].stored.id == empty

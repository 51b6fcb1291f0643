"""Token vectors survive packing with an error that is too small to matter."""

import numpy as np

from corpus.documents import Span
from index.embedder import SentenceTransformerEmbedder
from index.tokens import CONTEXT, TokenVectors, pack, sentence_of_tokens, unpack

TEXT = "The tower of Vara was built in 1874. Visitors climb it on Sundays, and its lamp has been electric since 1961."


def test_an_inner_product_of_packed_tokens_is_off_by_less_than_three_hundredths(
    embedder: SentenceTransformerEmbedder,
) -> None:
    document, question = embedder.encode([TEXT, "When was the tower built?"])
    sentences = np.zeros(len(document.tokens), np.uint8)
    packed = pack(TokenVectors(document.tokens, sentences))
    restored = unpack(packed)
    exact = question.tokens @ document.tokens.T
    assert np.abs(question.tokens @ restored.vectors.T - exact).max() < 0.03
    assert np.array_equal(restored.sentences, sentences)
    assert len(packed) < document.tokens.astype(np.float16).nbytes / 3.9


def test_each_token_knows_its_sentence_and_the_tokens_of_the_title_are_in_none() -> None:
    offsets = np.array([[0, 5], [6, 9], [10, 12], [20, 22]], np.int32)
    assert sentence_of_tokens(offsets, [Span(6, 12), Span(13, 30)]).tolist() == [CONTEXT, 0, 0, 1]


def test_a_passage_without_tokens_packs_too() -> None:
    empty = unpack(pack(TokenVectors(np.zeros((0, 384), np.float32), np.zeros(0, np.uint8))))
    assert empty.vectors.shape == (0, 384)

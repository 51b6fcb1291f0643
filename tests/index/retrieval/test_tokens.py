"""Token vectors survive packing with an error that is too small to matter."""

import numpy as np

from corpus.documents import Span
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.tokens import CONTEXT, TokenVectors, compare_tokens, pack, place_tokens

TEXT = "The tower of Vara was built in 1874. Visitors climb it on Sundays, and its lamp has been electric since 1961."


def test_an_inner_product_of_packed_tokens_is_off_by_less_than_three_hundredths(
    embedder: SentenceTransformerEmbedder,
) -> None:
    document, question = embedder.encode([TEXT, "When was the tower built?"])
    sentences = np.arange(len(document.tokens), dtype=np.uint8)
    packed = pack(TokenVectors(document.tokens, sentences))
    found = compare_tokens(question.tokens, [packed])
    assert np.abs(found.values - question.tokens @ document.tokens.T).max() < 0.03
    assert np.array_equal(found.sentences, sentences)
    assert len(packed) < document.tokens.astype(np.float16).nbytes / 3.9


def test_passages_are_compared_alike_by_themselves_and_among_others(embedder: SentenceTransformerEmbedder) -> None:
    question, *texts = embedder.encode(["When was it built?", TEXT, "Dogs stay outside."])
    nothing = TokenVectors(np.zeros((0, 384), np.float32), np.zeros(0, np.uint8))
    passages = [TokenVectors(text.tokens, np.zeros(len(text.tokens), np.uint8)) for text in texts]
    packed = [pack(one) for one in (passages[0], nothing, passages[1], nothing)]
    together = compare_tokens(question.tokens, packed)
    assert together.counts.tolist() == [len(texts[0].tokens), 0, len(texts[1].tokens), 0]
    by_themselves = np.concatenate([compare_tokens(question.tokens, [one]).values for one in packed], axis=1)
    assert np.abs(together.values - by_themselves).max() < 1e-5


def test_each_token_knows_its_sentence_and_the_tokens_of_the_title_are_in_none() -> None:
    offsets = np.array([[0, 5], [6, 9], [10, 12], [20, 22]], np.int32)
    assert place_tokens(offsets, [Span(6, 12), Span(13, 30)]).tolist() == [CONTEXT, 0, 0, 1]

"""What speed is measured with: made texts are the same at every run, and our index of words is measured without tantivy."""

import re

import numpy as np
import pytest

from index.measuring.lexical_speed import measure_speed
from index.measuring.made_texts import WORDS_OF_SENTENCE, MadeTexts


def test_made_texts_are_the_same_at_every_run_and_their_vectors_of_unit_length() -> None:
    one, other = MadeTexts(), MadeTexts()
    sentences = one.sentences(50)
    assert sentences == other.sentences(50)
    assert {len(sentence.split()) for sentence in sentences} == {WORDS_OF_SENTENCE}
    vectors = one.vectors(20, 8)
    assert np.array_equal(vectors, other.vectors(20, 8))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.slow
def test_our_index_is_measured_in_one_line() -> None:
    line = measure_speed("ours", 300)
    assert re.match(r"ours, 300 passages: [\d.]+ s of a core to build, a document of 20 passages [\d.]+ ms", line)
    assert line.endswith("disk 0 MB")

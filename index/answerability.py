"""Answerability: one probability that a passage answers a question.

A logistic regression over what the judge, late interaction and the words say. `python -m training.fit` fitted its weights on development data only; the file beside this one
has them, with the figures that they reached.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.judge import Judgement
from index.lexical import terms
from index.questions import names
from index.reranker import Scored


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a window: the question, its candidate and sentences, and what the judge says of them.

    `cosine` is the highest of any passage with the question; `unknown` says whether no document has a stemmed word.
    """

    question: str
    candidate: Scored
    positions: range
    judgement: Judgement
    cosine: float
    unknown: Callable[[str], bool]

    @property
    def held(self) -> set[str]:
        """The stemmed words of the passage, its title and headings."""
        passage = self.candidate.stored.passage
        return set(terms(f"{passage.context}\n{passage.text}"))

    @property
    def names_held(self) -> float:
        """The share of the question's names that the passage holds, 1 where there are none."""
        named = {word for name in names(self.question) for word in terms(name)}
        return _share(named, named & self.held)


class Answerability(Protocol):
    """Judges whether a window answers."""

    @property
    def fingerprint(self) -> str:
        """The weights: probabilities of different fingerprints can't be compared."""

    def threshold(self, scope: str) -> float:
        """Return the probability from which the documents of a scope answer."""

    def judge(self, evidence: Evidence) -> float:
        """Return the probability that the window, read under its title and headings, answers the question."""


FEATURES = ("judged", "located", "passage", "sentence", "cosine", "names_held", "words_held", "words_known", "length")


def features(evidence: Evidence) -> tuple[float, ...]:
    """Return the figures named in `FEATURES`, all but the last higher where an answer is likelier.

    `judged` and `located` are log-odds of the judge's two heads, within -8 and 8; then, between 0 and 1: late
    interaction of the passage and of its best sentence, the cosine, and the shares of the question's names and words that
    the passage holds, and of its words that any document holds. `length` is the number of the question's words, in tens.
    """
    words = set(terms(evidence.question))
    return (
        _bounded(evidence.judgement.logit),
        _bounded(evidence.judgement.margin),
        evidence.candidate.score,
        max(float(evidence.candidate.sentences[position]) for position in evidence.positions),
        evidence.cosine,
        evidence.names_held,
        _share(words, words & evidence.held),
        _share(words, {word for word in words if not evidence.unknown(word)}),
        len(words) / 10,
    )


def standardised(
    values: NDArray[np.float64], centre: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return features (rows, n) as multiples of their spread, within -3 and 3."""
    found: NDArray[np.float64] = np.clip((values - centre) / spread, -3.0, 3.0)
    return found


def _bounded(log_odds: float) -> float:
    return min(8.0, max(-8.0, log_odds))


def _share(words: set[str], held: set[str]) -> float:
    return len(held) / len(words) if words else 1.0


class LogisticAnswerability:
    """The shipped weights, from `answerability.json`."""

    def __init__(self) -> None:
        text = (files("index") / "answerability.json").read_text("utf-8")
        shipped = json.loads(text)
        self._fingerprint = hashlib.sha256(text.encode()).hexdigest()
        if tuple(shipped["features"]) != FEATURES:
            raise ValueError("answerability.json was fitted to other features; run 'python -m training.fit'")
        self._centre = np.array(shipped["centre"])
        self._spread = np.array(shipped["spread"])
        self._weights = np.array(shipped["weights"])
        self._bias: float = shipped["bias"]
        self._threshold: float = shipped["threshold"]
        self._of_scopes: dict[str, float] = shipped["threshold of scopes"]

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def threshold(self, scope: str) -> float:
        return self._of_scopes.get(scope, self._threshold)

    def judge(self, evidence: Evidence) -> float:
        values = standardised(np.array([features(evidence)]), self._centre, self._spread)
        score = self._bias + float((values @ self._weights)[0])
        return 1.0 / (1.0 + math.exp(-score))

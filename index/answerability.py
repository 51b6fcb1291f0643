"""Answerability: one probability that a passage answers a question.

A logistic regression over what the judge says, and a few figures of retrieval. `python -m training.fit` fitted its weights on
development data only; the file beside this one has them, with the figures that they reached.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.grades import Thresholds
from index.judge import Judgement
from index.lexical import terms
from index.questions import names
from index.reranker import Scored


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a window: the question, its candidate, and what the judge says of it.

    `cosine` is the highest of any passage with the question.
    """

    question: str
    candidate: Scored
    judgement: Judgement
    cosine: float

    @property
    def names_held(self) -> float:
        """The share of the question's names that the passage, its title and headings hold, 1 where there are none."""
        passage = self.candidate.stored.passage
        named = {word for name in names(self.question) for word in terms(name)}
        held = set(terms(f"{passage.context}\n{passage.text}"))
        return len(named & held) / len(named) if named else 1.0


class Answerability(Protocol):
    """Judges whether a window answers."""

    @property
    def fingerprint(self) -> str:
        """The weights: probabilities of different fingerprints can't be compared."""

    def thresholds(self, scope: str) -> Thresholds:
        """Return the probabilities from which the documents of a scope answer."""

    def judge(self, evidence: Evidence) -> float:
        """Return the probability that the window, read under its title and headings, answers the question."""


FEATURES = ("judged", "located", "cosine", "names_held", "length")


def features(evidence: Evidence) -> tuple[float, ...]:
    """Return the figures named in `FEATURES`.

    `judged` and `located` are log-odds of the judge's two heads, within -8 and 8; then the cosine, and the share of the
    question's names that the passage holds. `length` is the number of the question's words, in tens: the judge reads one
    passage, so that it doubts long questions, whose answers are spread over several.
    """
    return (
        _bounded(evidence.judgement.logit),
        _bounded(evidence.judgement.margin),
        evidence.cosine,
        evidence.names_held,
        len(set(terms(evidence.question))) / 10,
    )


def standardised(
    values: NDArray[np.float64], centre: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return features (rows, n) as multiples of their spread, within -3 and 3."""
    found: NDArray[np.float64] = np.clip((values - centre) / spread, -3.0, 3.0)
    return found


def _bounded(log_odds: float) -> float:
    return min(8.0, max(-8.0, log_odds))


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
        self._thresholds = Thresholds(**shipped["thresholds"])
        self._of_scopes = {scope: Thresholds(**both) for scope, both in shipped.get("thresholds of scopes", {}).items()}

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def thresholds(self, scope: str) -> Thresholds:
        return self._of_scopes.get(scope, self._thresholds)

    def judge(self, evidence: Evidence) -> float:
        values = standardised(np.array([features(evidence)]), self._centre, self._spread)
        score = self._bias + float((values @ self._weights)[0])
        return 1.0 / (1.0 + math.exp(-score))

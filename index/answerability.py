"""Answerability: one probability that a passage answers a question.

A logistic regression over four figures of retrieval. `python -m training.logistic` fitted its weights, on training sets
only; the file beside this one has them, with the figures that they reached.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from index.lexical import terms
from index.questions import names
from index.reranker import Scored


@dataclass(frozen=True, slots=True)
class Evidence:
    """What retrieval says of a sentence: the question, the candidate, the sentence's position in it, the cosine."""

    question: str
    candidate: Scored
    sentence: int
    cosine: float  # the highest of any passage with the question


class Answerability(Protocol):
    """Judges whether a candidate answers; `threshold` is the probability from which an answer is given."""

    @property
    def threshold(self) -> float: ...

    def judge(self, evidence: Evidence) -> float:
        """Return the probability that the candidate sentence, read in its passage, answers the question."""


FEATURES = ("passage", "sentence", "cosine", "names_covered")


def features(evidence: Evidence) -> tuple[float, ...]:
    """Return the figures named in `FEATURES`, each about 0 to 1 and higher where an answer is likelier."""
    passage = evidence.candidate.stored.passage
    held = set(terms(f"{passage.context}\n{passage.text}"))
    named = {word for name in names(evidence.question) for word in terms(name)}
    return (
        evidence.candidate.score,
        float(evidence.candidate.sentences[evidence.sentence]),
        evidence.cosine,
        len(named & held) / len(named) if named else 1.0,
    )


class LogisticAnswerability:
    """The shipped weights, from `answerability.json`."""

    def __init__(self) -> None:
        shipped = json.loads((files("index") / "answerability.json").read_text("utf-8"))
        self._weights: list[float] = [shipped["weights"][name] for name in FEATURES]
        self._bias: float = shipped["bias"]
        self._threshold: float = shipped["threshold"]

    @property
    def threshold(self) -> float:
        return self._threshold

    def judge(self, evidence: Evidence) -> float:
        score = self._bias + sum(w * x for w, x in zip(self._weights, features(evidence), strict=True))
        return 1.0 / (1.0 + math.exp(-score))

"""Answerability: one probability that a passage answers a question.

A logistic regression over what the judge and the small reader say. `python -m training.fit` fitted its weights on
development data only; the file beside this one has them, with the figures that they reached.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from index.judge.grades import Thresholds


@dataclass(frozen=True, slots=True)
class Evidence:
    """What both readers say of a window, all in log-odds, which exist for any question of any corpus.

    `judged` and `located` are the judge's that the window answers, and that its likeliest sentence does; `small` are the small
    reader's. `others`: the judge's of the other windows, where it is asked whether any of them answers.
    """

    judged: float
    located: float
    small: float
    others: tuple[float, ...] = ()


class Answerability(Protocol):
    """Makes one probability that a window answers out of what the readers say of it."""

    @property
    def fingerprint(self) -> str:
        """The weights: probabilities of different fingerprints can't be compared."""

    @property
    def thresholds(self) -> Thresholds:
        """The probabilities from which documents answer, where a scope has none of its own."""

    def judge(self, evidence: Evidence) -> float:
        """Return the probability that the window, read under its title and headings, answers the question."""


FEATURES = ("judged", "located", "together", "small")


def compute_features(evidence: Evidence) -> tuple[float, ...]:
    """Return the figures named in `FEATURES`, log-odds within -8 and 8.

    `together` is the logarithm of the summed odds of all windows that the judge read.
    """
    together = float(np.logaddexp.reduce([evidence.judged, *evidence.others]))
    odds = (evidence.judged, evidence.located, together, evidence.small)
    return tuple(min(8.0, max(-8.0, value)) for value in odds)


def standardise(
    values: NDArray[np.float64], centre: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return features (rows, n) as multiples of their spread, within -3 and 3."""
    multiples: NDArray[np.float64] = np.clip((values - centre) / spread, -3.0, 3.0)
    return multiples


class LogisticAnswerability:
    """Judges whether a window answers by a logistic regression, with the shipped weights of `answerability.json`."""

    def __init__(self) -> None:
        text = (files("index") / "judge" / "answerability.json").read_text("utf-8")
        shipped = json.loads(text)
        self._fingerprint = hashlib.sha256(text.encode()).hexdigest()
        if tuple(shipped["features"]) != FEATURES:
            raise ValueError("answerability.json was fitted to other features; run 'python -m training.fit'")
        self._centre = np.array(shipped["centre"])
        self._spread = np.array(shipped["spread"])
        self._weights = np.array(shipped["weights"])
        self._bias: float = shipped["bias"]
        self._thresholds = Thresholds(**shipped["thresholds"])

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def thresholds(self) -> Thresholds:
        return self._thresholds

    def judge(self, evidence: Evidence) -> float:
        return self.probability(np.array(compute_features(evidence)))

    def probability(self, values: NDArray[np.float64]) -> float:
        """Return the probability of features, shape (len(FEATURES),)."""
        score = self._bias + float(standardise(values, self._centre, self._spread) @ self._weights)
        return float(expit(score))

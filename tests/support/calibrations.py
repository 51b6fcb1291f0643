"""What the tests of calibration share."""

import numpy as np

from index.calibration.fitting import AskedQuestions, Fitted, weigh
from index.calibration.hindsight import Hindsight
from index.calibration.question_making import Kind
from index.judge.grades import PROMISES, Promises, Thresholds

MODELS = "models"
NOTHING = Hindsight(np.zeros(0), np.zeros(0), np.zeros(0), 0)


def weighed(
    near: int = 100,
    *,
    promises: Promises = PROMISES,
    now: Thresholds = Thresholds(0.9505, 0.8505),  # noqa: B008  (a value)
    hindsight: Hindsight = NOTHING,
    shipped: Thresholds | None = None,
) -> Fitted:
    """Fit to near misses whose probabilities are spread evenly from 0 to 1, and to as many questions with an answer."""
    spread = (np.arange(near) + 0.5) / near
    asked = AskedQuestions(
        np.concatenate((spread, np.full(near, 0.99))),
        np.array([Kind.NEAR_MISS] * near + [Kind.STATED] * near),
        np.arange(2 * near) % 2 == 0,
    )
    return weigh(asked, hindsight, promises, now=now, shipped=shipped, fingerprint=MODELS)

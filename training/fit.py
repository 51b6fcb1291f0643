"""Fit `index/answerability.json` on the files of `training.dump`, and print what it reaches: `python -m training.fit WORK`.

A logistic regression over the best candidate of each question. Which one that is depends on the weights, so that both
are found in turns. Every set counts alike. Figures are of five-fold cross-validation: no question is judged by weights
that were fitted on it.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.answerability import FEATURES
from index.figures import calibration_error
from index.fitting import PROMISE, least_threshold

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
ROUNDS = 6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a dump: `features` of shape (candidates, features)."""

    id: str
    answerable: bool
    features: Floats
    row: Mapping[str, object]


def read(path: Path, depth: int) -> list[Question]:
    """Return the questions of a dump that have candidates."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [
        Question(row["id"], row["answerable"], np.array([c["features"] for c in row["candidates"][:depth]]), row)
        for row in rows
        if row["candidates"]
    ]


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression over some of the features."""

    used: tuple[int, ...]
    weights: Floats
    bias: float

    def probabilities(self, features: Floats) -> Floats:
        """Return the probability of each candidate."""
        scores = features[:, self.used] @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-scores)), float)


def fit(sets: Sequence[Sequence[Question]], used: Sequence[int], penalty: float) -> Weights:
    """Fit the regression, each set weighing as much as another."""
    questions = [question for one in sets for question in one]
    weight = np.concatenate([np.full(len(one), len(questions) / len(one)) for one in sets])
    labels = np.array([question.answerable for question in questions])
    found = Weights(tuple(used), np.array([1.0 if FEATURES[i] == "judged" else 0.0 for i in used]), 0.0)
    for _ in range(ROUNDS):
        best = np.array([q.features[int(np.argmax(found.probabilities(q.features)))] for q in questions])[:, used]
        spread = best.std(0) + 1e-6
        model = LogisticRegression(C=penalty, max_iter=2000).fit(best / spread, labels, sample_weight=weight)
        found = Weights(tuple(used), model.coef_[0] / spread, float(model.intercept_[0]))
    return found


def cross_validated(
    sets: Mapping[str, Sequence[Question]], names: Sequence[str], used: Sequence[int], penalty: float
) -> dict[str, Floats]:
    """Return each question's probability under weights fitted on the other folds of the sets `names`."""
    found = {name: np.zeros(len(one)) for name, one in sets.items()}
    for fold in range(FOLDS):
        parts = [[q for i, q in enumerate(sets[name]) if i % FOLDS != fold] for name in names]
        weights = fit(parts, used, penalty)
        for name, one in sets.items():
            for i, question in enumerate(one):
                if i % FOLDS == fold:
                    found[name][i] = weights.probabilities(question.features).max()
    return found


def summary(questions: Sequence[Question], probability: Floats, threshold: float) -> dict[str, float]:
    """Return the figures of one set at a threshold."""
    labels = np.array([question.answerable for question in questions])
    return {
        "auroc": round(float(roc_auc_score(labels, probability)), 3),
        "answered when unanswerable": round(float((probability[~labels] >= threshold).mean()), 3),
        "refused when answerable": round(float((probability[labels] < threshold).mean()), 3),
        "calibration error": round(calibration_error(probability, labels), 3),
        "questions": len(labels),
    }


def ranks(questions: Sequence[Question], weights: Weights) -> dict[str, float]:
    """Return evidence recall at 1 and 5 by late interaction alone and after the judge's ordering."""
    known = [q for q in questions if q.row["evidence"]]
    if not known:
        return {}
    found: dict[str, float] = {}
    for name in ("late", "judged"):
        for top in (1, 5):
            hits = []
            for question in known:
                candidates = question.row["candidates"]
                assert isinstance(candidates, list)
                order = np.arange(len(question.features))
                if name == "judged":
                    order = np.argsort(-weights.probabilities(question.features), kind="stable")
                held = {i for at in order[:top] for i in candidates[at]["holds"]}
                every = question.row["mode"] == "all"
                hits.append(len(held) == question.row["evidence"] if every else bool(held))
            found[f"{name} recall@{top}"] = round(float(np.mean(hits)), 3)
    return found


def main() -> None:
    """Print the figures of the fit, of each feature alone and without each feature; write the weights with --write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--depth", type=int, default=5, help="candidates that the judge reads")
    parser.add_argument("--penalty", type=float, default=1.0, help="inverse strength of the regularisation")
    parser.add_argument("--without", action="append", default=[], choices=FEATURES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sets = {path.stem: read(path, options.depth) for path in sorted(options.work.glob("*.jsonl"))}
    used = [i for i, name in enumerate(FEATURES) if name not in options.without]
    probability = cross_validated(sets, list(sets), used, options.penalty)
    weights = fit(list(sets.values()), used, options.penalty)
    labels = {name: np.array([q.answerable for q in one]) for name, one in sets.items()}
    threshold = max(least_threshold(probability[name], labels[name]) for name in sets if name != "multihoprag_evidence")
    print("weights", dict(zip([FEATURES[i] for i in used], weights.weights.round(3).tolist(), strict=True)))
    print(f"bias {weights.bias:.3f}, threshold {threshold:.3f} for at most {PROMISE:.0%} on each set")
    figures = {}
    for name, one in sets.items():
        figures[name] = summary(one, probability[name], threshold) | ranks(one, weights)
        alone = {
            FEATURES[i]: round(float(roc_auc_score(labels[name], [q.features[:, i].max() for q in one])), 3)
            for i in range(len(FEATURES))
        }
        print(name, json.dumps(figures[name]), "\n    AUROC of each feature alone", json.dumps(alone))
    if options.write:
        shipped = {
            "fitted by": "python -m training.fit WORK --write",
            "weights": {FEATURES[i]: round(float(w), 4) for i, w in zip(used, weights.weights, strict=True)}
            | dict.fromkeys(options.without, 0.0),
            "bias": round(weights.bias, 4),
            "threshold": round(threshold, 4),
            "figures, cross-validated": figures,
        }
        (ROOT / "index" / "answerability.json").write_text(json.dumps(shipped, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

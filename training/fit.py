"""Fit `index/answerability.json` on the files of `training.dump`, and print what it reaches: `python -m training.fit WORK`.

A logistic regression over the candidate that retrieval puts first for each question: reading more of them for this adds
false alarms. Figures are of five-fold cross-validation: no question is judged by weights that were fitted on it. The
threshold is the least that keeps the promise over the questions of all sets together, and over each large one.
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

from index.answerability import FEATURES, standardised
from index.examination import DEPTH
from index.figures import calibration_error
from index.fitting import least_threshold
from index.grades import PROMISES

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
COUNTS = {"multihoprag_evidence": 0.5}  # its refusals are easy
LARGE = 100  # unanswerable questions: with fewer, a tenth of them says too little
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a dump: the features of its first candidate, and the order of the candidates after the judge."""

    id: str
    answerable: bool
    features: Floats
    order: Sequence[int]
    row: Mapping[str, object]


def read(path: Path, depth: int) -> list[Question]:
    """Return the questions of a dump that have candidates; the judge has read `depth` of each."""
    found = []
    for row in map(json.loads, path.read_text().splitlines()):
        candidates = row["candidates"]
        if candidates:
            read = sorted(range(min(depth, len(candidates))), key=lambda i: -candidates[i]["worth"])
            order = [*read, *range(len(read), len(candidates))]
            first = np.array(candidates[0]["features"])
            found.append(Question(row["id"], row["answerable"], first, order, row))
    return found


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression of the features less `centre`, over `spread`."""

    centre: Floats
    spread: Floats
    weights: Floats
    bias: float

    def probabilities(self, questions: Sequence[Question]) -> Floats:
        """Return the probability that each question has an answer, rounded as in a reply."""
        values = standardised(np.stack([question.features for question in questions]), self.centre, self.spread)
        return np.asarray(1 / (1 + np.exp(-(values @ self.weights + self.bias))), float).round(4)


def fit(sets: Mapping[str, Sequence[Question]], penalty: float) -> Weights:
    """Fit the regression; a question counts as much as `COUNTS` says of its set, else once."""
    questions = [question for one in sets.values() for question in one]
    counts = [COUNTS.get(name, 1.0) for name, one in sets.items() for _ in one]
    x = np.stack([question.features for question in questions])
    centre, spread = x.mean(0), x.std(0) + 1e-6
    labels = [question.answerable for question in questions]
    model = LogisticRegression(C=penalty, max_iter=5000).fit(standardised(x, centre, spread), labels, counts)
    return Weights(centre, spread, model.coef_[0], float(model.intercept_[0]))


def cross_validated(sets: Mapping[str, Sequence[Question]], penalty: float) -> dict[str, Floats]:
    """Return each question's probability under weights that were fitted on the other folds of all sets."""
    found = {name: np.zeros(len(one)) for name, one in sets.items()}
    for fold in range(FOLDS):
        weights = fit({n: [q for i, q in enumerate(one) if i % FOLDS != fold] for n, one in sets.items()}, penalty)
        for name, one in sets.items():
            found[name][fold::FOLDS] = weights.probabilities(one[fold::FOLDS])
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


def ranks(questions: Sequence[Question]) -> dict[str, float]:
    """Return evidence recall at 1 and 5 by late interaction alone and after the judge's ordering."""
    known = [question for question in questions if question.row["evidence"]]
    found: dict[str, float] = {}
    for name in ("late", "judged"):
        for top in (1, 5) if known else ():
            hits = []
            for question in known:
                candidates = question.row["candidates"]
                assert isinstance(candidates, list)
                order = question.order if name == "judged" else range(len(candidates))
                held = {i for at in order[:top] for i in candidates[at]["holds"]}
                hits.append(len(held) == question.row["evidence"] if question.row["mode"] == "all" else bool(held))
            found[f"{name} recall@{top}"] = round(float(np.mean(hits)), 3)
    return found


def main() -> None:
    """Print the figures of the fit and of each feature alone; write the weights with --write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--depth", type=int, default=DEPTH, help="candidates that the judge reads")
    parser.add_argument("--penalty", type=float, default=0.01, help="inverse strength of the regularisation")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sets = {path.stem: read(path, options.depth) for path in sorted(options.work.glob("*.jsonl"))}
    probability = cross_validated(sets, options.penalty)
    weights = fit(sets, options.penalty)
    labels = {name: np.array([q.answerable for q in one]) for name, one in sets.items()}
    together = (np.concatenate(list(probability.values())), np.concatenate(list(labels.values())))
    large = [(probability[name], labels[name]) for name in sets if (~labels[name]).sum() >= LARGE]
    threshold = max(least_threshold(*one, PROMISES.unsure) for one in (together, *large))
    print(
        f"threshold {threshold:.4f}: at most {PROMISES.unsure:.0%} of unanswerable questions are answered, of all and of large sets"
    )
    figures = {}
    for name, one in sets.items():
        figures[name] = summary(one, probability[name], threshold) | ranks(one)
        alone = {
            FEATURES[i]: round(float(roc_auc_score(labels[name], [q.features[i] for q in one])), 3)
            for i in range(len(FEATURES))
        }
        print(name, json.dumps(figures[name]), "\n    AUROC of each feature alone", json.dumps(alone))
    if options.write:
        shipped = {
            "fitted by": "python -m training.fit WORK --write",
            "features": FEATURES,
            "centre": weights.centre.round(5).tolist(),
            "spread": weights.spread.round(5).tolist(),
            "weights": weights.weights.round(5).tolist(),
            "bias": round(weights.bias, 5),
            "threshold": round(threshold, 4),
            "threshold of scopes": {},  # training.notes fits the one of the shipped notes
            "figures, cross-validated": figures,
        }
        (ROOT / "index" / "answerability.json").write_text(json.dumps(shipped, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

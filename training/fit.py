"""Fit `index/judge/answerability.json` on the files of `training.dump`, and print what it reaches: `python -m training.fit WORK`.

A logistic regression over the best passage that the judge read for each question. Every figure is of questions that the weights
were not fitted on: communities are left out one by one, the other sets in five folds. The thresholds are the least that keep
95 % of the promises over the questions of `communities_dev`: those are what members ask. `--spread` tells both errors of each
community, those that the readers were trained on too where WORK has them, of each style and of each kind.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.calibration.fitting import find_least_threshold
from index.calibration.rates import Rate
from index.judge.answerability import FEATURES, Evidence, compute_features, standardise
from index.judge.examination import add_late
from index.judge.grades import PROMISES
from index.judge.reading_plan import PLAN, ReadingPlan
from index.measuring.figures import measure_calibration_error
from training.dump import SETS
from training.files import COMMUNITIES, COMMUNITIES_DEV, SQUAD2_DEV, read_communities

_SHIPPED = Path(__file__).resolve().parent.parent / "index" / "judge" / "answerability.json"
_FOLDS = 5
_PROMISED = COMMUNITIES_DEV.name  # the set that the promises are for
_MARGIN = (
    0.95  # of a promise: the product also answers from questions that documents ask themselves, which no dump sees
)
_TRAINED_ON = COMMUNITIES.name  # by the readers: it is shown, and not fitted on
_COUNTS = {SQUAD2_DEV.name: 0.5}  # its questions are unlike what members ask
_Floats = NDArray[np.float64]
_Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DumpedQuestion:
    """One line of a dump. `fold` is what is left out together with it; `right` whether the best sentence holds the evidence.

    `passages` are those that the judge would read, the best first.
    """

    set: str
    fold: str
    row: _Line
    passages: Sequence[_Line]
    features: _Floats

    @property
    def answerable(self) -> bool:
        return bool(self.row["answerable"])

    @property
    def right(self) -> bool:
        best = max(self.passages[0]["sentences"], key=lambda sentence: sentence["worth"], default=None)
        return best is not None and bool(best["holds"])

    @property
    def read(self) -> bool:
        """Whether what the judge reads holds the evidence: any of it, or all where all is needed."""
        held = {place for passage in self.passages for place in passage["holds"]}
        return len(held) == self.row["evidence"] if self.row["mode"] == "all" else bool(held)


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression of the features less `centre`, over `spread`."""

    centre: _Floats
    spread: _Floats
    weights: _Floats
    bias: float

    def probabilities(self, questions: Sequence[DumpedQuestion]) -> _Floats:
        """Return the probability that each question has an answer, rounded as in a reply."""
        values = standardise(np.stack([question.features for question in questions]), self.centre, self.spread)
        return np.asarray(expit(values @ self.weights + self.bias), float).round(4)


def read_dumps(work: Path, plan: ReadingPlan = PLAN) -> list[DumpedQuestion]:
    """Return the questions of a folder of dumps for which something was read."""
    questions = []
    for folder in sorted(work / name for name in SETS if (work / name).is_dir()):
        for number, row in enumerate(row for row in read_communities(folder) if row["read"]):
            fold = f"{folder.name}/{row['community'] or number % _FOLDS}"
            if plan.more > row["depth"]:
                raise SystemExit(f"{folder} was dumped with --depth {row['depth']}; dump it anew for {plan.more}")
            passages = choose_judged(row["read"], plan)
            values = np.array(compute_best_features(passages))
            questions.append(DumpedQuestion(folder.name, fold, row, passages, values))
    if len({question.row["models"] for question in questions}) > 1:
        raise SystemExit(f"{work} mixes dumps of different weights; delete the older ones and dump them anew")
    return questions


def choose_judged(passages: Sequence[_Line], plan: ReadingPlan) -> list[_Line]:
    """Return those of a question's dumped passages that the judge would read in the product, the best first."""
    shortlist = sorted(passages, key=lambda passage: -add_late(passage["small"], passage["late"]))
    count = plan.choose([(passage["judged"], passage["located"]) for passage in shortlist])
    return sorted(shortlist[:count], key=lambda passage: -passage["worth"])


def compute_best_features(passages: Sequence[_Line]) -> tuple[float, ...]:
    """Return the features of the first of the passages that the judge would read, among the others."""
    best, *others = passages
    judged, located, small = (float(best[name]) for name in ("judged", "located", "small"))
    return compute_features(Evidence(judged, located, small, tuple(float(other["judged"]) for other in others)))


def fit_weights(questions: Sequence[DumpedQuestion], penalty: float) -> Weights:
    """Fit the regression; a question counts as much as `_COUNTS` says of its set, else once."""
    x = np.stack([question.features for question in questions])
    centre, spread = x.mean(0), x.std(0) + 1e-6
    labels = [question.answerable for question in questions]
    counts = [_COUNTS.get(question.set, 1.0) for question in questions]
    model = LogisticRegression(C=penalty, max_iter=5000).fit(standardise(x, centre, spread), labels, counts)
    return Weights(centre, spread, model.coef_[0], float(model.intercept_[0]))


def predict_left_out(questions: Sequence[DumpedQuestion], penalty: float) -> _Floats:
    """Return each question's probability under weights that were fitted without its fold."""
    probability = np.zeros(len(questions))
    for fold in {question.fold for question in questions}:
        rest = [question for question in questions if question.fold != fold]
        places = [place for place, question in enumerate(questions) if question.fold == fold]
        probability[places] = fit_weights(rest, penalty).probabilities([questions[place] for place in places])
    return probability


def measure_questions(
    questions: Sequence[DumpedQuestion], probability: _Floats, sure: float, unsure: float
) -> dict[str, float]:
    """Return the figures of some questions at two thresholds."""
    labels = np.array([question.answerable for question in questions])
    right = np.array([question.answerable and question.right for question in questions])
    figures: dict[str, float] = {"questions": len(labels)}
    if labels.any() and not labels.all():
        tenth = find_least_threshold(probability, labels, 0.1)
        figures |= {
            "auroc": float(roc_auc_score(labels, probability)),
            "calibration error": measure_calibration_error(probability, labels),
            "refused at a tenth answered": float((probability[labels] < tenth).mean()),
            "right sentence at a tenth answered": float((right & (probability >= tenth))[labels].mean()),
        }
    if not labels.all():
        figures |= {
            "unanswerable answered surely": float((probability[~labels] >= sure).mean()),
            "unanswerable answered": float((probability[~labels] >= unsure).mean()),
        }
    if labels.any():
        figures |= {
            "answerable answered surely": float((probability[labels] >= sure).mean()),
            "answerable answered": float((probability[labels] >= unsure).mean()),
            "right sentence": float((right & (probability >= unsure))[labels].mean()),
            "evidence read": float(np.mean([question.read for question in questions if question.answerable])),
        }
    return {name: round(value, 3) for name, value in figures.items()}


def count_broken(questions: Sequence[DumpedQuestion], probability: _Floats, promise: float) -> Rate:
    """Return how many unanswerable questions are answered at thresholds that were chosen without their community."""
    labels = np.array([question.answerable for question in questions])
    folds = np.array([question.fold for question in questions])
    answered = 0
    for fold in set(folds):
        least = find_least_threshold(probability[folds != fold], labels[folds != fold], promise)
        answered += int((probability[(folds == fold) & ~labels] >= least).sum())
    return Rate(answered, int((~labels).sum()))


def print_spread(questions: Sequence[DumpedQuestion], probability: _Floats, sure: float, unsure: float) -> None:
    """Print both errors of each community, style and kind, as a table in Markdown."""
    groupings: dict[str, Callable[[DumpedQuestion], str]] = {
        "community": lambda question: (
            f"{question.row['community'] or question.set}{' (trained on)' * (question.set == _TRAINED_ON)}"
        ),
        "style": lambda question: str(question.row["style"]) if question.set == _PROMISED else "",
        "kind": lambda question: (
            str(question.row["kind"]) if question.set == _PROMISED and not question.answerable else ""
        ),
    }
    for name, key in groupings.items():
        print(f"\n| {name} | questions | unanswerable answered surely / at all | answerable refused | right sentence |")
        print("| --- | --- | --- | --- | --- |")
        groups: dict[str, list[int]] = defaultdict(list)
        for place, question in enumerate(questions):
            groups[key(question)].append(place)
        for group, places in sorted(groups.items()):
            if group:
                figures = measure_questions([questions[place] for place in places], probability[places], sure, unsure)
                wrong = (figures.get(error) for error in ("unanswerable answered surely", "unanswerable answered"))
                refused = "–" if "answerable answered" not in figures else f"{1 - figures['answerable answered']:.0%}"
                right = "–" if "right sentence" not in figures else f"{figures['right sentence']:.0%}"
                errors = " / ".join("–" if error is None else f"{error:.0%}" for error in wrong)
                print(f"| {group} | {len(places)} | {errors} | {refused} | {right} |")


def main() -> None:
    """Print the figures of the fit and of each feature alone; write the weights with --write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--penalty", type=float, default=0.02, help="inverse strength of the regularisation")
    parser.add_argument("--spread", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    everything = read_dumps(options.work)
    fitted = [question for question in everything if question.set != _TRAINED_ON]
    probability = predict_left_out(fitted, options.penalty)
    weights = fit_weights(fitted, options.penalty)
    labels = np.array([question.answerable for question in fitted])
    first = np.array([question.set == _PROMISED for question in fitted])

    sure, unsure = (
        find_least_threshold(probability[first], labels[first], _MARGIN * promise)
        for promise in (PROMISES.sure, PROMISES.unsure)
    )
    print(
        f"thresholds: sure {sure:.4f}, unsure {unsure:.4f}; weights {dict(zip(FEATURES, weights.weights.round(2).tolist(), strict=True))}"
    )
    figures = {}
    for name in dict.fromkeys(question.set for question in fitted):
        rows = [place for place, question in enumerate(fitted) if question.set == name]
        part = [fitted[place] for place in rows]
        figures[name] = measure_questions(part, probability[rows], sure, unsure)
        alone = {
            feature: round(float(roc_auc_score(labels[rows], [question.features[i] for question in part])), 3)
            for i, feature in enumerate(FEATURES)
        }
        print(name, json.dumps(figures[name]), "\n    AUROC of each feature alone", json.dumps(alone))
    own = [question for question in fitted if question.set == _PROMISED]
    for name, promise in (("surely", PROMISES.sure), ("at all", PROMISES.unsure)):
        rate = count_broken(own, probability[first], promise)
        print(
            f"{_PROMISED}, thresholds chosen without the community: {rate.count} of {rate.questions} unanswerable questions are answered "
            f"{name}, at most {rate.bounds[1]:.1%} with 95 % confidence"
        )
    if options.spread:
        known = [question for question in everything if question.set == _TRAINED_ON]
        shown = np.concatenate([probability, weights.probabilities(known)]) if known else probability
        print_spread([*fitted, *known], shown, sure, unsure)
    if options.write:
        shipped = {
            "fitted by": "python -m training.fit WORK --write",
            "features": FEATURES,
            "centre": weights.centre.round(5).tolist(),
            "spread": weights.spread.round(5).tolist(),
            "weights": weights.weights.round(5).tolist(),
            "bias": round(weights.bias, 5),
            "thresholds": {"sure": sure, "unsure": unsure},
            "figures, left out": figures,
        }
        _SHIPPED.write_text(json.dumps(shipped, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

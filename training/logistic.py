"""Fit `index/answerability.json` on training questions, and print what it reaches on development questions.

    python -m training.logistic [--write]

Two kinds of training question, each asked of a corpus that holds the answers to about half: SQuAD 2.0's (with the
adversarial ones of the same articles) and natural ones (Natural Questions; the passages of half of them left out).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from corpus.scopes import SHARED
from index.answerability import FEATURES, Evidence, features
from index.answerer import _best_sentence
from index.assembly import open_engine
from index.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
SHARED_FILES = ROOT.parent / "shared"
Example = tuple[str, bool]  # a question and whether the corpus answers it


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def squad(folder: str, limit: int) -> tuple[list[tuple[str, str]], list[Example]]:
    """Return (title, text) documents and a seeded sample of the questions of a bench folder."""
    base = SHARED_FILES / "bench" / folder
    documents = [(str(d["title"]), str(d["text"])) for d in lines(base / "documents.jsonl")]
    questions = [(str(q["question"]), bool(q["answerable"])) for q in lines(base / "questions.jsonl")]
    random.Random(1).shuffle(questions)
    return documents, questions[:limit]


def natural(limit: int) -> tuple[list[tuple[str, str]], list[Example]]:
    """Return the passages of half of the natural questions, and all of the questions."""
    rows = [row for name in ("nq_oracle", "qed_nq") for row in lines(SHARED_FILES / "train" / name / "pairs.jsonl")]
    random.Random(2).shuffle(rows)
    rows = rows[:limit]
    kept = {str(r["group"]) for r in rows if hashlib.sha256(str(r["group"]).encode()).digest()[0] % 2}
    documents = {str(r["passage"]): str(r["group"]) for r in rows if str(r["group"]) in kept}
    return [(title, text) for text, title in documents.items()], [
        (str(r["question"]), str(r["group"]) in kept) for r in rows
    ]


def examine(engine: Engine, examples: Iterable[Example]) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the features of each question's best candidate, and whether it has an answer."""
    index = engine.index(SHARED)
    for question, answerable in examples:
        found = engine._answerer._retriever.retrieve(question, [index])
        best = found.candidates[0]
        position = _best_sentence(best)
        if position is not None:
            yield features(Evidence(question, best, position, found.cosine)), answerable


def table(documents: list[tuple[str, str]], examples: list[Example]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder), notes=False) as engine:
        for title, text in documents:
            engine.add(f"# {title}\n\n{text}".encode(), "document.md", SHARED)
        rows = list(examine(engine, examples))
    return np.array([row for row, _ in rows]), np.array([label for _, label in rows])


def balanced(score: NDArray[np.float64], label: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """Return the threshold where answerable and unanswerable questions are decided wrongly least, in equal parts."""

    def right(threshold: float) -> float:
        above = score >= threshold
        return float(
            np.average(above[label], weights=weight[label]) + np.average(~above[~label], weights=weight[~label])
        )

    return max((float(t) for t in np.linspace(0.05, 0.95, 181)), key=right)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    tables = [table(*squad("squad2_train", 400)), table(*natural(600))]
    x, y = np.vstack([t[0] for t in tables]), np.concatenate([t[1] for t in tables])
    each = np.concatenate([np.full(len(t[1]), 1 / len(t[1])) for t in tables])  # both kinds count alike
    model = LogisticRegression(C=1000.0, max_iter=1000).fit(x, y, sample_weight=each * len(y))
    threshold = balanced(model.predict_proba(x)[:, 1], y, each)
    print(dict(zip(FEATURES, model.coef_[0].round(3).tolist(), strict=True)), model.intercept_, "threshold", threshold)
    figures = {}
    sets = {"squad2_train": tables[0], "natural": tables[1]}
    sets |= {name: table(*squad(name, 400)) for name in ("squad2_dev", "single_topic_dev")}
    for name, (fx, fy) in sets.items():
        p = model.predict_proba(fx)[:, 1]
        figures[name] = {
            "auroc": round(float(roc_auc_score(fy, p)), 3),
            "answered when unanswerable": round(float((p[~fy] >= threshold).mean()), 3),
            "refused when answerable": round(float((p[fy] < threshold).mean()), 3),
            "questions": len(fy),
        } | {f: round(float(roc_auc_score(fy, fx[:, i])), 3) for i, f in enumerate(FEATURES)}
        print(name, figures[name])
    if write:
        shipped = {
            "fitted by": "python -m training.logistic --write",
            "weights": dict(zip(FEATURES, model.coef_[0].round(4).tolist(), strict=True)),
            "bias": round(float(model.intercept_[0]), 4),
            "threshold": round(threshold, 4),
            "figures": figures,
        }
        (ROOT / "index" / "answerability.json").write_text(json.dumps(shipped, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""The gate: recall, refusal and verbatim rate on fixed questions don't fall below what was reached, noise aside.

`regression/floors.json` holds, for each set, figures that must be at least or at most so high: each when it was last measured,
less or plus two standard errors, of one question at least. Each test prints its bounds as they would be by this run: see them with

    python -m pytest -n 0 tests/regression/test_regression.py
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from support.paths import SHARED_FILES

from bot.terminal.evaluate import predict
from corpus.scopes import SHIPPED, of_server
from index.engine import Engine
from index.measuring.benchmark import Benchmark, add_documents, load_benchmark
from index.measuring.bootstrap import Figure, Measure, Rows, measure_figure
from index.measuring.figures import measure_figures
from index.measuring.scoring import score_predictions
from index.outcomes import Answer

HERE = Path(__file__).parent
BOUNDS: dict[str, dict[str, dict[str, float]]] = json.loads((HERE / "floors.json").read_text())
EVERY = {"squad2_dev": 4, "communities_dev": 3}  # question of all: each community and kind has its share


def test_the_shipped_notes_answer_what_they_say_and_refuse_the_rest(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    check("notes", of_own_questions(engine, SHIPPED, rows_of("questions.jsonl")), capsys)
    check("notes, written blind", of_own_questions(engine, SHIPPED, rows_of("own_questions.jsonl", "notes")), capsys)


@pytest.mark.skipif(not SHARED_FILES.is_dir(), reason="needs ../shared/seed, which is not here")
def test_the_article_as_pasted_answers_what_it_says(lighthouse: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    (article,) = (SHARED_FILES / "seed").glob("*.txt")
    scope = of_server(1)
    lighthouse.add(article.read_bytes(), article.name, scope)
    check(
        "article, written blind", of_own_questions(lighthouse, scope, rows_of("own_questions.jsonl", "article")), capsys
    )


def rows_of(name: str, corpus: str = "") -> list[dict[str, Any]]:
    """Return the questions of a file, those of one corpus if it is named; `holds`: words of which one stands in a right answer."""
    rows = [json.loads(line) for line in (HERE / name).read_text().splitlines()]
    return [row for row in rows if row.get("corpus", "") == corpus]


def of_own_questions(engine: Engine, scope: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Figure]:
    """Ask questions of ours, see that every quote is a slice of its document, and return the figures."""
    traces = [engine.trace(row["question"], (scope,)) for row in rows]
    answerable = np.array([row["answerable"] for row in rows])
    answered = np.array([isinstance(trace.reply, Answer) for trace in traces])
    probability = np.array([trace.probability for trace in traces])
    right = np.array(
        [
            isinstance(trace.reply, Answer) and held(row["holds"], trace.reply.text)
            for row, trace in zip(rows, traces, strict=True)
        ]
    )
    recalled = np.array(
        [
            any(held(row["holds"], one.passage.text) for one in trace.ranked[:5])
            for row, trace in zip(rows, traces, strict=True)
        ]
    )
    quoted = [citation for trace in traces for citation in trace.citations]
    assert quoted
    for citation in quoted:
        text = engine.store.document(citation.document.id).text
        assert text[citation.span.start : citation.span.end] == citation.quote

    def auroc(chosen: Rows) -> float:
        return float(roc_auc_score(answerable[chosen], probability[chosen]))

    def share(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> Measure:
        return Measure(lambda chosen: float(of[chosen][among[chosen]].mean()), int(among.sum()))

    measured = {
        "recall@5": share(recalled, answerable),
        "AUROC": Measure(auroc, len(rows)),
        "answered rightly": share(right, answerable),
        "refused when unanswerable": share(~answered, ~answerable),
    }
    return {name: measure_figure(name, measure, len(rows)) for name, measure in measured.items()}


def held(words: str | Sequence[str] | None, text: str) -> bool:
    """Whether a text holds the words, or one of several; where none are given, nothing is held."""
    told = [words] if isinstance(words, str) else words or []
    return any(one.casefold() in text.casefold() for one in told)


@pytest.mark.skipif(not SHARED_FILES.is_dir(), reason="needs ../shared/bench, which is not here")
@pytest.mark.parametrize("name", EVERY)
def test_a_benchmark_does_not_get_worse(
    name: str, open_at: Callable[[Path], Engine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = load_benchmark(SHARED_FILES / "bench" / name)
    bench = Benchmark(whole.name, whole.documents, whole.questions[:: EVERY[name]])
    with open_at(tmp_path / "data") as engine:
        stored = add_documents(engine, bench)
        predictions = list(predict(engine, bench.questions, stored))
        texts = {identity: engine.store.document(identity).text for identity in stored.values()}
    found = {one.name: one for one in measure_figures(score_predictions(bench, predictions, texts, stored))}
    check(name, found, capsys)
    assert found["verbatim rate"].value == 1.0


def check(name: str, found: Mapping[str, Figure], capsys: pytest.CaptureFixture[str]) -> None:
    """Hold the figures of a set against its bounds, and print those that this run would set."""
    bounds = BOUNDS[name]
    anew = {
        side: {one: bound(found[one], sign) for one in bounds.get(side, {})}
        for side, sign in (("at least", -1), ("at most", 1))
    }
    with capsys.disabled():
        print(f"\n{name}:", {one: round(found[one].value, 3) for side in bounds.values() for one in side})
        print(f"bounds by this run: {json.dumps({name: anew})}")
    low = {one: found[one].value for one, floor in bounds["at least"].items() if not found[one].value >= floor}
    high = {one: found[one].value for one, top in bounds.get("at most", {}).items() if not found[one].value <= top}
    assert (low, high) == ({}, {})


def bound(measured: Figure, sign: int) -> float:
    slack = 2 * max(measured.error, 1 / measured.questions)
    return round(min(1.0, max(0.0, measured.value + sign * slack)), 3)

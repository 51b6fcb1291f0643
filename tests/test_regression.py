"""The gate: recall, refusal and verbatim rate on fixed questions don't fall below what was reached, noise aside.

`regression/floors.json` holds the floors: each figure when it was last measured, less two standard errors.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import SHARED_FILES
from sklearn.metrics import roc_auc_score

from bot.eval_command import predict
from corpus.scopes import SHIPPED
from index.benchmark import Benchmark, add_documents, load_benchmark
from index.engine import Engine
from index.figures import Figure, figures, outcomes
from index.outcomes import Answer

HERE = Path(__file__).parent / "regression"
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())


def test_the_shipped_notes_answer_what_they_say_and_refuse_the_rest(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in (HERE / "questions.jsonl").read_text().splitlines()]
    traces = [engine.trace(row["question"], (SHIPPED,)) for row in rows]
    answerable = np.array([row["answerable"] for row in rows])
    answered = np.array([isinstance(trace.reply, Answer) for trace in traces])
    right = [
        isinstance(trace.reply, Answer) and row["holds"].casefold() in trace.reply.text.casefold()
        for row, trace in zip(rows, traces, strict=True)
        if row["answerable"]
    ]
    quoted = [
        citation
        for trace in traces
        for citation in (trace.reply.citations if isinstance(trace.reply, Answer) else trace.citations)
    ]
    assert quoted
    for citation in quoted:
        text = engine.store.document(citation.document.id).text
        assert text[citation.span.start : citation.span.end] == citation.quote
    recall = [
        any(row["holds"].casefold() in one.passage.text.casefold() for one in trace.ranked[:5])
        for row, trace in zip(rows, traces, strict=True)
        if row["answerable"]
    ]
    found = {
        "recall@5": float(np.mean(recall)),
        "AUROC": float(roc_auc_score(answerable, [trace.probability for trace in traces])),
        "answered rightly": float(np.mean(right)),
        "refused when unanswerable": float(1 - answered[~answerable].mean()),
    }
    with capsys.disabled():
        print(f"\nshipped notes: {found}")
    assert {name: found[name] for name in FLOORS["notes"] if not found[name] >= FLOORS["notes"][name]} == {}


@pytest.mark.skipif(not SHARED_FILES.is_dir(), reason="needs ../shared/bench, which is not here")
def test_a_benchmark_does_not_get_worse(
    open_at: Callable[[Path], Engine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = load_benchmark(SHARED_FILES / "bench" / "squad2_dev")
    bench = Benchmark(whole.name, whole.documents, whole.questions[::4])
    with open_at(tmp_path / "data") as engine:
        stored = add_documents(engine, bench)
        predictions = list(predict(engine, bench.questions, stored))
        texts = {identity: engine.store.document(identity).text for identity in stored.values()}
    found: dict[str, Figure] = {figure.name: figure for figure in figures(outcomes(bench, predictions, texts, stored))}
    with capsys.disabled():
        print(
            "\nsquad2_dev, every fourth question:", {name: round(found[name].value, 3) for name in FLOORS["squad2_dev"]}
        )
    assert {
        name: found[name].value for name in FLOORS["squad2_dev"] if not found[name].value >= FLOORS["squad2_dev"][name]
    } == {}
    assert found["verbatim rate"].value == 1.0

"""`landscape eval`: how good the answers to a benchmark are, asked through the same engine as on Discord."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.contract import as_json
from bot.opening import open_from
from bot.settings import Settings
from bot.terminal import progress_bar
from corpus.scopes import SHARED
from index.benchmark import Benchmark, BenchmarkError, BenchmarkQuestion, add_documents, load_benchmark
from index.engine import Engine
from index.figures import Figure, Outcome, figures, outcomes, risk_coverage
from index.retriever import among

_RANKED = 10


def evaluate(
    settings: Settings,
    folder: Path,
    console: Console,
    *,
    report: Path | None,
    predictions: Path | None,
    limit: int | None,
) -> list[Figure]:
    """Ask the questions of a benchmark folder, print the figures, and write them and the predictions where asked.

    With `predictions`, a run that was cut off goes on where it stopped. Raises `BenchmarkError` with the remedy.
    """
    benchmark = load_benchmark(folder)
    questions = benchmark.questions[:limit]
    done = _predicted(predictions, questions)
    with _throw_away(predictions) as data_dir:
        engine_settings = settings.model_copy(update={"data_dir": data_dir, "shipped_notes": False})
        with open_from(engine_settings) as engine:
            stored, speed = _add(engine, benchmark, console)
            for row in _ask(engine, questions, done, stored, console):
                done.append(row)
                if predictions is not None:
                    with predictions.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row, ensure_ascii=False) + "\n")
            texts = {identity: engine.store.document(identity).text for identity in stored.values()}
    found = outcomes(benchmark, done, texts, stored)
    measured = figures(found)
    if speed is not None:
        measured.append(Figure("passages embedded a second", speed, math.nan, math.nan, 0))
    console.print(_table(benchmark.name, measured))
    if report is not None:
        _write(report, benchmark.name, measured, found)
    return measured


def _add(engine: Engine, benchmark: Benchmark, console: Console) -> tuple[dict[str, str], float | None]:
    before = len(engine.store.listing([SHARED]))
    started = time.perf_counter()
    with progress_bar(console) as bar:
        task = bar.add_task("Documents", total=len(benchmark.documents))
        stored = add_documents(engine, benchmark, lambda done: bar.update(task, completed=done))
    elapsed = time.perf_counter() - started
    passages = len(engine.index(SHARED).rows)
    return stored, passages / elapsed if not before and passages else None  # a resumed run embeds nothing


def _ask(
    engine: Engine,
    questions: Sequence[BenchmarkQuestion],
    done: Sequence[dict[str, Any]],
    stored: dict[str, str],
    console: Console,
) -> Iterator[dict[str, Any]]:
    known = {row["id"] for row in done}
    engine.trace("A first question, so that none of those that count has to warm the models up?", [SHARED])
    with progress_bar(console) as bar:
        task = bar.add_task("Questions", total=len(questions), completed=len(known))
        for question in questions:
            if question.id in known:
                continue
            allowed = None if question.candidates is None else among(stored[name] for name in question.candidates)
            started = time.perf_counter()
            trace = engine.trace(question.question, [SHARED], allowed)
            elapsed = (time.perf_counter() - started) * 1000
            ranked = [
                {"document_id": r.passage.document.id, "start": r.passage.start, "end": r.passage.end, "score": r.score}
                for r in trace.ranked[:_RANKED]
            ]
            yield as_json(trace.reply, elapsed) | {
                "id": question.id,
                "probability": trace.probability,
                "ranked": ranked,
            }
            bar.advance(task)


def _predicted(path: Path | None, questions: Sequence[BenchmarkQuestion]) -> list[dict[str, Any]]:
    """Return what an earlier run wrote; a last line that was cut off is dropped."""
    if path is None or not path.exists():
        return []
    known = {question.id for question in questions}
    rows: list[dict[str, Any]] = []
    for line in path.read_text("utf-8").splitlines():
        with contextlib.suppress(ValueError):
            rows.append(json.loads(line))
    if any(row.get("id") not in known for row in rows):
        raise BenchmarkError(f"{path} holds predictions for other questions; name another file, or delete it")
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return rows


@contextlib.contextmanager
def _throw_away(predictions: Path | None) -> Iterator[Path]:
    """A data directory that is gone when the run is done; beside the predictions, one that a cut-off run left is used."""
    if predictions is None:
        with tempfile.TemporaryDirectory(prefix="landscape-eval-") as folder:
            yield Path(folder)
        return
    name = hashlib.sha256(str(predictions.resolve()).encode()).hexdigest()[:8]
    kept = predictions.parent / f".{predictions.name}.{name}.work"
    kept.mkdir(parents=True, exist_ok=True)
    yield kept
    shutil.rmtree(kept, ignore_errors=True)


def _table(name: str, measured: Sequence[Figure]) -> Table:
    table = Table("figure", "value", "95 % interval", "questions", title=name, box=None, title_justify="left")
    for one in measured:
        digits = 0 if "milliseconds" in one.name else 1 if "second" in one.name else 3
        value = "–" if math.isnan(one.value) else f"{one.value:.{digits}f}"
        interval = "–" if math.isnan(one.low) else f"{one.low:.{digits}f} to {one.high:.{digits}f}"
        table.add_row(one.name, value, interval, str(one.questions or ""))
    return table


def _write(path: Path, name: str, measured: Sequence[Figure], found: Sequence[Outcome]) -> None:
    """Write the figures, and the risk-coverage curve as numbers and as a picture beside them."""
    import numpy as np

    risks, coverages = risk_coverage(
        np.array([one.probability for one in found], float), np.array([one.wrong for one in found])
    )
    told = {
        "benchmark": name,
        "questions": len(found),
        "figures": {
            one.name: {
                key: _number(value) for key, value in (("value", one.value), ("low", one.low), ("high", one.high))
            }
            for one in measured
        },
        "risk_coverage": [[round(c, 4), round(r, 4)] for c, r in zip(coverages.tolist(), risks.tolist(), strict=True)],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    _draw(path.with_suffix(".png"), name, risks.tolist(), coverages.tolist())


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _draw(path: Path, name: str, risks: Sequence[float], coverages: Sequence[float]) -> None:
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(6, 4), layout="constrained")
    axes = picture.add_subplot()
    axes.plot([100 * c for c in coverages], [100 * r for r in risks])
    axes.set(xlabel="coverage: questions answered (%)", ylabel="risk: answers that are wrong (%)", title=name)
    axes.set(xlim=(0, 100), ylim=(0, None))
    axes.grid(alpha=0.3)
    picture.savefig(path, dpi=120)

"""`landscape eval`: how good the answers to a benchmark are, asked through the same engine as on Discord."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.contract import as_json, citation_as_json
from bot.opening import open_from
from bot.settings import Settings
from bot.terminal import progress_bar
from corpus.documents import Passage
from corpus.scopes import SHARED
from index.benchmark import Benchmark, BenchmarkError, BenchmarkQuestion, add_documents, load_benchmark
from index.engine import Engine
from index.figures import Figure, Outcome, embedding_speed, figures, outcomes, risk_coverage
from index.grades import Thresholds
from index.library import Added
from index.retriever import among

_RANKED = 10


def evaluate(
    settings: Settings, folder: Path, console: Console, *, report: Path | None, predictions: Path | None,
    limit: int | None,
) -> list[Figure]:  # fmt: skip
    """Ask the questions of a benchmark folder, print the figures, and write them and the predictions where asked.

    With `predictions`, a run that was cut off goes on where it stopped. Raises `BenchmarkError` with the remedy.
    """
    benchmark = load_benchmark(folder)
    questions = benchmark.questions[:limit]
    for path in (report, predictions):
        _check_writable(path)
    with _throw_away(predictions) as data_dir:
        quiet = settings.model_copy(update={"data_dir": data_dir, "shipped_notes": False})
        with open_from(quiet) as engine:
            identity = _identity(engine, folder)
            done = _predicted(predictions, questions, identity)
            if done:
                console.print(f"{len(done)} of {len(questions)} replies are taken from {predictions}", markup=False)
            stored, speed = _add(engine, benchmark, console)
            with progress_bar(console) as bar:
                task = bar.add_task("Questions", total=len(questions), completed=len(done))
                known = {row["id"] for row in done}
                for row in predict(engine, [one for one in questions if one.id not in known], stored):
                    done.append(row)
                    if predictions is not None:
                        with predictions.open("a", encoding="utf-8") as file:
                            file.write(_line(row))
                    bar.advance(task)
            texts = {identity: engine.store.document(identity).text for identity in stored.values()}
            thresholds = engine.thresholds(SHARED)
    found = outcomes(benchmark, done, texts, stored)
    measured = [*figures(found), speed]
    console.print(_table(f"{benchmark.name}, thresholds {thresholds.unsure:.3f} and {thresholds.sure:.3f}", measured))
    if report is not None:
        _write(report, benchmark.name, thresholds, measured, found)
    return measured


def predict(
    engine: Engine, questions: Sequence[BenchmarkQuestion], stored: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Ask each question, and yield its line of the predictions.

    That is the object of `landscape ask --json`, with `id`, `probability` for refusals too, `ranked` (the ten best
    passages), `best` (the citations of the answer, or those that a refused question would have had), and `alone` (the ten
    best passages by cosine similarity alone and by BM25 alone).
    """
    engine.trace("A first question, so that none of those that count has to warm the models up?", [SHARED])
    for question in questions:
        allowed = None
        if question.candidates is not None:
            allowed = among(stored[name] for name in question.candidates if name in stored)
        started = time.perf_counter()
        trace = engine.trace(question.question, [SHARED], allowed)
        elapsed = (time.perf_counter() - started) * 1000
        ranked = [_place(one.passage) | {"score": one.score} for one in trace.ranked[:_RANKED]]
        alone = engine.rankings_alone(question.question, SHARED, _RANKED, allowed)
        told = as_json(trace.reply, elapsed) | {"id": question.id, "probability": trace.probability}
        told |= {"alone": {name: [_place(one) for one in passages] for name, passages in alone.items()}}
        yield told | {"ranked": ranked, "best": [citation_as_json(one) for one in trace.citations]}


def _place(passage: Passage) -> dict[str, Any]:
    return {"document_id": passage.document.id, "start": passage.start, "end": passage.end}


def _add(engine: Engine, benchmark: Benchmark, console: Console) -> tuple[dict[str, str], Figure]:
    """Add the documents; return their IDs in the store, and how fast those were embedded that were not there yet."""
    passages: list[int] = []
    seconds: list[float] = []
    with progress_bar(console) as bar:
        task = bar.add_task("Documents", total=len(benchmark.documents))
        last = time.perf_counter()

        def progress(added: Added | None) -> None:
            nonlocal last
            now = time.perf_counter()
            if added is not None and not added.existed:
                passages.append(added.passages)
                seconds.append(now - last)
            last = now
            bar.advance(task)

        stored = add_documents(engine, benchmark, progress)
    return stored, embedding_speed(passages, seconds)


def _identity(engine: Engine, folder: Path) -> str:
    """Return what the replies of a run depend on, in short: the models, their weights and the benchmark's files."""
    parts = [engine.library.fingerprint, engine.calibrations.fingerprint]
    parts += [
        hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("documents.jsonl", "questions.jsonl")
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _check_writable(path: Path | None) -> None:
    if path is None:
        return
    if path.suffix == ".png":
        raise BenchmarkError(f"{path} is the name of the picture; name a file that ends in .json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise BenchmarkError(f"{path} can't be written ({error.strerror}); name another file") from error


def _predicted(path: Path | None, questions: Sequence[BenchmarkQuestion], identity: str) -> list[dict[str, Any]]:
    """Return what an earlier run of the same models on the same benchmark wrote; a line that was cut off is dropped."""
    if path is None:
        return []
    known = {question.id for question in questions}
    lines = [line for line in path.read_text("utf-8").split("\n") if line]
    rows: list[dict[str, Any]] = []
    for line in lines:
        with contextlib.suppress(ValueError):
            rows.append(json.loads(line))
    mark = path.with_name(f"{path.name}.run")
    ours = mark.is_file() and mark.read_text("utf-8").strip() == identity
    if rows and (not ours or any(row.get("id") not in known for row in rows)):
        raise BenchmarkError(
            f"{path} holds replies of another run (other questions, or other models); name another file, or delete it"
        )
    if len(rows) < len(lines):
        draft = path.with_name(f"{path.name}.new")
        draft.write_text("".join(map(_line, rows)), encoding="utf-8")
        draft.replace(path)
    mark.write_text(identity + "\n", encoding="utf-8")
    return rows


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


@contextlib.contextmanager
def _throw_away(predictions: Path | None) -> Iterator[Path]:
    """A data directory that is gone when the run is done; beside the predictions, one that a cut-off run left is used."""
    if predictions is None:
        with tempfile.TemporaryDirectory(prefix="landscape-eval-") as folder:
            yield Path(folder)
        return
    kept = predictions.with_name(f".{predictions.name}.work")
    if not predictions.stat().st_size:
        shutil.rmtree(kept, ignore_errors=True)  # what it holds belongs to predictions that are gone
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


def _write(path: Path, name: str, thresholds: Thresholds, measured: Sequence[Figure], found: Sequence[Outcome]) -> None:
    """Write the figures, and the risk-coverage curve as numbers and as a picture beside them."""
    risks, coverages = risk_coverage(
        np.array([one.probability for one in found], float), np.array([one.wrong for one in found])
    )
    told = {
        "benchmark": name,
        "questions": len(found),
        "thresholds": asdict(thresholds),
        "figures": {
            one.name: {
                "value": _number(one.value), "low": _number(one.low), "high": _number(one.high),
                "questions": one.questions,
            }
            for one in measured
        },
        "risk_coverage": [[round(c, 4), round(r, 4)] for c, r in zip(coverages.tolist(), risks.tolist(), strict=True)],
    }  # fmt: skip
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

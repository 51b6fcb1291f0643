"""`landscape eval`: how good the answers to a benchmark are, asked through the same engine as on Discord."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.settings import Settings
from bot.startup import open_from
from bot.terminal.evaluate_report import write_report
from bot.terminal.evaluate_tables import print_evaluation
from bot.terminal.json_contract import citation_to_json, reply_to_json
from bot.terminal.output import make_bar
from bot.terminal.predictions import PredictionsFile, Run, read_earlier
from corpus.documents import Passage
from corpus.scopes import SHARED
from index.engine import Engine
from index.library import Added
from index.measuring.benchmark import (
    Benchmark,
    BenchmarkError,
    BenchmarkQuestion,
    add_documents,
    load_benchmark,
    read_documents,
)
from index.measuring.bootstrap import Figure
from index.measuring.evaluation import Evaluation, evaluate_run
from index.measuring.figures import measure_embedding_speed
from index.measuring.scoring import score_predictions
from index.retrieval.retriever import allow_documents

_RANKED = 10


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What a run over a benchmark writes, and what it is compared with.

    With `predictions`, a run that was cut off goes on where it stopped, and one that is complete asks nothing. `against` is
    the file of predictions of an earlier run, from which differences are told, with up to `show` of the questions that
    changed. `report` is the file for the figures; only the first `limit` questions are asked.
    """

    report: Path | None = None
    predictions: Path | None = None
    limit: int | None = None
    against: Path | None = None
    show: int = 0


_NO_OPTIONS = EvaluationOptions()


def run_benchmark(
    settings: Settings, folder: Path, console: Console, options: EvaluationOptions = _NO_OPTIONS
) -> Evaluation:
    """Ask the questions of a benchmark folder, print the figures, and write them and the predictions where asked.

    Raises `BenchmarkError` with the remedy.
    """
    report, predictions, against = options.report, options.predictions, options.against
    benchmark = load_benchmark(folder)
    questions = benchmark.questions[: options.limit]
    stored, texts = read_documents(benchmark, settings.limits)
    earlier = (
        None
        if against is None
        else score_predictions(benchmark, read_earlier(against, questions, texts), texts, stored)
    )
    for path in (report, predictions):
        _check_writable(path)
    kept = None if predictions is None else PredictionsFile(predictions)
    with _open_work_folder(kept) as data_dir:
        quiet = settings.model_copy(update={"data_dir": data_dir, "shipped_notes": False})
        with open_from(quiet) as engine:
            run = _describe_run(engine, folder)
            done = [] if kept is None else kept.take_up(questions, run, of_any_models=against is not None)
            if kept is not None and done:
                console.print(_say_what_is_taken(len(done), len(questions), kept, run), markup=False, soft_wrap=True)
                run = kept.run or run
            speed = _ask_missing(engine, benchmark, questions, done=done, kept=kept, console=console)
    by_id = {row["id"]: row for row in done}
    outcomes = score_predictions(benchmark, [by_id[question.id] for question in questions], texts, stored)
    evaluated = evaluate_run(benchmark.name, run.thresholds, outcomes, speed=speed, earlier=earlier)
    print_evaluation(console, evaluated, changes=options.show)
    if report is not None:
        write_report(report, evaluated)
    return evaluated


def _ask_missing(
    engine: Engine, benchmark: Benchmark, questions: Sequence[BenchmarkQuestion], *, done: list[dict[str, Any]],
    kept: PredictionsFile | None, console: Console,
) -> Figure:  # fmt: skip
    """Add the replies to those questions that are not done yet, and return how fast the documents were embedded.

    Where none is missing, no document is embedded and no model runs.
    """
    known = {row["id"] for row in done}
    missing = [question for question in questions if question.id not in known]
    if not missing:
        return measure_embedding_speed([], [])
    stored, speed = _add_documents(engine, benchmark, console)
    with make_bar(console) as bar:
        task = bar.add_task("Questions", total=len(questions), completed=len(done))
        for row in predict(engine, missing, stored):
            done.append(row)
            if kept is not None:
                kept.append(row)
            bar.advance(task)
    return speed


def _say_what_is_taken(done: int, questions: int, kept: PredictionsFile, run: Run) -> str:
    line = f"{done} of {questions} replies are taken from {kept.path}"
    if kept.run != run:
        line += ", which other models than those here wrote; for replies of these, name another file"
    return line


def predict(
    engine: Engine, questions: Sequence[BenchmarkQuestion], stored: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Ask each question, and yield its line of the predictions.

    That is the object of `landscape ask --json`, with `id`, `probability` for refusals too, `ranked` (the ten best
    passages), `best` (the citations of the answer, or those that a refused question would have had), `alone` (the ten best
    passages by cosine similarity alone and by BM25 alone), and `stages` (milliseconds by the name of the stage). The models
    are warm.
    """
    engine.trace("A first question, so that none of those that count has to warm the models up?", [SHARED])
    for question in questions:
        allowed = None
        if question.candidates is not None:
            allowed = allow_documents(stored[name] for name in question.candidates if name in stored)
        started = time.perf_counter()
        trace = engine.trace(question.question, [SHARED], allowed)
        elapsed = (time.perf_counter() - started) * 1000
        ranked = [_locate(scored.passage) | {"score": scored.score} for scored in trace.ranked[:_RANKED]]
        alone = engine.rank_alone(question.question, SHARED, _RANKED, allowed)
        row = reply_to_json(trace.reply, elapsed) | {"id": question.id, "probability": trace.probability}
        row |= {"alone": {name: [_locate(passage) for passage in passages] for name, passages in alone.items()}}
        row |= {"stages": {name: round(taken, 1) for name, taken in trace.milliseconds.items()}}
        yield row | {"ranked": ranked, "best": [citation_to_json(citation) for citation in trace.citations]}


def _locate(passage: Passage) -> dict[str, Any]:
    return {"document_id": passage.document.id, "start": passage.start, "end": passage.end}


def _add_documents(engine: Engine, benchmark: Benchmark, console: Console) -> tuple[dict[str, str], Figure]:
    """Add the documents; return their IDs in the store, and how fast those were embedded that were not there yet."""
    passages: list[int] = []
    seconds: list[float] = []
    with make_bar(console) as bar:
        task = bar.add_task("Documents", total=len(benchmark.documents))
        last = time.perf_counter()

        def note_progress(added: Added | None) -> None:
            nonlocal last
            now = time.perf_counter()
            if added is not None and not added.existed:
                passages.append(added.passages)
                seconds.append(now - last)
            last = now
            bar.advance(task)

        stored = add_documents(engine, benchmark, note_progress)
    return stored, measure_embedding_speed(passages, seconds)


def _describe_run(engine: Engine, folder: Path) -> Run:
    """Return what the replies of a run depend on."""
    models = "\n".join((engine.library.fingerprint, engine.calibrations.fingerprint))
    files = b"".join(
        hashlib.sha256((folder / name).read_bytes()).digest() for name in ("documents.jsonl", "questions.jsonl")
    )
    return Run(
        hashlib.sha256(models.encode()).hexdigest(), hashlib.sha256(files).hexdigest(), engine.thresholds(SHARED)
    )


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


@contextlib.contextmanager
def _open_work_folder(kept: PredictionsFile | None) -> Iterator[Path]:
    """Open a data directory for the run and delete it afterwards; beside the predictions, take up the one that a cut-off run left."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="landscape-eval-") as folder:
            yield Path(folder)
        return
    if not kept.path.stat().st_size:
        shutil.rmtree(kept.work, ignore_errors=True)  # what it holds belongs to predictions that are gone
    kept.work.mkdir(parents=True, exist_ok=True)
    yield kept.work
    shutil.rmtree(kept.work, ignore_errors=True)

"""Predictions: the replies of a run in a file, from which a run that was cut off goes on, or another is compared with."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.files import replace_file
from index.judge.grades import Thresholds
from index.measuring.benchmark import BenchmarkError, BenchmarkQuestion

_REPLY = {"id", "question", "outcome", "probability", "citations", "nearest", "ranked", "best", "alone", "elapsed_ms"}


@dataclass(frozen=True, slots=True)
class Run:
    """What replies depend on: the models with their weights, the benchmark's files (both hashes), and the thresholds."""

    models: str
    benchmark: str
    thresholds: Thresholds


class PredictionsFile:
    """The replies of one run, a line each; beside it, in a file named `.run`, what they depend on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark = path.with_name(f"{path.name}.run")
        self.work = path.with_name(f".{path.name}.work")  # the documents of a run that was cut off, embedded

    @property
    def run(self) -> Run | None:
        """What the replies depend on, as their run wrote it; `None` where it can't be told."""
        try:
            fields = json.loads(self._mark.read_text("utf-8"))
            return Run(str(fields["models"]), str(fields["benchmark"]), Thresholds(**fields["thresholds"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def take_up(
        self, questions: Sequence[BenchmarkQuestion], run: Run, *, of_any_models: bool = False
    ) -> list[dict[str, Any]]:
        """Return the replies to these questions that are there, and make the file ready for more.

        A line that was cut off is dropped. With `of_any_models`, a file that lacks no reply may be of other models, for
        nothing is added to it. Raises `BenchmarkError` for one that is not this run's.
        """
        lines = _read_lines(self.path)
        rows = list(_parse_rows(lines))
        there, known = self.run, {question.id for question in questions}
        ours = there == run or (
            of_any_models and there is not None and there.benchmark == run.benchmark and len(rows) == len(known)
        )
        if rows and (not ours or any(row.get("id") not in known for row in rows)):
            raise BenchmarkError(
                f"{self.path} holds replies of another run (other questions, or other models); name another file, or delete it"
            )
        if len(rows) < len(lines):
            replace_file(self.path, "".join(map(_format_row, rows)).encode())
        if not rows:
            fields = {"models": run.models, "benchmark": run.benchmark, "thresholds": asdict(run.thresholds)}
            self._mark.write_text(json.dumps(fields) + "\n", encoding="utf-8")
        return rows

    def append(self, row: Mapping[str, Any]) -> None:
        """Write one reply down."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_format_row(row))


def read_earlier(path: Path, questions: Sequence[BenchmarkQuestion], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return an earlier run's replies to these questions, in their order; `texts` are the stored documents by their ID.

    Raises `BenchmarkError` with the remedy where the file is none of predictions, is of another benchmark, lacks
    questions, or quotes what the documents don't say where it was quoted.
    """
    rows = {}
    for row in _parse_rows(_read_lines(path)):
        if not row.keys() >= _REPLY:
            lacking = ", ".join(sorted(_REPLY - row.keys()))
            raise BenchmarkError(
                f"{path} is no file of predictions (a line lacks {lacking}); give --against the file that an earlier run "
                "wrote with --predictions, not its report"
            )
        rows[str(row["id"])] = row
    if not rows:
        raise BenchmarkError(
            f"{path} holds no reply; give --against the file that an earlier run wrote with --predictions, not its report"
        )
    missing = [number for number, question in enumerate(questions) if question.id not in rows]
    if len(missing) == len(questions):
        raise BenchmarkError(f"{path} holds replies to another benchmark; give a run of this one")
    if missing:
        first = missing[0]
        raise BenchmarkError(
            f"{path} lacks {len(missing)} of these {len(questions)} questions, the first of them {questions[first].id!r}; "
            "finish that run" + (f", or compare what it has with --limit {first}" if first else "")
        )
    for question in questions:
        row = rows[question.id]
        if row["question"] != question.question:
            raise BenchmarkError(
                f"{path} holds other questions: {question.id!r} is {row['question']!r} there; give a run of this benchmark"
            )
        for quote in (*row["citations"], *row["nearest"], *row["best"]):
            if texts.get(quote["document_id"], "")[quote["start"] : quote["end"]] != quote["quote"]:
                raise BenchmarkError(
                    f"{path} quotes for {question.id!r} what this benchmark's documents don't say there: they have changed, or are "
                    "read otherwise now; run the earlier version again on this benchmark"
                )
    return [rows[question.id] for question in questions]


def _read_lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").split("\n") if line]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BenchmarkError(f"{path} can't be read ({why}); name a file of predictions") from error


def _parse_rows(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row


def _format_row(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"

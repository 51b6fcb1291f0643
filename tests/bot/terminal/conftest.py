"""What the tests of `landscape eval` share: a small benchmark, and finished runs of it."""

import json
from pathlib import Path

import pytest
from rich.console import Console
from support.small_benchmark import write_bench

from bot.settings import Settings
from bot.terminal.evaluate import EvaluationOptions, run_benchmark


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    return write_bench(tmp_path / "small")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The predictions of a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    predictions = folder / "predictions.jsonl"
    run_benchmark(
        Settings(_env_file=None),
        write_bench(folder / "small"),
        Console(quiet=True),
        EvaluationOptions(predictions=predictions),
    )
    return predictions


@pytest.fixture
def runs(finished: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two finished runs: in the second, the answer is gone and one question without an answer has one."""
    rows = [json.loads(line) for line in finished.read_text().splitlines()]
    answered, refused = rows[0], rows[1]
    lost = {"outcome": "refusal", "certainty": None, "citations": [], "nearest": answered["citations"]}
    guessed = {"outcome": "answer", "certainty": "unsure", "citations": refused["best"], "nearest": []}
    written = {
        "first": [answered | {"certainty": "sure"}, *rows[1:]],
        "second": [answered | lost, refused | guessed, *rows[2:]],
    }
    for name, lines in written.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        (tmp_path / f"{name}.jsonl.run").write_text(finished.with_name("predictions.jsonl.run").read_text())
    return tmp_path / "first.jsonl", tmp_path / "second.jsonl"

"""`landscape eval --against`: what changed between two runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.settings import Settings
from bot.terminal.app import app
from bot.terminal.evaluate import EvaluationOptions, run_benchmark
from index.answering.answerer import Answerer
from index.library import Library
from index.measuring.benchmark import BenchmarkError

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here


@pytest.mark.parametrize(
    ("forwards", "counted", "listed"),
    [
        (True, "2 outcomes changed: 0 gained, 2 lost, 0 otherwise", "the right sentence, sure -> refused"),
        (False, "2 outcomes changed: 2 gained, 0 lost, 0 otherwise", "refused -> the right sentence, sure"),
    ],
)
def test_two_runs_are_compared_from_their_files_and_nothing_is_asked(
    bench: Path, runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    *, forwards: bool, counted: str, listed: str,
) -> None:  # fmt: skip
    before, now = runs if forwards else reversed(runs)
    console, report = Console(record=True, width=160), tmp_path / "report.json"
    monkeypatch.setattr(Library, "add", _never)
    monkeypatch.setattr(Answerer, "trace", _never)
    run_benchmark(
        Settings(_env_file=None),
        bench,
        console,
        EvaluationOptions(predictions=now, against=before, show=1, report=report),
    )
    printed = console.export_text()
    assert f"3 of 3 replies are taken from {now}" in printed
    assert counted in printed
    assert [line for line in printed.splitlines() if " -> " in line] == [
        f"{'lost' if forwards else 'gained'}: steps (answerable) How many steps does the climb of the lighthouse tower "
        f"have?: {listed}"
    ]
    told = json.loads(report.read_text())["against"]
    refused = told["differences"]["refused when answerable"]
    assert (refused["before"], refused["now"], refused["difference"]) == (
        (0.0, 1.0, 1.0) if forwards else (1.0, 0.0, -1.0)
    )
    assert refused["verdict"] == ("worse" if forwards else "better")
    moved = told["changes"]["lost" if forwards else "gained"]
    assert [change["id"] for change in moved] == ["steps", "bread"]


def _never(*_: object, **__: object) -> None:
    raise AssertionError("both runs are complete: nothing is embedded or asked")


def test_a_new_run_is_compared_with_the_part_that_the_earlier_one_has(bench: Path, runs: tuple[Path, Path]) -> None:
    console = Console(record=True, width=160)
    run_benchmark(Settings(_env_file=None), bench, console, EvaluationOptions(against=runs[1], limit=1))
    printed = " ".join(console.export_text().split())
    assert "1 outcomes changed: 1 gained, 0 lost, 0 otherwise" in printed
    assert "refused when answerable 1.000 0.000 -1.000 -1.000 to -1.000 better" in printed
    assert "replies are taken" not in printed


def test_a_finished_run_of_other_models_is_told_as_such_and_only_compared(bench: Path, runs: tuple[Path, Path]) -> None:
    before, now = runs
    mark = now.with_name("second.jsonl.run")
    told = json.loads(mark.read_text())
    mark.write_text(json.dumps(told | {"models": "older", "thresholds": {"sure": 0.5, "unsure": 0.25}}))
    console = Console(record=True, width=160)
    run_benchmark(Settings(_env_file=None), bench, console, EvaluationOptions(predictions=now, against=before))
    assert "which other models than those here wrote; for replies of these, name another file" in console.export_text(
        clear=False
    )
    assert "thresholds 0.250 and 0.500" in console.export_text(), "those that it was made with"
    with pytest.raises(BenchmarkError, match="holds replies of another run"):
        run_benchmark(Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(predictions=now))
    now.write_text("\n".join(now.read_text().splitlines()[:2]))
    with pytest.raises(BenchmarkError, match="holds replies of another run"):
        run_benchmark(
            Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(predictions=now, against=before)
        )


def _with(row: dict[str, object], **other: object) -> str:
    return json.dumps(row | other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [], r"holds no reply; give --against the file that an earlier run wrote with --predictions"),
        (lambda rows: [json.dumps({"benchmark": "small", "figures": {}})], r"is no file of predictions \(a line lacks"),
        (lambda rows: [_with(rows[0], id="other")], "holds replies to another benchmark; give a run of this one"),
        (lambda rows: [_with(rows[0])], r"lacks 2 of these 3 questions, the first of them 'bread'; finish that run, or "
                                        r"compare what it has with --limit 1"),
        (lambda rows: [_with(rows[1])], r"lacks 2 of these 3 questions, the first of them 'steps'; finish that run$"),
        (lambda rows: [_with(rows[0], question="Who?"), *map(_with, rows[1:])], "holds other questions: 'steps' is 'Who"),
        (
            lambda rows: [_with(rows[0], best=[rows[0]["best"][0] | {"start": 0}]), *map(_with, rows[1:])],
            "quotes for 'steps' what this benchmark's documents don't say there",
        ),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_compared_with_is_named_before_anything_is_asked(
    bench: Path, runs: tuple[Path, Path], change: Callable[[list[Any]], list[str]], said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(Library, "add", _never)
    before = runs[0]
    rows = [json.loads(line) for line in before.read_text().splitlines()]
    before.write_text("".join(f"{line}\n" for line in change(rows)))
    with pytest.raises(BenchmarkError, match=said):
        run_benchmark(Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(against=before))


def test_an_earlier_run_that_is_not_there_is_named(bench: Path, tmp_path: Path) -> None:
    with pytest.raises(
        BenchmarkError, match=r"gone\.jsonl can't be read \(No such file or directory\); name a file of pred"
    ):
        run_benchmark(
            Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(against=tmp_path / "gone.jsonl")
        )


def test_what_changed_is_listed_only_against_another_run(bench: Path) -> None:
    told = CliRunner().invoke(app, ["eval", str(bench), "--show", "3"])
    assert told.exit_code == 2
    assert "give its predictions with --against" in " ".join(told.output.replace("│", " ").split())

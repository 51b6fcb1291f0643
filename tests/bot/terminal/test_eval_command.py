"""`landscape eval`: the figures of a small benchmark, predictions for machines, and a run that was cut off."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import LIGHTHOUSE
from rich.console import Console
from typer.testing import CliRunner

from bot.settings import Settings
from bot.terminal.app import app
from bot.terminal.evaluate import evaluate
from index.answering.answerer import Answerer, Trace
from index.engine import Engine
from index.library import Library
from index.measuring.benchmark import BenchmarkError, add_documents, load_benchmark, read_documents

TEXT = LIGHTHOUSE.split("---\n")[-1]
QUESTIONS = [
    {
        "id": "steps", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": True,
        "evidence": ["The climb has 212 steps."], "document_ids": ["vara"], "evidence_mode": "any",
        "community": "Vara", "style": "full",
    },
    {
        "id": "bread", "question": "How do I bake sourdough bread?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None,
        "community": "Vara", "style": "full", "kind": "adjacent",
    },
    {
        "id": "elsewhere", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None, "candidate_document_ids": ["bees"],
        "community": "Bees", "style": "full", "kind": "neighbour",
    },
]  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    return write_bench(tmp_path / "small")


def write_bench(folder: Path) -> Path:
    folder.mkdir()
    documents = [
        {"id": "vara", "title": "The lighthouse of Vara", "url": None, "published": None, "text": TEXT},
        {"id": "bees", "title": "Bees", "url": None, "published": "2026-01-02", "text": "A hive keeps warm in winter."},
    ]
    (folder / "documents.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    return folder


def test_a_benchmark_is_asked_and_told_in_figures_predictions_and_a_picture(bench: Path, tmp_path: Path) -> None:
    console = Console(record=True, width=120)
    report, predictions = tmp_path / "out" / "report.json", tmp_path / "predictions.jsonl"
    settings = Settings(_env_file=None)
    evaluate(settings, bench, console, report=report, predictions=predictions)
    rows = {row["id"]: row for row in map(json.loads, predictions.read_text().splitlines())}
    assert rows.keys() == {"steps", "bread", "elsewhere"}
    assert rows["steps"]["outcome"] == "answer"
    assert rows["steps"]["citations"][0]["quote"] == "The climb has 212 steps."
    assert rows["bread"]["outcome"] == rows["elsewhere"]["outcome"] == "refusal"
    assert 0 < rows["bread"]["probability"] < 1
    assert 1 <= len(rows["steps"]["ranked"]) <= 10
    assert rows["steps"]["ranked"][0].keys() == {"document_id", "start", "end", "score"}
    assert len({r["document_id"] for r in rows["elsewhere"]["ranked"]}) == 1, "only the candidate document was used"
    told = json.loads(report.read_text())
    assert told["figures"]["verbatim rate"]["value"] == 1.0
    assert told["figures"]["evidence recall@1"]["value"] == 1.0
    assert told["figures"]["answered when unanswerable"]["value"] == 0.0
    assert told["figures"]["passages embedded a second"]["value"] > 0
    assert report.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert "AUROC" in console.export_text()
    assert [c["quote"] for c in rows["steps"]["best"]] == [c["quote"] for c in rows["steps"]["citations"]]
    assert rows["bread"]["best"]
    assert not list(tmp_path.glob(".*.work")), "the data directory is thrown away"


def test_communities_styles_and_kinds_are_told_apart_and_the_whole_in_plain_words(bench: Path, tmp_path: Path) -> None:
    console, report = Console(record=True, width=120), tmp_path / "report.json"
    evaluate(Settings(_env_file=None), bench, console, report=report)
    printed = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert "Vara 2 1.000 0.000 0.000 1.000" in printed
    assert "Bees 1 – – 0.000 –" in printed
    assert "kind questions answered when unanswerable" in printed, "no kind has an answerable question"
    assert not any("by style" in line for line in printed), "there is only one"
    told = json.loads(report.read_text())
    assert told["in plain words"].startswith("Of 100 questions that the documents answer, 100 get the right sentence")
    assert told["in plain words"] in " ".join(printed)
    assert told["groups"]["community"]["Vara"] == {
        "questions": 2, "answered with the evidence": 1.0, "refused when answerable": 0.0,
        "answered when unanswerable": 0.0, "AUROC": 1.0,
    }  # fmt: skip
    assert told["groups"]["kind"]["neighbour"]["AUROC"] is None
    assert told["communities"]["refused when answerable"] == {"worst": None, "value": None, "deviation": None}
    assert told["communities"]["answered when unanswerable"] == {"worst": None, "value": None, "deviation": 0.0}
    none_of_two = {"answered": 0, "questions": 2, "share": 0.0, "bound": 0.7764}
    assert told["promise"] == {"surely": none_of_two, "at all": none_of_two}
    assert told["against"] is None


def test_the_stages_that_the_engine_tells_are_written_down_and_have_figures(
    bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = Answerer.trace

    def timed(self: Answerer, *given: Any, **named: Any) -> Trace:
        return replace(trace(self, *given, **named), milliseconds={"first stage": 12.345})

    monkeypatch.setattr(Answerer, "trace", timed)
    predictions = tmp_path / "predictions.jsonl"
    found = evaluate(Settings(_env_file=None), bench, Console(quiet=True), predictions=predictions)
    assert [json.loads(line)["stages"] for line in predictions.read_text().splitlines()] == [{"first stage": 12.3}] * 3
    told = {figure.name: figure.value for figure in found.figures}
    assert told["milliseconds of first stage, 95th percentile"] == 12.3


def test_documents_are_read_as_the_store_keeps_them(bench: Path, empty_engine: Engine) -> None:
    benchmark = load_benchmark(bench)
    stored = add_documents(empty_engine, benchmark)
    texts = {identity: empty_engine.store.document(identity).text for identity in stored.values()}
    assert read_documents(benchmark, empty_engine.library.limits) == (stored, texts)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The predictions of a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    predictions = folder / "predictions.jsonl"
    evaluate(Settings(_env_file=None), write_bench(folder / "small"), Console(quiet=True), predictions=predictions)
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
    evaluate(Settings(_env_file=None), bench, console, predictions=now, against=before, show=1, report=report)
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
    evaluate(Settings(_env_file=None), bench, console, against=runs[1], limit=1)
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
    evaluate(Settings(_env_file=None), bench, console, predictions=now, against=before)
    assert "which other models than those here wrote; for replies of these, name another file" in console.export_text(
        clear=False
    )
    assert "thresholds 0.250 and 0.500" in console.export_text(), "those that it was made with"
    with pytest.raises(BenchmarkError, match="holds replies of another run"):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), predictions=now)
    now.write_text("\n".join(now.read_text().splitlines()[:2]))
    with pytest.raises(BenchmarkError, match="holds replies of another run"):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), predictions=now, against=before)


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
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), against=before)


def test_an_earlier_run_that_is_not_there_is_named(bench: Path, tmp_path: Path) -> None:
    with pytest.raises(
        BenchmarkError, match=r"gone\.jsonl can't be read \(No such file or directory\); name a file of pred"
    ):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), against=tmp_path / "gone.jsonl")


def test_what_changed_is_listed_only_against_another_run(bench: Path) -> None:
    told = CliRunner().invoke(app, ["eval", str(bench), "--show", "3"])
    assert told.exit_code == 2
    assert "give its predictions with --against" in " ".join(told.output.replace("│", " ").split())


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    settings = Settings(_env_file=None)
    evaluate(settings, bench, Console(quiet=True), predictions=predictions, limit=1)
    first = predictions.read_text()
    predictions.write_text(first + '{"id": "bread", "outc')  # the last line was cut off
    console = Console(record=True)
    evaluate(settings, bench, console, predictions=predictions)
    assert "1 of 3 replies are taken from" in console.export_text()
    assert predictions.read_text().startswith(first), "what was asked is not asked again"
    assert [json.loads(line)["id"] for line in predictions.read_text().splitlines()] == ["steps", "bread", "elsewhere"]


def test_predictions_for_another_benchmark_are_not_overwritten(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text('{"id": "somewhere else"}\n')
    with pytest.raises(BenchmarkError, match=r"predictions\.jsonl holds replies of another run"):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), predictions=predictions)
    assert predictions.read_text() == '{"id": "somewhere else"}\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[1]", r"questions\.jsonl, line 1"),
        ("", r"questions\.jsonl is empty"),
        ('{"id": "x", "question": "?", "answerable": true, "evidence": "text"}', "'evidence' is no list"),
        ('{"id": "x", "question": "?", "answerable": true}\n' * 2, "'x' more than once"),
        ("{", r"questions\.jsonl, line 1"),
        ('{"id": "x"}', r"line 1 is not what the format says \(KeyError: 'question'\)"),
        (
            '{"id": "x", "question": "?", "answerable": true, "document_ids": ["lost"]}',
            "'lost', which documents.jsonl lacks",
        ),
    ],
)
def test_a_malformed_benchmark_is_named_with_its_line(bench: Path, line: str, said: str) -> None:
    (bench / "questions.jsonl").write_text(line)
    with pytest.raises(BenchmarkError, match=said):
        load_benchmark(bench)


def test_a_folder_that_is_no_benchmark_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"documents\.jsonl can't be read"):
        load_benchmark(tmp_path)


@pytest.mark.parametrize("name", ["report.png", "small/documents.jsonl/report.json"])
def test_a_report_that_can_not_be_written_is_named_before_anything_is_asked(
    bench: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BenchmarkError, match=r"name (a|another) file"):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), report=tmp_path / name)


def test_a_document_without_text_is_left_out_and_the_others_are_asked(
    bench: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (bench / "documents.jsonl").open("a") as file:
        file.write('\n{"id": "blank", "title": "Blank", "text": "  "}')
    found = evaluate(Settings(_env_file=None), bench, Console(quiet=True), limit=1)
    assert {figure.name: figure.value for figure in found.figures}["evidence recall@1"] == 1.0
    assert "'blank' is left out" in caplog.text

"""`landscape eval`: the figures of a small benchmark, predictions for machines, and a run that was cut off."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.settings import Settings
from bot.terminal.evaluate import EvaluationOptions, run_benchmark
from index.answering.answerer import Answerer, Trace
from index.engine import Engine
from index.measuring.benchmark import BenchmarkError, add_documents, load_benchmark, read_documents

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here


def test_a_benchmark_is_asked_and_told_in_figures_predictions_and_a_picture(bench: Path, tmp_path: Path) -> None:
    console = Console(record=True, width=120)
    report, predictions = tmp_path / "out" / "report.json", tmp_path / "predictions.jsonl"
    settings = Settings(_env_file=None)
    run_benchmark(settings, bench, console, EvaluationOptions(report=report, predictions=predictions))
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
    run_benchmark(Settings(_env_file=None), bench, console, EvaluationOptions(report=report))
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
    found = run_benchmark(
        Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(predictions=predictions)
    )
    assert [json.loads(line)["stages"] for line in predictions.read_text().splitlines()] == [{"first stage": 12.3}] * 3
    told = {figure.name: figure.value for figure in found.figures}
    assert told["milliseconds of first stage, 95th percentile"] == 12.3


def test_documents_are_read_as_the_store_keeps_them(bench: Path, empty_engine: Engine) -> None:
    benchmark = load_benchmark(bench)
    stored = add_documents(empty_engine, benchmark)
    texts = {identity: empty_engine.store.document(identity).text for identity in stored.values()}
    assert read_documents(benchmark, empty_engine.library.limits) == (stored, texts)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    settings = Settings(_env_file=None)
    run_benchmark(settings, bench, Console(quiet=True), EvaluationOptions(predictions=predictions, limit=1))
    first = predictions.read_text()
    predictions.write_text(first + '{"id": "bread", "outc')  # the last line was cut off
    console = Console(record=True)
    run_benchmark(settings, bench, console, EvaluationOptions(predictions=predictions))
    assert "1 of 3 replies are taken from" in console.export_text()
    assert predictions.read_text().startswith(first), "what was asked is not asked again"
    assert [json.loads(line)["id"] for line in predictions.read_text().splitlines()] == ["steps", "bread", "elsewhere"]


def test_predictions_for_another_benchmark_are_not_overwritten(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text('{"id": "somewhere else"}\n')
    with pytest.raises(BenchmarkError, match=r"predictions\.jsonl holds replies of another run"):
        run_benchmark(Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(predictions=predictions))
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
        run_benchmark(Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(report=tmp_path / name))


def test_a_document_without_text_is_left_out_and_the_others_are_asked(
    bench: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (bench / "documents.jsonl").open("a") as file:
        file.write('\n{"id": "blank", "title": "Blank", "text": "  "}')
    found = run_benchmark(Settings(_env_file=None), bench, Console(quiet=True), EvaluationOptions(limit=1))
    assert {figure.name: figure.value for figure in found.figures}["evidence recall@1"] == 1.0
    assert "'blank' is left out" in caplog.text

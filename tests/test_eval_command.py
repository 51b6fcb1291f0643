"""`landscape eval`: the figures of a small benchmark, predictions for machines, and a run that was cut off."""

import json
from pathlib import Path

import pytest
from conftest import LIGHTHOUSE
from rich.console import Console

from bot.eval_command import evaluate
from bot.settings import Settings
from index.benchmark import BenchmarkError, load_benchmark

TEXT = LIGHTHOUSE.split("---\n")[-1]
QUESTIONS = [
    {
        "id": "steps", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": True,
        "evidence": ["The climb has 212 steps."], "document_ids": ["vara"], "evidence_mode": "any",
    },
    {
        "id": "bread", "question": "How do I bake sourdough bread?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None,
    },
    {
        "id": "elsewhere", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None, "candidate_document_ids": ["bees"],
    },
]  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
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
    evaluate(settings, bench, console, report=report, predictions=predictions, limit=None)
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


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    settings = Settings(_env_file=None)
    evaluate(settings, bench, Console(quiet=True), report=None, predictions=predictions, limit=1)
    first = predictions.read_text()
    predictions.write_text(first + '{"id": "bread", "outc')  # the last line was cut off
    console = Console(record=True)
    evaluate(settings, bench, console, report=None, predictions=predictions, limit=None)
    assert "1 of 3 replies are taken from" in console.export_text()
    assert predictions.read_text().startswith(first), "what was asked is not asked again"
    assert [json.loads(line)["id"] for line in predictions.read_text().splitlines()] == ["steps", "bread", "elsewhere"]


def test_predictions_for_another_benchmark_are_not_overwritten(bench: Path, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text('{"id": "somewhere else"}\n')
    with pytest.raises(BenchmarkError, match=r"predictions\.jsonl holds replies of another run"):
        evaluate(Settings(_env_file=None), bench, Console(quiet=True), report=None, predictions=predictions, limit=None)
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
        evaluate(
            Settings(_env_file=None), bench, Console(quiet=True), report=tmp_path / name, predictions=None, limit=None
        )


def test_a_document_without_text_is_left_out_and_the_others_are_asked(
    bench: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (bench / "documents.jsonl").open("a") as file:
        file.write('\n{"id": "blank", "title": "Blank", "text": "  "}')
    found = evaluate(Settings(_env_file=None), bench, Console(quiet=True), report=None, predictions=None, limit=1)
    assert {figure.name: figure.value for figure in found}["evidence recall@1"] == 1.0
    assert "'blank' is left out" in caplog.text

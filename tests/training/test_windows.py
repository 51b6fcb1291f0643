"""Windows are what the product reads, each community by itself, and a file that is there is not made anew."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.ferry import FARE, NOON, make_community

from index.engine import Engine
from training.community_runs import holds_evidence, split_by_community, write_missing
from training.windows import find_windows


def test_a_window_says_whether_it_holds_the_evidence(empty_engine: Engine) -> None:
    rows = {row["id"]: row for row in find_windows(empty_engine, make_community())}
    first = rows["a"]["windows"][0]
    assert (first["holds"], first["part"], first["beyond"]) == (True, 1.0, False)
    assert NOON in first["text"]
    assert first["document"] == "f"
    assert not any(window["holds"] or window["part"] for window in rows["c"]["windows"])


def test_evidence_is_held_whole_or_as_a_good_part_of_it() -> None:
    assert holds_evidence([NOON], f"Times\n\n{NOON.replace(' at ', chr(10) + 'at ')}")
    assert holds_evidence([NOON], "leaves the old harbour at noon")
    assert holds_evidence([f"- {NOON}"], f"{NOON} It comes back at two.")
    assert not holds_evidence([NOON], "at noon")
    assert not holds_evidence([], NOON)


def test_each_community_has_its_own_documents_and_questions(tmp_path: Path) -> None:
    documents = [{"id": name, "title": name, "text": FARE} for name in ("ferry", "tower")]
    questions = [
        {
            "id": name, "question": "what does a crossing cost", "answerable": True, "evidence": [FARE], "document_ids": [name],
            "candidate_document_ids": [name], "community": f"of the {name}",
        }
        for name in ("ferry", "tower")
    ]  # fmt: skip
    for name, rows in (("documents", documents), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ferry, tower = split_by_community(tmp_path)
    assert [community.benchmark.name for community in (ferry, tower)] == ["of the ferry", "of the tower"]
    assert [document.id for document in tower.benchmark.documents] == ["tower"]
    assert [question.id for question in tower.benchmark.questions] == ["tower"]


def test_a_file_that_is_there_is_not_made_anew(
    tmp_path: Path, open_at: Callable[[Path], Engine], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        write_missing(tmp_path / "out", [make_community()], find_windows, open_at)
    lines = (tmp_path / "out" / "vara.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b", "c"]
    assert capsys.readouterr().out.count("vara 3 questions") == 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["vara.jsonl"]

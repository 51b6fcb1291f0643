"""Which data directory a command takes: what reads makes none, a mistyped one is told, and one that may only be read is enough."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from support.paths import ROOT
from support.terminal import landscape

from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore

pytestmark = pytest.mark.slow  # each command is a process

READING = (
    ("corpus", "list"), ("corpus", "history"), ("corpus", "show", "abc"), ("corpus", "export", "out.zip"),
    ("corpus", "remove", "abc"), ("corpus", "undo"), ("index", "rebuild"), ("ask", "What is new?"), ("demo",),
    ("doctor",), ("calibrate",), ("erase", "document", "abc", "--yes"),
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose data directory has one document."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "bees.md").write_text("# Bees\n\n## Winter\n\nA hive of bees keeps warm by shivering.\n")
    done = landscape("corpus", "add", "bees.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_typed_data_directory_that_is_not_there_is_told_and_none_is_made(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    done = landscape(*command, "--data-dir", "mistyped/deep", cwd=tmp_path)
    said = " ".join((done.stdout + done.stderr).split())
    assert f"there is no data directory {tmp_path / 'mistyped' / 'deep'}" in said
    assert "--data-dir" in said
    assert done.returncode == (1 if command == ("doctor",) else 2)
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_path_makes_no_tree_where_documents_are_added(tmp_path: Path) -> None:
    (tmp_path / "bees.md").write_text("# Bees\n\nA hive keeps warm by shivering.\n")
    done = landscape("corpus", "add", "bees.md", "--data-dir", "mistyped/deep", cwd=tmp_path)
    assert done.returncode == 2
    assert f"there is no folder {tmp_path / 'mistyped'}" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bees.md"]


def test_the_list_names_the_shipped_notes_and_the_directory_before_anything_is_there(tmp_path: Path) -> None:
    done = landscape("corpus", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "shipped" in done.stdout
    assert f"No documents of your own yet in {tmp_path / 'data'}: landscape corpus add PATH" in done.stdout
    rows = [json.loads(line) for line in landscape("corpus", "list", "--json", cwd=tmp_path).stdout.splitlines()]
    assert {row["scope"] for row in rows} == {"shipped"}
    assert len(rows) == len(list((ROOT / "corpus" / "notes").glob("*.md")))
    shown = landscape("corpus", "show", rows[0]["id"], cwd=tmp_path)
    assert rows[0]["title"] in shown.stdout
    assert f"{rows[0]['passages']}. " in shown.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_note_looks_in_the_list_as_it_does_once_it_is_stored(tmp_path: Path, kept: Path) -> None:
    before = [json.loads(line) for line in landscape("corpus", "list", "--json", cwd=kept).stdout.splitlines()]
    copy = shutil.copytree(kept, tmp_path / "copy")
    assert landscape("ask", "How do bees keep warm?", cwd=copy).returncode == 0  # stores them
    after = [json.loads(line) for line in landscape("corpus", "list", "--json", cwd=copy).stdout.splitlines()]
    assert {row["scope"] for row in before} == {"shipped", SHARED}

    def know(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return sorted(({**row, "added": None} for row in rows), key=lambda row: str(row["id"]))

    assert know(before) == know(after)


def test_the_notes_are_not_listed_where_they_may_not_answer(tmp_path: Path) -> None:
    assert landscape("corpus", "list", "--json", cwd=tmp_path, SHIPPED_NOTES="false").stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere root can't be bound by permissions")
def test_a_directory_that_may_only_be_read_is_listed_shown_exported_and_asked(kept: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(kept, tmp_path / "copy")
    with CorpusStore(copy / "data") as store:
        (document,) = store.listing([SHARED])
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    for command, said in (
        (("corpus", "list"), "Bees"),
        (("corpus", "show", document.id), "shivering"),
        (("corpus", "history"), "Bees"),
        (("corpus", "export", str(tmp_path / "out.zip")), "1 document written"),
        (("ask", "--no-notes", "How does a hive of bees keep warm?"), "shivering"),
    ):
        done = landscape(*command, cwd=copy, bound=True)
        assert done.returncode == 0, (command, done.stderr)
        assert said in done.stdout, command
    refused = landscape("corpus", "remove", document.id, cwd=copy, bound=True)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "write permission" in refused.stderr
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere root can't be bound by permissions")
def test_a_directory_that_may_only_be_read_is_listed_beside_a_process_that_writes_there(
    kept: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(kept, tmp_path / "copy")
    with CorpusStore(copy / "data") as store:
        store.set_fingerprint("server:9", "")  # something stands in SQLite's journal
        store.remove(store.listing([SHARED])[0].id)
        for path in (copy / "data", *(copy / "data").iterdir()):
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = landscape("corpus", "list", cwd=copy, bound=True, SHIPPED_NOTES="false")
    assert done.returncode == 0, done.stderr
    assert "Bees" not in done.stdout, "what the journal says counts"

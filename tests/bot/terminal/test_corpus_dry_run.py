"""`landscape corpus add --dry-run`: the preview of Discord in the terminal, of which nothing is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.corpus_commands import print_command, rows
from support.lighthouse import LIGHTHOUSE
from support.terminal import landscape

from corpus.scopes import of_server
from corpus.store.documents import CorpusStore
from corpus.store.replies import NewReply, ReplyLog

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own

HERE = of_server(1)
ASKED = "When does the last bus leave Vara?"
BUS = "The last bus from Vara leaves at 19:40, on Sundays too. A ticket for the bus costs 3 crowns.\n"
TABLES = ("documents", "versions", "passages", "files", "events", "scopes")


def count_rows(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as raw:
        return [raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def test_a_dry_run_shows_what_documents_would_change_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "lighthouse.md").write_text(LIGHTHOUSE)
    print_command(tmp_path, "add", "lighthouse.md", "--scope", HERE, "--data-dir", "data")
    with CorpusStore(tmp_path / "data") as store:
        ReplyLog(store).add(NewReply(HERE, 1, ASKED, "refusal", 0.1, reason="not_stated"))
    (tmp_path / "bus.md").write_text(f"# Buses\n\n{BUS}")
    (tmp_path / "again.md").write_text(LIGHTHOUSE.replace("40 crowns", "50 crowns"))
    (tmp_path / "empty.md").write_text("")
    stored = landscape("ask", "Anything?", "--data-dir", "data", cwd=tmp_path)  # stores the shipped notes
    assert stored.returncode == 0
    before = count_rows(tmp_path / "data" / "landscape.db")
    arguments = ("bus.md", "again.md", "empty.md", "lighthouse.md", "--dry-run", "--data-dir", "data")
    done = landscape("corpus", "add", *arguments, "--scope", HERE, cwd=tmp_path)
    assert done.returncode == 1, "one file can't be read"
    assert "empty.md" in done.stderr
    for told in (
        "Buses (1 passage, language: English)",
        "The lighthouse of Vara (already there, nothing would change)",
        "Nearly the same, or the same title, is there already:",
        "Would answer questions that were refused: 1",
        ASKED,
        "“The last bus from Vara leaves at 19:40, on Sundays too.”",
        "Would change recent answers: none",
        "Nothing was added: this was a dry run.",
    ):
        assert told in done.stdout, done.stdout
    assert count_rows(tmp_path / "data" / "landscape.db") == before
    assert [row["title"] for row in rows(tmp_path, "list", "--scope", HERE, "--data-dir", "data")] == [
        "The lighthouse of Vara"
    ]


def test_documents_for_everybody_are_asked_what_was_asked_on_any_server_and_a_directory_is_not_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "bus.md").write_text(f"# Buses\n\n{BUS}")
    nowhere = landscape("corpus", "add", "bus.md", "--dry-run", cwd=tmp_path, DATA_DIR=str(tmp_path / "none"))
    assert nowhere.returncode == 0, nowhere.stderr
    assert "Nothing was added" in nowhere.stdout
    assert not (tmp_path / "none").exists()
    with CorpusStore(tmp_path / "data") as store:
        ReplyLog(store).add(NewReply(HERE, 1, ASKED, "refusal", 0.1, reason="not_stated"))
    everybody = landscape("corpus", "add", "bus.md", "--dry-run", "--data-dir", "data", cwd=tmp_path)
    assert "Would answer questions that were refused: 1" in everybody.stdout

"""`landscape erase`: after a question, and for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.terminal.app import app
from corpus.readers import read_document
from corpus.scopes import of_server
from corpus.store.documents import CorpusStore
from corpus.store.records import Embedded, NewVersion

RUNNER = CliRunner()


@pytest.fixture
def document_id(tmp_path: Path) -> str:
    with CorpusStore(tmp_path) as store:
        read = read_document(b"The ferry leaves at noon.", "ferry.txt")
        return store.add(of_server(7), NewVersion(read, Embedded([]), "ferry.txt", "f"), fingerprint="f")


def count_documents(folder: Path) -> int:
    with CorpusStore(folder) as store:
        return len(store.listing([of_server(7)]))


@pytest.mark.slow
def test_nothing_is_erased_unless_it_is_confirmed(document_id: str, tmp_path: Path) -> None:
    for command in (["document", document_id], ["server", "7"], ["member", "7"]):
        refused = RUNNER.invoke(app, ["erase", *command, "--data-dir", str(tmp_path)], input="n\n")
        assert refused.exit_code == 1
        assert "Nothing brings it back." in refused.output
    assert count_documents(tmp_path) == 1


@pytest.mark.parametrize("what", ["document", "server"])
def test_what_is_confirmed_is_erased(what: str, document_id: str, tmp_path: Path) -> None:
    identity = document_id if what == "document" else "7"
    erased = RUNNER.invoke(app, ["erase", what, identity, "--data-dir", str(tmp_path)], input="y\n")
    assert erased.exit_code == 0, erased.output
    assert "erased" in erased.output
    assert count_documents(tmp_path) == 0


def test_a_member_is_erased_without_asking_where_that_is_said(document_id: str, tmp_path: Path) -> None:
    erased = RUNNER.invoke(app, ["erase", "member", "7", "--yes", "--data-dir", str(tmp_path)])
    assert (erased.exit_code, erased.output) == (0, "member 7 (erased, with 0 questions)\n")
    assert count_documents(tmp_path) == 1

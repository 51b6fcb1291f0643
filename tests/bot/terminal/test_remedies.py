"""What a user can mend is one line with its remedy and exit code 1, never a traceback, whichever part raised it."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.terminal import make_environment

import bot
import corpus
import index
from bot.settings import SettingError
from bot.terminal import app
from corpus.errors import MendableError
from corpus.scopes import SHARED
from corpus.store.database import FILENAME
from corpus.store.documents import CorpusStore
from index.upkeep import archive

Call = Callable[..., tuple[int | str | None, str, str]]


def every_mendable() -> list[type[MendableError]]:
    """Return each class of errors that a user can mend, in all of our packages."""
    for package in (corpus, index, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and "migrations" not in module.name:
                importlib.import_module(module.name)
    known, waiting = [], [MendableError]
    while waiting:
        known.append(waiting.pop())
        waiting += known[-1].__subclasses__()
    return known


@pytest.mark.slow
def test_whatever_can_be_mended_ends_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in every_mendable():
        error = kind.__new__(kind)  # some are made of more than a message
        error.args = ("try again in a minute",)
        monkeypatch.setattr(app, "app", _Failing(error))
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert ended.value.code == (2 if kind is SettingError else 1), kind
        assert capsys.readouterr().err == "landscape: try again in a minute\n", kind


class _Failing:
    """A command line that ends with an error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def add_typer(self, *_: object, **__: object) -> None: ...

    def __call__(self) -> None:
        raise self.error


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command of `landscape corpus` in a folder with one document, and return its exit code and what it prints."""

    def run(*arguments: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["landscape", "corpus", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return ended.value.code, *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    for name, value in make_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "bees.md").write_text("# Bees\n\nA hive keeps warm by shivering.\n")
    assert run("add", "bees.md")[0] == 0
    return run


@pytest.mark.model  # 'corpus add' loads it
def test_too_many_documents_for_an_archive_are_told_with_the_remedy(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 1)
    code, _, err = call("export", "out.zip")
    assert code == 1
    assert err.endswith("more than an archive holds; copy the data directory instead\n")
    assert not list(tmp_path.glob("out.zip*"))


@pytest.mark.model  # 'corpus add' loads it
def test_a_document_that_can_not_be_read_again_is_told_out_of_restore(call: Call, tmp_path: Path) -> None:
    with CorpusStore(tmp_path / "data") as store:
        (document,) = store.listing([SHARED])
    change(tmp_path, "UPDATE versions SET text = '***'")
    assert call("edit", document.id, "--title", "Wasps")[0] == 0, "another title needs no reading"
    assert call("remove", document.id)[0] == 0
    change(tmp_path, "DELETE FROM passages")
    code, out, err = call("restore", document.id)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "holds no text that could be quoted; give a file with sentences in it" in err


def change(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "data" / FILENAME)) as connection, connection:
        connection.execute(statement)

"""The exit codes that docs/terminal.md promises: every command keeps to them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support.paths import ROOT
from support.terminal import make_environment

from bot.terminal import app
from corpus.store.documents import CorpusStore

DONE, FAILED, WRONG, STOPPED = 0, 1, 2, 130

CASES = [
    (DONE, "--version"), (DONE, "--help"), (DONE, "corpus list"), (DONE, "corpus list --removed --json"),
    (DONE, "corpus history"), (DONE, "corpus refresh"), (DONE, "faq list"), (DONE, "gaps list"), (DONE, "stats"),
    (DONE, "corpus export new.zip"), (DONE, "erase member 1 --yes"),
    (FAILED, "corpus add missing.md"), (FAILED, "corpus show abc"), (FAILED, "corpus remove abc"),
    (FAILED, "corpus edit abc --title New"), (FAILED, "corpus restore abc"), (FAILED, "corpus history abc"),
    (FAILED, "corpus replace abc there.md"), (FAILED, "corpus import missing.zip"), (FAILED, "corpus import there.md"),
    (FAILED, "corpus undo"), (FAILED, "faq show abc"), (FAILED, "faq remove abc"), (FAILED, "faq restore abc"),
    (FAILED, "gaps show 7"), (FAILED, "gaps dismiss 7"), (FAILED, "gaps reopen 7"), (FAILED, "erase document abc --yes"),
    (FAILED, "eval missing"), (FAILED, "calibrate --undo"),
    (WRONG, "nonsense"), (WRONG, "corpus nonsense"), (WRONG, "corpus add"), (WRONG, "corpus list --scope nonsense"),
    (WRONG, "corpus edit abc"), (WRONG, "corpus edit abc --date tomorrow"), (WRONG, "corpus export there.md"),
    (WRONG, "faq edit abc"), (WRONG, "faq add Where?"), (WRONG, "gaps show seven"), (WRONG, "ask"), (WRONG, "ask a b"),
    (WRONG, "ask --stdin a"), (WRONG, "stats --days 0"), (WRONG, "eval"), (WRONG, "eval missing --show 3"),
    (WRONG, "calibrate --sure 2"), (WRONG, "erase server abc"), (WRONG, "corpus list --data-dir mistyped"),
    (WRONG, "index rebuild --data-dir mistyped"), (WRONG, "serve --data-dir mistyped"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "command"), CASES, ids=str)
def test_each_command_ends_with_the_code_that_is_promised(
    code: int, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    CorpusStore(tmp_path / "data").close()
    (tmp_path / "there.md").write_text("# There\n\nIt is there.\n")
    monkeypatch.chdir(tmp_path)
    for name, value in make_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["landscape", *command.split()])
    with pytest.raises(SystemExit) as ended:
        app.main()
    err = capsys.readouterr().err
    assert (ended.value.code or DONE) == code, err
    assert "Traceback" not in err
    assert bool(err) is (code != DONE), "what went wrong is said, and nothing else"
    assert not (tmp_path / "mistyped").exists()


def test_the_table_has_these_codes_and_no_others() -> None:
    table = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "terminal.md").read_text("utf-8"), re.MULTILINE)
    assert list(map(int, table)) == [DONE, FAILED, WRONG, STOPPED]
    assert {code for code, _ in CASES} == {DONE, FAILED, WRONG}

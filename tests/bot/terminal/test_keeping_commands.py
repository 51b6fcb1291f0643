"""`landscape faq`, `gaps` and `stats`: what moderators keep on Discord, for the operator in the terminal, without a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.gaps_made import HERE, THERE, note, refused
from support.terminal import make_environment

from bot.terminal import app
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.faq.store import FaqStore
from corpus.store.gaps.store import GapStore
from corpus.store.replies import NewReply, ReplyLog

MEMBER = 987_654_321_987
Call = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `landscape` in an empty folder, and return its exit code and what it prints."""

    def run(*arguments: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["landscape", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return ended.value.code, *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    for name, value in make_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return run


def read_rows(call: Call, *arguments: str) -> list[dict[str, object]]:
    code, out, err = call(*arguments, "--json")
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def test_where_nothing_is_there_each_says_so_and_makes_nothing(call: Call, tmp_path: Path) -> None:
    for command, said in (
        (("faq", "list"), "No entries yet: landscape faq add"),
        (("faq", "list", "--removed"), "No entry was removed"),
        (("gaps", "list"), "No question is open"),
        (("stats",), "Nothing was asked in the last 30 days"),
    ):
        code, out, _ = call(*command)
        assert (code, said in out) == (0, True), command
        assert str(tmp_path / "data") in out
        assert read_rows(call, *command) == []
    for command in (("faq", "show", "abc"), ("faq", "remove", "abc"), ("gaps", "show", "1"), ("gaps", "dismiss", "1")):
        code, _, err = call(*command)
        assert (code, len(err.splitlines())) == (1, 1)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_is_written_shown_changed_removed_and_restored(call: Call, tmp_path: Path) -> None:
    code, out, err = call(
        "faq", "add", "When does the harbour open?", "At seven.", "--alias", "harbour hours?", "--tag", "sea"
    )
    assert code == 0, err
    identity = out.split()[0]
    (row,) = read_rows(call, "faq", "list")
    assert (row["question"], row["answer"], row["scope"], row["tags"]) == (
        "When does the harbour open?", "At seven.", SHARED, ["sea"],
    )  # fmt: skip
    assert "At seven." in call("faq", "show", identity[:6])[1]
    assert "version 2" in call("faq", "edit", identity, "--answer", "At eight.")[1]
    (row,) = read_rows(call, "faq", "show", identity)
    assert (row["answer"], row["phrasings"], row["tags"]) == ("At eight.", ["harbour hours?"], ["sea"])
    assert "(removed)" in call("faq", "remove", identity)[1]
    again = call("faq", "remove", identity)
    assert (again[0], "was removed before, nothing changed" in again[1]) == (0, True)
    assert read_rows(call, "faq", "list") == []
    assert [row["id"] for row in read_rows(call, "faq", "list", "--removed")] == [identity]
    assert "(restored)" in call("faq", "restore", identity)[1]
    assert "nothing changed" in call("faq", "restore", identity)[1]
    with CorpusStore(tmp_path / "data") as store:
        (entry,) = FaqStore(store).reading.entries(SHARED)
        assert entry.answer is not None
        assert entry.answer.document.text == "At eight."


def test_what_can_not_be_written_is_a_line_with_the_remedy(call: Call) -> None:
    code, _, err = call("faq", "add", "?!", "At seven.")
    assert (code, "write it as a member would ask it" in err) == (1, True)
    assert call("faq", "edit", "abc")[0] == 2
    assert call("faq", "add", "Where?", "Here.", "--url", "nowhere")[0] == 2


def test_a_gap_is_listed_shown_dismissed_and_opened_again_and_no_member_is_named(call: Call, tmp_path: Path) -> None:
    with CorpusStore(tmp_path / "data") as store:
        gaps = GapStore(store)
        here = note(gaps, refused(store, MEMBER, "Why is the sea salt?"), MEMBER, "Why is the sea salt?")
        note(gaps, refused(store, MEMBER, "Who rows?", THERE), MEMBER, "Who rows?", scope=THERE)
    assert {row["question"] for row in read_rows(call, "gaps", "list")} == {"Why is the sea salt?", "Who rows?"}
    (row,) = read_rows(call, "gaps", "list", "--scope", HERE)
    assert (row["number"], row["askers"]) == (here, 1)
    assert str(MEMBER) not in json.dumps(row)
    assert "Why is the sea salt?" in call("gaps", "show", str(here))[1]
    assert "(dismissed)" in call("gaps", "dismiss", str(here))[1]
    assert "nothing changed" in call("gaps", "dismiss", str(here))[1]
    assert [row["number"] for row in read_rows(call, "gaps", "list", "--status", "dismissed")] == [here]
    assert "(open)" in call("gaps", "reopen", str(here))[1]
    assert len(read_rows(call, "gaps", "list")) == 2


def test_the_statistics_of_each_place_are_told(call: Call, tmp_path: Path) -> None:
    with CorpusStore(tmp_path / "data") as store:
        refused(store, MEMBER, "Why?")
        ReplyLog(store).add(NewReply(THERE, MEMBER, "Who?", "answer", 0.9, certainty="sure", milliseconds=80.0))
    rows = {row["scope"]: row for row in read_rows(call, "stats")}
    assert (rows[HERE]["asked"], rows[HERE]["refused"]) == (1, 1)
    assert (rows[THERE]["surely"], rows[THERE]["median_ms"]) == (1, 80.0)
    out = call("stats", "--scope", THERE)[1]
    assert "80 ms" in out
    assert HERE not in out.split()

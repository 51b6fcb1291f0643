"""Bookkeeping: values under names, whole or not at all, and what earlier releases kept in files."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus.scopes import SHARED
from corpus.store import former_files
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.documents import CorpusStore
from index.judge.calibrations import Calibration, Calibrations
from index.judge.grades import Thresholds

FORMER = {
    "following.json": '{"told": 4, "followed": 3}',
    "digests.json": '{"server:1": "2026-11-20T10:00:00+00:00"}',
    "discord-commands.json": '{"sha256": "ab"}',
}


def fill(folder: Path) -> None:
    """Make a data directory as an earlier release left it."""
    CorpusStore(folder).close()
    for name, text in FORMER.items():
        (folder / name).write_text(text, encoding="utf-8")
    calibration = Calibration(0.6, 0.7, 0.1, 0.2, 50, "2026-11-24T00:00:00+00:00", "models")
    (folder / "calibration.json").write_text(json.dumps({SHARED: [asdict(calibration)]}, indent=1), encoding="utf-8")
    (folder / "calibration.lock").touch()


def assert_taken_in(folder: Path) -> None:
    with CorpusStore(folder) as store:
        kept = Bookkeeping(store)
        assert kept.read(Ledger.FOLLOWING) == {"told": 4, "followed": 3}
        assert kept.read(Ledger.DIGESTS) == {"server:1": "2026-11-20T10:00:00+00:00"}
        assert kept.read(Ledger.COMMANDS) == {"sha256": "ab"}
        assert Calibrations(store, "models").thresholds(SHARED) == Thresholds(0.7, 0.6)
    assert not [*folder.glob("*.json"), *folder.glob("*.lock")]


def test_a_value_is_kept_and_replaced(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        kept = Bookkeeping(store)
        assert kept.read(Ledger.DIGESTS) is None
        kept.write(Ledger.DIGESTS, {"server:1": "now"})
        kept.write(Ledger.COMMANDS, ["others", 1, None])
    with CorpusStore(tmp_path) as store:
        assert Bookkeeping(store).read(Ledger.DIGESTS) == {"server:1": "now"}
        assert Bookkeeping(store).read(Ledger.COMMANDS) == ["others", 1, None]


def test_changes_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        kept = Bookkeeping(store)

        def count() -> None:
            for _ in range(20):
                kept.change(Ledger.FOLLOWING, lambda value: (value or 0) + 1)

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert kept.read(Ledger.FOLLOWING) == 80


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        kept = Bookkeeping(store)
        kept.write(Ledger.FOLLOWING, 1)
        with pytest.raises(ZeroDivisionError):
            kept.change(Ledger.FOLLOWING, lambda value: value // 0)
        assert kept.read(Ledger.FOLLOWING) == 1


def test_an_earlier_releases_files_are_taken_in_once_and_removed(tmp_path: Path) -> None:
    fill(tmp_path)
    assert_taken_in(tmp_path)
    assert_taken_in(tmp_path)


def test_a_file_that_is_left_from_a_kill_does_not_take_the_place_of_what_came_after(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        Bookkeeping(store).write(Ledger.FOLLOWING, {"told": 9, "followed": 9})
    (tmp_path / "following.json").write_text(FORMER["following.json"], encoding="utf-8")
    with CorpusStore(tmp_path) as store:
        assert Bookkeeping(store).read(Ledger.FOLLOWING) == {"told": 9, "followed": 9}
    assert not (tmp_path / "following.json").exists()


@pytest.mark.parametrize("step", range(1, 9))
def test_a_kill_while_files_are_taken_in_loses_none(tmp_path: Path, step: int) -> None:
    fill(tmp_path)
    child = os.fork()
    if child == 0:
        _die_at(step)
        CorpusStore(tmp_path).close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert_taken_in(tmp_path)


def _die_at(step: int) -> None:
    """Kill this process before it writes or removes for the nth time."""
    left = iter(range(1, 100))

    def count() -> None:
        if next(left) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    write, unlink = former_files.upsert, Path.unlink

    def counting_write(*arguments: object) -> object:
        count()
        return write(*arguments)  # type: ignore[arg-type]

    def counting_unlink(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".json":
            count()
        unlink(path, missing_ok=missing_ok)

    former_files.upsert = counting_write  # type: ignore[assignment]
    Path.unlink = counting_unlink  # type: ignore[method-assign]


@pytest.mark.parametrize("damaged", [b"{", b"\xff\xfe{"])
def test_a_file_that_can_not_be_read_is_set_aside_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: bytes
) -> None:
    fill(tmp_path)
    (tmp_path / "calibration.json").write_bytes(damaged)
    with CorpusStore(tmp_path) as store:
        assert Calibrations(store, "models").thresholds(SHARED) is None
        assert Bookkeeping(store).read(Ledger.FOLLOWING) == {"told": 4, "followed": 3}
    assert "calibration.json can't be read" in caplog.text
    assert (tmp_path / "calibration.json.damaged").read_bytes() == damaged

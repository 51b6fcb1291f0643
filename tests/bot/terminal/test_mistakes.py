"""Mistakes at the command line: each is told in a line with its remedy, at once, and with the exit code of its sort."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support.paths import ROOT
from support.terminal import landscape, make_environment

pytestmark = pytest.mark.slow  # each command is a process


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder whose data directory has one document, and the ID of that."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "bees.md").write_text("# Bees\n\nA hive of bees keeps warm by shivering.\n")
    done = landscape("corpus", "add", "bees.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout.split()[0]


def read_box(text: str) -> str:
    """Return an error in a box as one line."""
    return " ".join(text.replace("│", " ").split())


def test_a_question_without_quotes_is_told_how_to_write_it(tmp_path: Path) -> None:
    done = landscape("ask", "Who", "wrote", "Bob's", "letter?", cwd=tmp_path)
    assert done.returncode == 2
    assert """put the question in quotes: landscape ask 'Who wrote Bob'"'"'s letter?'""" in read_box(done.stderr)


@pytest.mark.parametrize("question", ["", "  \t"])
def test_an_empty_question_ends_with_2(question: str, tmp_path: Path) -> None:
    done = landscape("ask", question, cwd=tmp_path)
    assert done.returncode == 2
    assert "the question is empty" in read_box(done.stderr)


@pytest.mark.parametrize("setting", ["EMBEDDING_MODEL", "JUDGE_MODEL"])
def test_a_model_that_is_not_there_is_told_once_and_before_anything_is_loaded(setting: str, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules |= dict.fromkeys(('torch', 'transformers')); from bot.terminal.app import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "ask", "What is new?"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=make_environment(tmp_path, **{setting: "somebody/mistyped"}), timeout=60,
    )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert f"{setting}=somebody/mistyped is no folder and no model on this machine" in done.stderr


@pytest.mark.clock
def test_a_model_that_is_not_there_is_told_in_two_seconds(tmp_path: Path) -> None:
    started = time.monotonic()
    assert landscape("ask", "What is new?", cwd=tmp_path, EMBEDDING_MODEL="mistyped").returncode == 1
    assert time.monotonic() - started < 4  # with wide room


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    done = landscape("ask", "What is new?", cwd=tmp_path, EMBEDDING_MODEL=str(tmp_path))
    assert done.returncode == 1
    assert "is a folder without a model" in done.stderr


def test_the_doctor_says_of_a_wrong_model_what_happens_with_it(tmp_path: Path) -> None:
    done = landscape("doctor", "--json", cwd=tmp_path, EMBEDDING_MODEL="mistyped")
    found = {row["check"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert [name for name, row in found.items() if row["outcome"] == "fail"] == ["model"]
    assert found["index"]["outcome"] == "skipped"
    assert "model" in found["index"]["said"]


def test_the_doctor_fails_for_a_line_that_is_no_setting_and_names_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\nCOMPOSE_PROJECT_NAME=x\n")
    done = landscape("doctor", "--json", cwd=tmp_path)
    first = json.loads(done.stdout.splitlines()[0])
    assert (done.returncode, first["check"], first["outcome"]) == (1, "configuration", "fail")
    assert f"{tmp_path / '.env'}, line 2: COMPOSE_PROJECT_NAME" in first["said"]


def test_the_doctor_says_nothing_of_voice(tmp_path: Path) -> None:
    script = "from bot.discord_app.login import try_login; import asyncio; asyncio.run(try_login('a.b.c'))"
    done = subprocess.run(
        [sys.executable, "-c", f"import logging; logging.basicConfig()\ntry:\n    {script}\nexcept Exception: pass"],
        cwd=tmp_path, env=make_environment(tmp_path), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "voice" not in done.stderr


def test_what_was_removed_before_is_told_so(kept: tuple[Path, str]) -> None:
    folder, identity = kept
    assert "(removed)" in landscape("corpus", "remove", identity, cwd=folder).stdout
    again = landscape("corpus", "remove", identity, cwd=folder)
    assert again.returncode == 0
    assert "was removed before, nothing changed; 'restore' brings it back" in again.stdout
    shown = landscape("corpus", "show", identity, cwd=folder)
    assert (shown.returncode, f"'landscape corpus restore {identity}' brings it back" in shown.stderr) == (1, True)
    assert landscape("corpus", "restore", identity, cwd=folder).returncode == 0


def test_an_export_does_not_write_over_a_file_unasked(kept: tuple[Path, str]) -> None:
    folder, _ = kept
    target = folder / "out.zip"
    target.write_text("precious")
    refused = landscape("corpus", "export", "out.zip", cwd=folder)
    assert (refused.returncode, target.read_text()) == (2, "precious")
    assert "out.zip exists; --yes writes over it" in read_box(refused.stderr)
    master, slave = pty.openpty()
    os.write(master, b"n\n")
    with subprocess.Popen(
        [sys.executable, "-c", "from bot.terminal.app import main; main()", "corpus", "export", "out.zip"],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, env=make_environment(folder),
    ) as process:  # fmt: skip
        said = process.communicate(timeout=60)[0].decode()
    os.close(master)
    os.close(slave)
    assert (process.returncode, target.read_text()) == (1, "precious")
    assert "Write over it?" in said
    assert landscape("corpus", "export", "out.zip", "--yes", cwd=folder).returncode == 0
    assert target.read_bytes().startswith(b"PK")


# A shell's jobs in the background ignore Ctrl-C, and so do their children: nobody says where the tests run.
_HEEDING_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"


@pytest.mark.model  # 'corpus add' loads it
def test_what_stays_is_told_where_adding_is_stopped(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.md").write_text(f"# Boat {number}\n\n" + f"Boat {number} leaves at noon. " * 200)
    with subprocess.Popen(
        [sys.executable, "-u", "-c", f"{_HEEDING_INTERRUPTS} from bot.terminal.app import main; main()", "corpus", "add", "."],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=make_environment(tmp_path),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        watch = threading.Timer(200, process.kill)
        watch.start()
        first = process.stdout.readline()  # one is there
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate()
        watch.cancel()
    count = 1 + len(rest.splitlines())
    assert process.returncode == 130
    assert f"landscape: stopped: {count} of 200 were added and stay; 'landscape corpus undo' takes them back" in told
    assert "Traceback" not in told
    listed = landscape("corpus", "list", "--json", cwd=tmp_path, SHIPPED_NOTES="false").stdout.splitlines()
    assert len(listed) == count
    assert first.split()[0] in "".join(listed)


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    done = landscape("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert f'version = "{done.stdout.split()[1]}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_be_told_how_to_complete_commands(shell: str, tmp_path: Path) -> None:
    done = landscape("--show-completion", shell, cwd=tmp_path, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0, done.stderr
    assert "_LANDSCAPE_COMPLETE" in done.stdout or "COMPLETE" in done.stdout

"""The command line, run as its users run it: another process, its exit code, and what it prints."""

import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from support.terminal import landscape, make_environment

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here

COMMANDS = (
    "run",
    "ask",
    "chat",
    "demo",
    "doctor",
    "corpus",
    "corpus add",
    "corpus list",
    "corpus show",
    "corpus remove",
    "corpus edit",
    "corpus replace",
    "corpus restore",
    "corpus history",
    "corpus undo",
    "corpus redo",
    "corpus export",
    "corpus import",
    "corpus refresh",
    "index rebuild",
    "eval",
    "calibrate",
    *("faq list", "faq show", "faq add", "faq edit", "faq remove", "faq restore"),
    *("gaps list", "gaps show", "gaps dismiss", "gaps reopen", "stats", "serve"),
)
KEYS = [
    "question",
    "outcome",
    "reason",
    "probability",
    "answer",
    "citations",
    "nearest",
    "detail",
    "faq",
    "certainty",
    "missing",
    "parts",
    "left_out",
    "topic",
    "close",
    "elapsed_ms",
]
CITATION_KEYS = ["number", "document_id", "title", "headings", "url", "quote", "start", "end"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory whose data directory has one added document."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "bees.md").write_text(
        "# Bees\n\n## Winter\n\nA hive of bees keeps warm by shivering. Honey is its fuel.\n"
    )
    done = landscape("corpus", "add", "bees.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    done = landscape(*command.split(), "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage" in done.stdout
    assert not (tmp_path / "data").exists()


def test_one_question_is_one_object_whose_quotes_are_slices_of_the_shown_text(filled: Path) -> None:
    done = landscape("ask", "--json", "--no-notes", "How does a hive of bees keep warm?", cwd=filled)
    assert done.returncode == 0
    reply = json.loads(done.stdout)
    assert list(reply) == KEYS
    assert (reply["outcome"], reply["reason"], reply["certainty"]) == ("answer", None, "sure")
    assert 0 <= reply["probability"] <= 1
    assert list(reply["citations"][0]) == CITATION_KEYS
    for citation in reply["citations"]:
        text = landscape("corpus", "show", citation["document_id"], "--text", cwd=filled).stdout
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert (citation["title"], citation["headings"]) == ("Bees", ["Winter"])


def test_many_questions_are_one_object_a_line_and_odd_ones_do_not_stop_it(filled: Path) -> None:
    questions = [
        "How do bees keep warm?",
        "",
        "🎉",
        "What is Fable 5?",
        "y" * 10_000,
        "Wie warm ist es im Bienenstock im Winter?",
        "what can you do?",
    ]
    done = landscape("ask", "--json", "--stdin", "--no-notes", cwd=filled, stdin="\n".join(questions) + "\n")
    assert done.returncode == 0
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["question"] for reply in replies] == questions
    assert [reply["outcome"] for reply in replies] == ["answer", *["refusal"] * 5, "help"]
    assert [reply["reason"] for reply in replies[1:3]] == ["unreadable_question"] * 2
    assert all(list(reply) == KEYS for reply in replies)


def test_without_the_notes_an_empty_directory_is_an_empty_corpus(tmp_path: Path) -> None:
    done = landscape("ask", "--json", "--no-notes", "What is Fable 5?", cwd=tmp_path)
    assert json.loads(done.stdout)["reason"] == "empty_corpus"
    assert list(tmp_path.iterdir()) == [], "nothing is made to ask"


def test_asking_in_the_terminal_needs_no_discord(tmp_path: Path) -> None:
    script = "import sys; sys.modules['discord'] = None; from bot.terminal.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "ask", "--json", "--no-notes", "What is Fable 5?"], cwd=tmp_path,
        capture_output=True, text=True, check=False, env=make_environment(tmp_path),
    )  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["reason"]) == (0, "empty_corpus"), done.stderr


def test_the_same_file_again_says_that_nothing_changed(filled: Path) -> None:
    done = landscape("corpus", "add", "bees.md", cwd=filled)
    assert (done.returncode, "already there, nothing changed" in done.stdout) == (0, True)


def test_a_file_that_can_not_be_read_is_named_and_the_others_go_in(filled: Path) -> None:
    (filled / "empty.txt").write_bytes(b"")
    (filled / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (filled / "wasps.md").write_text("# Wasps\n\nA wasp builds its nest of chewed wood.\n")
    bad = ["empty.txt", "picture.txt", "missing.md", "notes.xyz", "nowhere/"]
    (filled / "notes.xyz").write_text("Some text is here.")
    done = landscape("corpus", "add", *bad, "wasps.md", cwd=filled)
    assert done.returncode == 1
    assert "Wasps" in done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == len(bad)
    assert "Traceback" not in done.stderr
    listed = landscape("corpus", "list", "--json", cwd=filled).stdout.splitlines()
    assert {json.loads(line)["title"] for line in listed} >= {"Bees", "Wasps"}
    identity = next(json.loads(line)["id"] for line in listed if "Wasps" in line)
    removed = landscape("corpus", "remove", identity, cwd=filled)
    assert removed.returncode == 0
    assert "Wasps" not in landscape("corpus", "list", cwd=filled).stdout


def test_an_unknown_document_is_one_line_with_the_remedy(filled: Path) -> None:
    done = landscape("corpus", "show", "nothing", cwd=filled)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "landscape corpus list" in done.stderr


def test_a_malformed_setting_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    done = landscape("ask", "x", cwd=tmp_path, LOG_LEVEL="LOUD")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "LOG_LEVEL" in done.stderr


def test_without_a_terminal_it_answers_three_questions_refuses_one_and_says_how_to_go_live(tmp_path: Path) -> None:
    done = landscape("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (done.stdout.count("─ Answer ─"), done.stdout.count("─ No answer ─")) == (3, 1)
    assert "DISCORD_TOKEN" in done.stdout
    again = landscape("doctor", cwd=tmp_path)
    assert again.returncode == 0, again.stdout
    assert again.stdout.count("ok ") == 8
    assert "fail" not in again.stdout


def test_the_doctor_names_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "landscape.db").write_bytes(b"a letter" * 1000)
    done = landscape("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "restore a backup" in " ".join(done.stdout.split())


def test_the_doctor_names_a_small_reader_that_is_not_the_one_that_was_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.terminal import doctor
    from index.judge.small_reader import reader as small_reader

    damaged = shutil.copytree(small_reader.SHIPPED_READER, tmp_path / "small_reader")
    with (damaged / "small_reader.safetensors").open("ab") as file:
        file.write(b"and more")
    monkeypatch.setattr(small_reader, "SHIPPED_READER", damaged)
    console = Console(file=io.StringIO(), width=1000)
    assert not doctor.run_checks(console, data_dir=tmp_path)
    assert isinstance(console.file, io.StringIO)
    (failed,) = [line for line in console.file.getvalue().splitlines() if line.startswith("fail")]
    assert failed.startswith("fail  small reader: ")
    assert "git checkout index" in failed


def test_in_a_terminal_it_is_a_chat_that_can_be_left(filled: Path) -> None:
    master, slave = pty.openpty()
    environment = make_environment(filled, TERM="dumb")
    with subprocess.Popen(
        [sys.executable, "-c", "from bot.terminal.app import main; main()", "run"],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=filled, env=environment,
    ) as process:  # fmt: skip
        os.write(master, b"help\nHow does a hive of bees keep warm?\nhistory\nquit\n")
        said = process.communicate(timeout=240)[0].decode()
    os.close(master)
    os.close(slave)
    assert process.returncode == 0
    assert "shivering" in said
    assert "1. How does a hive of bees keep warm?" in said

"""A process that has the models loaded answers for `landscape ask`: for its own user alone, and for nobody over a network."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.terminal import make_environment

from bot.ask_socket import find_process, listen_for_questions
from bot.settings import Settings
from bot.terminal.asking import answer_for_terminal
from index.engine import Engine

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the system has no such sockets")

WITHOUT_MODELS = (
    "import sys; sys.modules |= dict.fromkeys(('torch', 'transformers', 'faiss', 'discord')); "
    "from bot.terminal.app import main; main()"
)


def double(request: dict[str, Any]) -> dict[str, Any]:
    return {"text": request["question"] * 2}


def test_a_question_is_answered_by_the_process_that_listens_as_long_as_it_does(tmp_path: Path) -> None:
    assert find_process(tmp_path) is None
    with listen_for_questions(tmp_path, double) as listening:
        assert listening
        process = find_process(tmp_path)
        assert process is not None
        assert [process.ask({"question": one}) for one in ("a", "é")] == [{"text": "aa"}, {"text": "éé"}]
        process.close()
    assert find_process(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_open_the_socket(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with listen_for_questions(tmp_path, double):
            mode = (tmp_path / "ask.sock").stat().st_mode
    finally:
        os.umask(before)
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_of_two_processes_the_first_answers_and_what_a_killed_one_left_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "ask.sock"))
    assert find_process(tmp_path) is None
    with listen_for_questions(tmp_path, double) as first, listen_for_questions(tmp_path, double) as second:
        assert (first, second) == (True, False)
        assert (tmp_path / "ask.sock").exists()


def test_what_can_not_be_answered_there_is_left_to_who_asks(tmp_path: Path) -> None:
    def fail(request: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError("no engine")

    with listen_for_questions(tmp_path, fail):
        process = find_process(tmp_path)
        assert process is not None
        assert process.ask({"question": "a"}) is None
        process.close()
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    with listen_for_questions(deep, double) as listening:
        assert not listening


def test_ask_loads_no_model_where_a_process_answers_for_it(lighthouse: Engine, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", shipped_notes=False, _env_file=None)

    def ask(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WITHOUT_MODELS, "ask", *arguments], cwd=tmp_path, capture_output=True, text=True,
            env=make_environment(tmp_path, SHIPPED_NOTES="false", **environment), check=False, timeout=120,
        )  # fmt: skip

    question = "How many steps does the climb of the lighthouse tower have?"
    with listen_for_questions(tmp_path / "data", answer_for_terminal(lighthouse, settings)):
        done = ask(question)
        assert (done.returncode, done.stderr) == (0, "")
        assert "The climb has 212 steps." in done.stdout
        reply = json.loads(ask("--json", question).stdout)
        assert reply["citations"][0]["quote"] == "The climb has 212 steps."
        other = ask("--json", question, MAX_FILE_MB="1", JUDGE_MODEL=str(tmp_path))
        assert other.returncode == 1, "a process with other models is not asked"
    assert ask(question).returncode != 0, "nobody answers any more, and there is no model here"


@pytest.mark.slow
@pytest.mark.model  # in the process that is started
def test_serve_answers_until_it_is_told_to_end_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text("# Ferry\n\nThe ferry to Vara leaves at seven in the morning.\n")
    environment = make_environment(tmp_path, SHIPPED_NOTES="false")
    command = [sys.executable, "-c", "from bot.terminal.app import main; main()"]
    subprocess.run([*command, "corpus", "add", "ferry.md"], cwd=tmp_path, env=environment, check=True, timeout=240)
    with subprocess.Popen(
        [*command, "serve"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stderr is not None
        assert "is answered from here" in serving.stderr.readline()
        second = subprocess.run(
            [*command, "serve"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (second.returncode, "does so already" in second.stderr) == (1, True)
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_MODELS, "ask", "When does the ferry to Vara leave?"], cwd=tmp_path,
            env=environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert "seven in the morning" in done.stdout, done.stderr
        serving.terminate()
        serving.communicate(timeout=60)
    assert serving.returncode == 0
    assert not (tmp_path / "data" / "ask.sock").exists()

"""How the bot ends: where Discord ends the connection, where it is told to stop, and where another one runs already."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.format_files import long_word
from support.wire_discord import WireDiscord

from bot.discord_app.errors import CannotStart
from bot.discord_app.one_bot import hold_data_directory
from bot.discord_app.run import run_bot
from bot.settings import Settings
from bot.terminal.app import main
from index.engine import Engine

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (4004, "Discord refused DISCORD_TOKEN: reset it under Bot in the developer portal, and copy it to .env"),
        (4011, "Discord asks for several connections, as the bot is on too many servers: remove it from some of them"),
        (4014, "Discord asks for intents that this bot does not use: update Landscape"),
    ],
)
def test_a_running_bot_whose_connection_discord_ends_says_the_remedy_in_one_line(
    code: int, remedy: str, engine: Engine, wire: WireDiscord, tmp_path: Path
) -> None:
    def play() -> None:
        wire.wait(wire.ready.is_set, 60)
        wire.hang_up(code)

    with ThreadPoolExecutor(1) as playing:
        played = playing.submit(play)
        with pytest.raises(CannotStart) as ended:
            run_bot(engine, Settings(discord_token="a.b.c", data_dir=tmp_path, _env_file=None))
        played.result(1)
    assert str(ended.value) == remedy


@pytest.mark.clock
def test_a_bot_that_is_told_to_stop_during_a_conversion_ends_it_and_exits_in_seconds(
    engine: Engine, wire: WireDiscord, tmp_path: Path
) -> None:
    stopped: list[float] = []
    before = threading.enumerate()  # of bots that other tests left idle

    def play() -> None:
        wire.wait(wire.ready.is_set, 60)
        upload = wire.upload({"long.docx": long_word()})
        wire.wait(lambda: bool(upload.shown), 30)  # how far it is: the converter is at work
        stopped.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGTERM)

    with ThreadPoolExecutor(1) as playing:
        played = playing.submit(play)
        run_bot(engine, Settings(discord_token="a.b.c", data_dir=tmp_path, _env_file=None))
        played.result(1)
    started = [thread for thread in threading.enumerate() if thread not in before]
    uploads = [thread for thread in started if thread.name.startswith("uploads")]
    for thread in uploads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in uploads)
    assert time.monotonic() - stopped[0] < 10


def test_a_second_bot_on_a_data_directory_names_the_first_and_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.discord_app.one_bot import hold_data_directory\n"
        "with hold_data_directory(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setattr(sys, "argv", ["landscape", "run", "--data-dir", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith(f"landscape: another Landscape bot runs on {tmp_path} (process {first.pid} on ")
    assert error.endswith("): stop it, or set another DATA_DIR\n")
    first.kill()  # as a crash: the lock goes with the process
    first.communicate()
    with hold_data_directory(tmp_path):
        assert (tmp_path / "bot.json").exists()
    assert not (tmp_path / "bot.json").exists()

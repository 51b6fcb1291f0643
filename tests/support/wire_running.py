"""A bot that runs against Discord on loopback while somebody plays its members."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.wire_discord import WireDiscord

from bot.discord_app.run import run_bot
from bot.settings import Settings
from index.engine import Engine


def run_while(engine: Engine, data_dir: Path, wire: WireDiscord, play: Callable[[], None]) -> None:
    """Run the bot on this thread, as signals need, while `play` is the members on another; then stop it. Raises what `play` does."""
    stopped = threading.Event()

    def play_then_stop() -> None:
        try:
            wire.wait(wire.ready.is_set, 60)
            play()
        finally:
            if not stopped.is_set():
                os.kill(os.getpid(), signal.SIGTERM)

    with ThreadPoolExecutor(1) as playing:
        done = playing.submit(play_then_stop)
        try:
            run_bot(engine, Settings(discord_token="a.b.c", data_dir=data_dir, _env_file=None))
        finally:
            stopped.set()
        done.result(1)

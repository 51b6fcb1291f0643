"""What `landscape serve` does: it keeps the models loaded for `landscape ask`."""

from __future__ import annotations

import signal
from threading import Event

from bot.ask_socket import listen_for_questions
from bot.settings import Settings
from bot.startup import check_that_data_dir_exists, open_from
from bot.terminal.asking import answer_for_terminal
from bot.terminal.output import complain
from corpus.errors import MendableError


class CannotServe(MendableError):
    """Questions of other processes can't be answered here; the message says why."""


def serve_questions(settings: Settings) -> None:
    """Answer the questions of this user's other processes until Ctrl-C or SIGTERM.

    Raises `CannotServe` where another process does so already, and as `open_from`.
    """
    check_that_data_dir_exists(settings)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with (
        open_from(settings) as engine,
        listen_for_questions(settings.data_dir, answer_for_terminal(engine, settings)) as ready,
    ):
        if not ready:
            raise CannotServe(
                f"nothing can be served for {settings.data_dir}: a bot, a chat or 'landscape serve' does so already, or its path "
                "is too long for a socket"
            )
        complain(f"'landscape ask' is answered from here for {settings.data_dir}; Ctrl-C ends it")
        while not stop.wait(3600):
            pass

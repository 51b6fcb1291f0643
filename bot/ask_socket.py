"""Asking a process of this user that has the models loaded already: a bot, a chat or `landscape serve` on the same data directory.

It listens on a socket in the data directory, which only this user may open and which no network reaches. Each line that comes is a
question as JSON, each line that goes back its reply. Importing this loads nothing of the engine.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import socketserver
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

_LOG = logging.getLogger(__name__)

_FILENAME = "ask.sock"
_LONGEST = 100  # bytes of a path; systems take 104 to 108
_LINE = 1 << 20  # bytes of a question with what belongs to it
_CONNECT_SECONDS = 1.0
_REPLY_SECONDS = 120.0  # a bot may have many questions before this one

AnswerRequest = Callable[
    [dict[str, Any]], dict[str, Any]
]  # of a question, its reply; `{}` where it is to be answered elsewhere


class AnsweringProcess:
    """A connection to the process that answers."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rwb")

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to a question; `None` where that process doesn't answer it, or ended meanwhile."""
        try:
            self._file.write(json.dumps(request).encode() + b"\n")
            self._file.flush()
            line = self._file.readline()
            found = json.loads(line) if line.endswith(b"\n") else None
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found else None

    def close(self) -> None:
        """Let the other process go."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._connection.close()


def find_process(data_dir: Path) -> AnsweringProcess | None:
    """Return a connection to a process that has the models of a data directory loaded; `None` where there is none."""
    path = _name_socket(data_dir)
    if path is None or not path.exists():
        return None
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_CONNECT_SECONDS)
        connection.connect(str(path))
        if not _is_ours(connection):
            raise PermissionError("another user listens there")
        connection.settimeout(_REPLY_SECONDS)
    except OSError:
        connection.close()
        return None
    return AnsweringProcess(connection)


@contextlib.contextmanager
def listen_for_questions(data_dir: Path, answer: AnswerRequest) -> Iterator[bool]:
    """Answer the questions of this user's other processes meanwhile, in threads; yield whether that is done.

    It isn't where another process does so already, or the system has no such sockets: nothing depends on it.
    """
    path = _name_socket(data_dir)
    server = None if path is None else _open_server(path, answer)
    if path is None or server is None:
        yield False
        return
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="ask-socket", daemon=True)
    thread.start()
    try:
        yield True
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        server.shutdown()
        server.server_close()
        thread.join()


def _name_socket(data_dir: Path) -> Path | None:
    path = data_dir / _FILENAME
    return path if hasattr(socket, "AF_UNIX") and len(os.fsencode(path)) <= _LONGEST else None


def _open_server(path: Path, answer: AnswerRequest) -> _Server | None:
    there = find_process(path.parent)
    if there is not None:
        there.close()
        return None
    before = os.umask(0o177)  # the socket is for nobody else from its first moment
    try:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()  # of a process that was killed
        return _Server(path, answer)
    except OSError as error:
        _LOG.info("%s can't be listened on (%s): 'landscape ask' loads the models itself", path, error.strerror)
        return None
    finally:
        os.umask(before)


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False  # a question that is being answered ends with the process

    def __init__(self, path: Path, answer: AnswerRequest) -> None:
        self.answer = answer
        super().__init__(str(path), _Handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return _is_ours(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        _LOG.debug("a question over the socket was not answered", exc_info=True)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        while line := self.rfile.readline(_LINE):
            try:
                request = json.loads(line)
                reply = self.server.answer(request) if isinstance(request, dict) else {}
            except Exception:  # noqa: BLE001  whoever asks answers the question itself then, and tells what is wrong
                _LOG.warning("a question of the terminal could not be answered here", exc_info=True)
                reply = {}
            self.wfile.write(json.dumps(reply).encode() + b"\n")


def _is_ours(connection: socket.socket) -> bool:
    """Whether the process at the other end is of this user; where the system doesn't say, the socket's permissions hold."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, user, _ = struct.unpack(
        "3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    )
    return bool(user == os.getuid())

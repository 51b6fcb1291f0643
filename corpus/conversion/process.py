"""The side of the bot: start a converter, hold it to its limits, and tell what became of it."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path, PurePath
from tempfile import TemporaryFile

from corpus.conversion.outcome import Converted, Limits
from corpus.documents import LeftOut
from corpus.reading.decoding import UnreadableDocument

_ROOT = Path(__file__).resolve().parent.parent.parent  # where `corpus` is found
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")  # no token reaches a parser
_CHECK_SECONDS = 0.1  # how often is asked whether to go on


def convert_in_process(
    data: bytes, filename: str, limits: Limits, check: Callable[[], None] | None = None
) -> Converted:
    """Return the Markdown of a file, made in a process of its own.

    `check` is called again and again meanwhile; what it raises ends the process at once, and comes out. Raises
    `UnreadableDocument` that names the file, the reason and the remedy, whatever else happens in that process.
    """
    command = [
        sys.executable, "-m", "corpus.conversion", PurePath(filename).suffix.lower(), json.dumps(asdict(limits)),
    ]  # fmt: skip
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment["OPENBLAS_NUM_THREADS"] = "1"  # a buffer for each thread would count as memory
    with TemporaryFile() as given, TemporaryFile() as output:
        given.write(data)
        given.seek(0)
        try:
            with subprocess.Popen(
                command, stdin=given, stdout=output, stderr=subprocess.DEVNULL, cwd=_ROOT, env=environment
            ) as process:
                code = _wait(process, limits.seconds, check)
        except subprocess.TimeoutExpired as error:
            raise _make_slow_error(filename, limits) from error
        if code == -signal.SIGXCPU:
            raise _make_slow_error(filename, limits)
        output.seek(0)
        return _read_result(output.read(), code, filename, limits)


def _wait(process: subprocess.Popen[bytes], seconds: float, check: Callable[[], None] | None) -> int:
    """Return the code that a process ends with; it is killed where it takes longer, or where this is interrupted."""
    until = time.monotonic() + seconds
    try:
        while True:
            left = until - time.monotonic()
            try:
                return process.wait(max(0, min(_CHECK_SECONDS, left)))
            except subprocess.TimeoutExpired:
                if left <= 0:
                    raise
            if check is not None:
                check()
    except BaseException:
        process.kill()
        raise


def _read_result(output: bytes, code: int, filename: str, limits: Limits) -> Converted:
    try:
        answer = json.loads(output)
    except ValueError:
        answer = None
    if code != 0 or not isinstance(answer, dict):
        raise UnreadableDocument(
            f"{filename} is damaged, or needs more than {_format_memory(limits)} of memory (its reader ended with {code}); "
            "save it again, or split it into smaller files"
        )
    if error := answer.get("error"):
        raise UnreadableDocument(" ".join(f"{filename} {error}".split()))
    return Converted(**{**answer, "left_out": tuple(LeftOut(**each) for each in answer["left_out"])})


def _make_slow_error(filename: str, limits: Limits) -> UnreadableDocument:
    seconds = f"{math.ceil(limits.seconds)} seconds" if limits.seconds > 1 else f"{limits.seconds:g} seconds"
    return UnreadableDocument(f"{filename} takes more than {seconds} to read; split it into smaller files")


def _format_memory(limits: Limits) -> str:
    return f"{limits.memory / 1024**3:g} GiB" if limits.memory >= 1024**3 else f"{limits.memory / 1024**2:g} MiB"

"""What `landscape corpus` commands print, read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.terminal import landscape, make_environment


def rows(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return what a command prints, without the shipped notes that nobody stored."""
    done = landscape("corpus", *arguments, "--json", cwd=folder, SHIPPED_NOTES="false")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_command(folder: Path, *arguments: str) -> str:
    done = landscape("corpus", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(folder: Path, *arguments: str, code: int = 1) -> str:
    """Return the line that a command is refused with."""
    done = landscape("corpus", *arguments, cwd=folder)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    if code == 1:
        assert len(done.stderr.splitlines()) == 1
    return " ".join(done.stderr.replace("│", " ").split())


MANY = """
import contextlib, io, json, sys
from bot.terminal.app import main
for command in json.loads(sys.argv[1]):
    sys.argv[1:] = ["corpus", *command]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main()
        except SystemExit as ended:
            code = ended.code
    print(json.dumps([code or 0, out.getvalue(), err.getvalue()]))
"""


def many(folder: Path, *commands: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Return the exit code and what is printed and complained of by commands, which are run one after the other."""
    done = subprocess.run(
        [sys.executable, "-c", MANY, json.dumps(commands)], cwd=folder, capture_output=True, text=True, check=False,
        env=make_environment(folder), timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]

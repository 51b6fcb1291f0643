"""Running `landscape` as its users do: another process."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

from support.paths import ROOT


def make_environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which the folder's `data` has the documents, and no settings count but its `.env` and those given."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DISCORD_TOKEN", "DATA_DIR")}
    settings = folder / ".env"
    clean |= {
        "DATA_DIR": str(folder / "data"),
        "LANDSCAPE_ENV_FILE": str(settings if settings.exists() else os.devnull),
    }
    return clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"} | more


def obey_permissions() -> None:
    """Bind the process that comes after by the permissions of files even where it is root's (Linux)."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def landscape(
    *arguments: str, cwd: Path, stdin: str | bytes = "", bound: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command; `bound` by the permissions of files, whoever runs the tests."""
    done = subprocess.run(
        [sys.executable, "-c", "from bot.terminal.app import main; main()", *arguments],
        cwd=cwd, input=stdin.encode() if isinstance(stdin, str) else stdin, capture_output=True, check=False,
        env=make_environment(cwd, **environment), timeout=240, preexec_fn=obey_permissions if bound else None,
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

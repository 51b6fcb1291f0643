"""Running `landscape` as its users do: another process."""

import os
import subprocess
import sys
from pathlib import Path

from support.paths import ROOT


def landscape(
    *arguments: str, cwd: Path, stdin: str | bytes = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("DISCORD_TOKEN", "DATA_DIR")}
    done = subprocess.run(
        [sys.executable, "-c", "from bot.terminal.app import main; main()", *arguments],
        cwd=cwd, input=stdin.encode() if isinstance(stdin, str) else stdin, capture_output=True, check=False,
        env=clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"} | environment, timeout=240,
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

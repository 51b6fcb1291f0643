"""What long commands print: lines that can't steer the terminal, and one bar for a whole run. Loads no model."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def clean(text: str) -> str:
    """Return text without characters that could steer the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def cut_line(text: str, limit: int = 160) -> str:
    """Return a text on one line of at most so many characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def complain(text: object) -> None:
    """Print a line of what went wrong, as the command line does everywhere."""
    print(f"landscape: {clean(str(text))}", file=sys.stderr)


def print_line(console: Console, text: str) -> None:
    """Print a line as it is: nothing in it is markup, and a path in it is not cut in two."""
    console.print(clean(text), markup=False, highlight=False, soft_wrap=True)


def make_bar(console: Console) -> Progress:
    """Return a bar of how much is done and how long the rest takes; it is gone when all is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


@contextlib.contextmanager
def tell_when_stopped(say_what_stays: Callable[[], str]) -> Iterator[None]:
    """Where the work inside is stopped with Ctrl-C, say what stays of it, and end with 130."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"stopped: {say_what_stays()}")
        raise typer.Exit(130) from None


class RunBar:
    """One bar for a run over many documents: which is at work, how many are done, how many passages they have.

    It stands on the error stream where that is a terminal, nowhere else, and is gone when the run is done.
    """

    def __init__(self, documents: int | None = None) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("documents · {task.fields[passages]:,} passages"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
            redirect_stdout=sys.stdout.isatty(),  # lines that go to a file stay there
        )
        self._task = self._progress.add_task("", total=documents, passages=0)
        self._done = 0
        self._passages = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, name: str) -> None:
        """Say which document is at work."""
        label = name if len(name) <= 40 else f"…{name[-39:]}"
        self._progress.update(self._task, description=clean(label).replace("\n", " "))

    def passages(self, done: int, total: int) -> None:
        """Say how many passages of the document are done, of how many."""
        self._progress.update(self._task, completed=self._done + done / (total + 1), passages=self._passages + done)

    def end(self, passages: int = 0) -> None:
        """Say that the document is done, and how many passages of it were stored."""
        self._done += 1
        self._passages += passages
        self._progress.update(self._task, completed=self._done, passages=self._passages)

    def reach(self, done: int, total: int) -> None:
        """Say how many documents are done, of how many, where that is all that is known."""
        self._done = done
        self._progress.update(self._task, completed=done, total=total)

"""`landscape calibrate`: fit the threshold to a server's own documents, show both error rates, apply, undo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import DataDir
from bot.corpus_commands import Scope
from bot.opening import open_from
from bot.settings import load_settings
from bot.terminal import progress_bar
from corpus.scopes import SHARED, SHIPPED
from index.calibration import Calibrations
from index.fitting import PROMISE, Fitted, fit


def calibrate(
    scope: Scope = SHARED,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last calibration back.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Fit the threshold to the documents of a scope, and show what it would do before it is applied.

    Questions are made from the documents by rule, some that they answer, some that they nearly answer and some about
    other things. The threshold is chosen on half of them; both error rates are those of the other half.
    """
    settings = load_settings(data_dir=data_dir)
    if undo:
        _undo(settings.data_dir, scope)
        return
    console = Console()
    searched = (SHIPPED, scope) if settings.shipped_notes and scope != SHIPPED else (scope,)
    with open_from(settings) as engine:
        with progress_bar(Console(stderr=True)) as bar:
            task = bar.add_task("Questions", total=None)
            fitted = fit(
                engine,
                searched,
                scope,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        console.print(_table(fitted))
        if yes or (sys.stdin.isatty() and typer.confirm("Apply it?")):
            engine.calibrations.apply(scope, fitted.calibration)
            console.print(f"Applied. Take it back with: landscape calibrate --scope {scope} --undo", markup=False)
        else:
            console.print("Not applied: run it again with --yes to apply it.")


def _undo(data_dir: Path, scope: str) -> None:
    before = Calibrations(data_dir).undo(scope)
    print(f"Undone: {scope} is back at " + (f"the threshold {before.threshold}" if before else "the shipped threshold"))


def _table(fitted: Fitted) -> Table:
    counts = ", ".join(f"{count} {kind.value}" for kind, count in fitted.counts.items())
    title = f"{counts}; at most {PROMISE:.0%} of those without an answer are to be answered"
    table = Table(
        "", "threshold", "answered when unanswerable", "refused when answerable", title=title, box=None,
        title_justify="left",
    )  # fmt: skip
    now, new = fitted.now, fitted.calibration
    for name, threshold, answered, refused in (
        ("now", fitted.threshold_now, now.answered_when_unanswerable, now.refused_when_answerable),
        ("fitted", new.threshold, new.answered_when_unanswerable, new.refused_when_answerable),
    ):
        table.add_row(name, f"{threshold:.3f}", f"{answered:.1%}", f"{refused:.1%}")
    return table

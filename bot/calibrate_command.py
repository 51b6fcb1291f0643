"""What `landscape calibrate` does: fit the threshold to a scope's documents, show the error rates, apply, undo."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import open_from
from bot.settings import Settings
from bot.terminal import progress_bar
from corpus.scopes import seen_from
from index.calibration import Calibrations
from index.fitting import PROMISE, Fitted, Rate, fit
from index.question_making import Kind


def calibrate(settings: Settings, scope: str, console: Console, *, yes: bool) -> None:
    """Fit a threshold, print what it would do, and apply it if `yes` or if the user agrees.

    Raises `CalibrationError` where the documents yield too few questions.
    """
    searched = tuple(dict.fromkeys((*seen_from(scope, notes=settings.shipped_notes), scope)))
    with open_from(settings) as engine:
        with progress_bar(Console(stderr=True)) as bar:
            task = bar.add_task("Questions", total=None)
            fitted = fit(
                engine, searched, scope,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
        console.print(_table(fitted))
        if yes or (sys.stdin.isatty() and typer.confirm("Apply it?")):
            engine.calibrations.apply(scope, fitted.calibration)
            console.print(f"Applied. Take it back with: landscape calibrate --scope {scope} --undo", markup=False)
        else:
            console.print("Not applied: run it again with --yes to apply it.")


def undo(data_dir: Path, scope: str, console: Console) -> None:
    """Take the last calibration of a scope back. Raises `CalibrationError` where there is none."""
    before = Calibrations(data_dir, "").undo(scope)
    back = f"the threshold {before.threshold}" if before else "the shipped threshold"
    console.print(f"Undone: {scope} is back at {back}.", markup=False, highlight=False)


def _table(fitted: Fitted) -> Table:
    title = f"On questions held out; at most {PROMISE:.0%} of the near misses are to be answered"
    table = Table(
        "", "threshold", "near misses answered", "off topic answered", "stated refused", title=title, box=None,
        title_justify="left",
    )  # fmt: skip
    rows: tuple[tuple[str, float, Mapping[Kind, Rate]], ...] = (
        ("now", fitted.threshold_now, fitted.rates_now),
        ("fitted", fitted.calibration.threshold, fitted.rates),
    )
    for name, threshold, rates in rows:
        shown = (_shown(rates[kind]) for kind in (Kind.NEAR_MISS, Kind.OFF_TOPIC, Kind.STATED))
        table.add_row(name, f"{threshold:.4f}", *shown)
    return table


def _shown(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.wrong} of {rate.questions} ({low:.0%} to {high:.0%})"

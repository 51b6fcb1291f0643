"""What `landscape eval` prints: figures, groups, differences from an earlier run, and what they say in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal.evaluate_words import summarise_plainly, summarise_promises, summarise_worst
from bot.terminal.output import clean
from index.measuring.bootstrap import Figure
from index.measuring.comparison import Change, Comparison, Move, Verdict
from index.measuring.evaluation import Evaluation
from index.measuring.groups import SHOWN, Group, find_worst

_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.NOISE: "dim"}


def print_evaluation(console: Console, evaluated: Evaluation, *, changes: int = 0) -> None:
    """Print all of it; up to so many `changes` since the earlier run are listed."""
    console.print(_tabulate_figures(evaluated))
    for sort, groups in evaluated.groups.items():
        if len(groups) > 1:
            console.print(Text(), _tabulate_groups(sort, groups))
    if evaluated.comparison is not None:
        console.print(Text(), _tabulate_differences(evaluated.comparison))
        console.print(_count_moves(evaluated.comparison), markup=False)
        for change in islice(_mix_changes(evaluated.comparison), changes):
            console.print(_format_change(change), markup=False, soft_wrap=True)
    for line in (summarise_worst(evaluated), summarise_promises(evaluated), summarise_plainly(evaluated.found)):
        if line:
            console.print(f"\n{clean(line)}", markup=False, highlight=False)


def _tabulate_figures(evaluated: Evaluation) -> Table:
    thresholds = evaluated.thresholds
    title = f"{clean(evaluated.benchmark)}, thresholds {thresholds.unsure:.3f} and {thresholds.sure:.3f}"
    table = _make_table(Text(title), "figure", "value", "95 % interval", "questions")
    for figure in evaluated.figures:
        digits = _choose_digits(figure)
        interval = "–" if math.isnan(figure.low) else f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"
        table.add_row(Text(figure.name), _format_number(figure.value, digits), interval, str(figure.questions or ""))
    return table


def _choose_digits(figure: Figure) -> int:
    return 0 if "milliseconds" in figure.name else 1 if "second" in figure.name else 3


def _tabulate_groups(sort: str, groups: Sequence[Group]) -> Table:
    """Return a row for each group; a figure that no group has, as AUROC where all are unanswerable, has no column."""
    names = [name for name in SHOWN if not all(math.isnan(group.figures[name]) for group in groups)]
    table = _make_table(Text(f"by {sort}"), sort, "questions", *names)
    table.columns[0].no_wrap = True
    last = find_worst(groups) if sort == "community" else None
    for group in groups:
        name = Text(f"{clean(group.name)} (worst)" if group is last else clean(group.name))
        values = [_format_number(group.figures[figure], 3) for figure in names]
        table.add_row(name, str(group.questions), *values, style="yellow" if group is last else None)
    return table


def _tabulate_differences(comparison: Comparison) -> Table:
    table = _make_table(Text("against the earlier run"), "figure", "before", "now", "difference", "95 % interval", "")
    for column in table.columns[1:]:
        column.no_wrap = True
    for difference in comparison.differences:
        digits = 0 if "milliseconds" in difference.name else 3
        gap = difference.gap
        interval = "–" if math.isnan(gap.low) else f"{gap.low:+.{digits}f} to {gap.high:+.{digits}f}"
        table.add_row(
            difference.name, _format_number(gap.before, digits), _format_number(gap.now, digits),
            "–" if math.isnan(gap.value) else f"{gap.value:+.{digits}f}", interval,
            Text(difference.verdict, _STYLES[difference.verdict]),
        )  # fmt: skip
    return table


def _count_moves(comparison: Comparison) -> str:
    counts = {move: len(comparison.moved(move)) for move in Move}
    return (
        f"{len(comparison.changes)} outcomes changed: {counts[Move.GAINED]} gained, {counts[Move.LOST]} lost, "
        f"{counts[Move.OTHER]} otherwise"
    )


def _mix_changes(comparison: Comparison) -> Iterator[Change]:
    """Yield lost and gained ones by turns, then the others, so that the first few show both."""
    for pair in zip_longest(comparison.moved(Move.LOST), comparison.moved(Move.GAINED)):
        yield from (change for change in pair if change is not None)
    yield from comparison.moved(Move.OTHER)


def _format_change(change: Change) -> str:
    question = change.question
    sort = "answerable" if question.answerable else "unanswerable"
    return clean(f"{change.move}: {question.id} ({sort}) {question.question}: {change.before} -> {change.now}")


def _make_table(title: Text, *columns: str) -> Table:
    return Table(*columns, title=title, box=None, title_justify="left")


def _format_number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"

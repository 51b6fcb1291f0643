"""`landscape stats`: what was asked on each server, and how that went. No model is loaded."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import load_settings
from bot.startup import open_store_to_read
from bot.terminal.options import AnyScope, AsJson, DataDir
from bot.terminal.output import clean, print_line
from corpus.store.statistics import Statistics, count, list_places


def print_statistics(
    as_json: AsJson = False,
    days: Annotated[int, typer.Option(min=1, max=90, help="Of the last N days: the log has 90.")] = 30,
    scope: AnyScope = None,
    data_dir: DataDir = None,
) -> None:
    """Show what was asked on each server: answered surely and unsurely, refused, found helpful, and how fast.

    'direct' is direct messages. What is asked in the terminal is not kept.
    """
    settings = load_settings(data_dir=data_dir)
    with open_store_to_read(settings) as store:
        places = [] if store is None else list_places(store) if scope is None else [scope]
        counted = {place: count(store, place, days) for place in places} if store else {}
    if as_json:
        for place, one in counted.items():
            print(json.dumps(describe_statistics(place, days, one), ensure_ascii=False))
        return
    console = Console()
    if not any(one.asked for one in counted.values()):
        print_line(console, f"Nothing was asked in the last {days} days in {settings.data_dir}")
        return
    table = Table("Scope", "Asked", "Surely", "Unsurely", "Refused", "Helpful", "Median", box=None)
    for place, one in counted.items():
        helpful = f"{one.helpful} of {one.votes}" if one.votes else "no votes"
        median = "" if one.milliseconds is None else f"{one.milliseconds:.0f} ms"
        numbers = map(str, (one.asked, one.surely, one.unsure, one.refused))
        table.add_row(place, *numbers, helpful, median)
    console.print(table)
    for place, one in counted.items():
        if one.cited:
            cited = "; ".join(f"{title} ({times})" for title, times in one.cited)
            console.print(Text(clean(f"\nMost cited in {place}: {cited}")))


def describe_statistics(place: str, days: int, counted: Statistics) -> dict[str, Any]:
    """Return the statistics of a place as `stats --json` prints them."""
    return {
        "scope": place, "days": days, "asked": counted.asked, "surely": counted.surely, "unsurely": counted.unsure,
        "refused": counted.refused, "given_up": counted.given_up, "helpful": counted.helpful, "votes": counted.votes,
        "median_ms": counted.milliseconds, "cited": [{"title": title, "times": times} for title, times in counted.cited],
        "by_day": [
            {"day": one.day.isoformat(), "answered": one.answered, "unsure": one.unsure, "refused": one.refused}
            for one in counted.days
        ],
    }  # fmt: skip

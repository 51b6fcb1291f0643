"""Charts as PNG images, for messages on Discord's dark background. matplotlib keeps no state between two."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.ui.escaping import clean_text, shorten
from bot.ui.layout import View
from corpus.store.statistics import Statistics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BACKGROUND, _TEXT, _GRID = "#2b2d31", "#dbdee1", "#44464c"
_SURE, _UNSURE, _REFUSED, _ASKERS = "#5865f2", "#e67e22", "#f1c40f", "#57f287"
_DPI = 140
_LABEL = 88  # characters of a question
_FONT = "DejaVu Sans"  # comes with matplotlib
_FILENAME = "chart.png"


def draw_week(stats: Statistics, gaps: Sequence[tuple[str, int]]) -> bytes:
    """Return the chart of a week: questions answered surely, unsurely and refused by day, and the top gaps, `(question, askers)`."""
    figure = _make_figure(6.4, 3.0 + 0.42 * max(len(gaps), 1))
    days, open_gaps = figure.subplots(2, 1, height_ratios=[2.6, 0.5 + 0.42 * max(len(gaps), 1)])
    _draw_days_in(days, stats)
    _set_style(open_gaps)
    open_gaps.set_title("Most asked open questions, by askers", color=_TEXT, fontsize=10, loc="left")
    labels = [_make_label(question) for question, _ in gaps] or ["No question is open"]
    counts = [askers for _, askers in gaps] or [0]
    rows = range(len(labels))
    open_gaps.barh(rows, counts, color=_ASKERS, height=0.28, align="edge")
    for row, (label, count) in enumerate(zip(labels, counts, strict=True)):
        open_gaps.text(0, row - 0.08, f"{label}  ({count})" if gaps else label, color=_TEXT, fontsize=8.5, va="bottom",
                       parse_math=False)  # fmt: skip
    open_gaps.set(ylim=(len(labels) - 0.4, -0.6), yticks=[], xticks=[], xlim=(0, max(counts) or 1))
    open_gaps.grid(visible=False)
    return _write_png(figure)


def draw_days(stats: Statistics) -> bytes:
    """Return the chart of questions answered surely, unsurely and refused by day."""
    figure = _make_figure(6.4, 2.8)
    _draw_days_in(figure.subplots(), stats)
    return _write_png(figure)


@cache
def prepare_charts() -> None:
    """Have ready what drawing needs: it takes seconds the first time, for which nobody should wait. Blocks."""
    _write_png(_make_figure(1, 1))
    _read_characters()


def attach_chart(chart: bytes) -> discord.File:
    """Return a chart as the file to send with a message that shows it."""
    return discord.File(io.BytesIO(chart), filename=_FILENAME)


def show_chart(description: str) -> ui.MediaGallery[View]:
    """Return the part of a message that shows the chart which is sent with it; `description` is for those who can't see it."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{_FILENAME}", description=description))


def _draw_days_in(axes: Axes, stats: Statistics) -> None:
    from matplotlib.ticker import MaxNLocator

    _set_style(axes)
    days: list[Any] = [day.day for day in stats.days]
    grades = {
        f"Answered surely ({stats.surely})": (_SURE, [day.answered - day.unsure for day in stats.days]),
        f"Unsurely ({stats.unsure})": (_UNSURE, [day.unsure for day in stats.days]),
        f"Refused ({stats.refused})": (_REFUSED, [day.refused for day in stats.days]),
    }
    below = [0] * len(days)
    for label, (colour, counts) in grades.items():
        axes.bar(days, counts, color=colour, width=0.8, bottom=below, label=label)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    axes.set_title("Questions by day (UTC)", color=_TEXT, fontsize=10, loc="left")
    axes.set_xticks(days[:: max(1, len(days) // 7)])
    axes.set_xticklabels([_format_day(day) for day in days[:: max(1, len(days) // 7)]])
    axes.set_ylim(0, max(below, default=0) * 1.3 or 1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    legend = axes.legend(loc="upper right", ncols=3, fontsize=8, frameon=False)
    for text in legend.get_texts():
        text.set_color(_TEXT)


def _make_figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained", facecolor=_BACKGROUND)


def _set_style(axes: Axes) -> None:
    axes.set_facecolor(_BACKGROUND)
    axes.tick_params(colors=_TEXT, labelsize=8, length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    for side in axes.spines.values():
        side.set_visible(False)


def _write_png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI)
    return buffer.getvalue()


def _make_label(question: str) -> str:
    """Return a question as the font can draw it: what it lacks becomes a small box."""
    known = _read_characters()
    return "".join(c if ord(c) in known else "▫" for c in shorten(" ".join(clean_text(question).split()), _LABEL))


@cache
def _read_characters() -> frozenset[int]:
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(findfont(_FONT)).get_charmap())


def _format_day(day: date) -> str:
    return f"{day.day} {day:%b}"

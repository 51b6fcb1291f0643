"""The digest of a server's week: what was asked, and which questions are open, as a message with a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.ui.charts import attach_chart, draw_week, show_chart
from bot.ui.layout import BLURPLE, View, ViewItem, build_card, format_name
from bot.wording import format_count
from corpus.store import statistics
from corpus.store.gaps.records import Gap, rank_gaps
from corpus.store.statistics import Statistics

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

TOP = 5  # gaps that are named
WEEK = 7  # days
_QUESTION = 200  # characters


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened in a week, the week before, and what is open: the top gaps, and how many have an answer by now."""

    week: Statistics
    before: Statistics
    top: Sequence[Gap]
    open: int
    ready: int
    unsure: int  # of the ready answers


def read_digest(bot: LandscapeBot, scope: str) -> Digest:
    """Return the digest of a server's last seven days. Blocks."""
    store, now = bot.engine.store, datetime.now(UTC)
    gaps = rank_gaps(bot.desk.gaps.store.reading.listing(scope), now)
    return Digest(
        statistics.count(store, scope, WEEK, until=now),
        statistics.count(store, scope, WEEK, until=now - timedelta(days=WEEK)),
        gaps[:TOP],
        len(gaps),
        sum(gap.is_ready for gap in gaps),
        sum(gap.is_perhaps_ready for gap in gaps),
    )


def render_digest(digest: Digest) -> tuple[View, discord.File]:
    """Return the message of a digest, and the chart to send with it."""
    chart = draw_week(digest.week, [(gap.question, gap.askers) for gap in digest.top])
    return render_digest_text(digest, show_chart("Questions by day, and open questions")), attach_chart(chart)


def render_digest_text(digest: Digest, *pictures: ViewItem) -> View:
    """Return the message of a digest."""
    week, before = digest.week, digest.before
    lines = [
        f"**The week in questions** · {_format_day(week.days[0].day)} to {_format_day(week.days[-1].day)}",
        _format_week(week) or "No questions",
        f"-# The week before: {_format_week(before) or 'no questions'}",
        _format_open(digest),
    ]
    top = [
        f"{number}. {format_name(gap.question, _QUESTION)} ({format_count(gap.askers, 'asker')})"
        for number, gap in enumerate(digest.top, start=1)
    ]
    items: list[ViewItem] = [ui.TextDisplay("\n".join(lines)), *pictures]
    if top:
        items.append(
            ui.TextDisplay("\n".join(("**Most asked, not answered**", *top, "-# `/gaps list` shows them all")))
        )
    return build_card(BLURPLE, *items)


def _format_week(week: Statistics) -> str:
    """Return how many questions of a week were answered and refused; what did not happen is left out, and empty where nothing did."""
    grades = ((week.surely, "answered surely"), (week.unsure, "answered unsurely"), (week.refused, "refused"))
    told = ", ".join(f"{count:,} {grade}" for count, grade in grades if count)
    return f"{format_count(week.asked, 'question')}: {told}" if told else ""


def _format_open(digest: Digest) -> str:
    """Return how many questions are open, and how many of them can be answered by now."""
    if not digest.open:
        return "No question is open."
    if digest.open == 1:
        doubt = ", unsurely" * bool(digest.unsure)
        return (
            f"1 open question, which can be answered now{doubt}: `/gaps ready`"
            if digest.ready
            else "1 open question, which nothing can answer now"
        )
    doubt = f" ({digest.unsure:,} unsurely)" * bool(digest.unsure)
    ready = (
        f"{digest.ready:,} can be answered now{doubt}: `/gaps ready`" if digest.ready else "none can be answered now"
    )
    return f"{digest.open:,} open questions, of which {ready}"


def _format_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

"""The weekly digest and the statistics of a server, as messages with a chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.features.gaps.views import BLURPLE, one_line
from bot.features.server import charts
from corpus.store import statistics
from corpus.store.gaps.records import Gap, ranked
from corpus.store.statistics import Statistics

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

TOP = 5  # gaps that are named
WEEK = 7  # days
_TITLE = 90  # characters
_CHART = "chart.png"

View = ui.LayoutView


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened in a week, the week before, and what is open: the top gaps, and how many have an answer by now."""

    week: Statistics
    before: Statistics
    top: Sequence[Gap]
    open: int
    ready: int
    unsure: int  # of the ready answers


def of_server(bot: LandscapeBot, scope: str) -> Digest:
    """Return the digest of a server's last seven days. Blocks."""
    store, now = bot.engine.store, datetime.now(UTC)
    gaps = ranked(bot.gaps.store.reading.listing(scope), now)
    return Digest(
        statistics.count(store, scope, WEEK, until=now),
        statistics.count(store, scope, WEEK, until=now - timedelta(days=WEEK)),
        gaps[:TOP],
        len(gaps),
        sum(gap.is_ready for gap in gaps),
        sum(gap.is_perhaps_ready for gap in gaps),
    )


def digest(told: Digest) -> tuple[View, discord.File]:
    """Return the message of a digest, and the chart to send with it."""
    chart = charts.digest(told.week, [(gap.question, gap.askers) for gap in told.top])
    return digest_text(told, _picture("Questions by day, and open questions")), _file(chart)


def digest_text(told: Digest, *pictures: ui.Item[View]) -> View:
    """Return the message of a digest."""
    week, before = told.week, told.before
    lines = [
        f"**The week in questions** · {_day(week.days[0].day)} to {_day(week.days[-1].day)}",
        f"{_many(week.asked, 'question')}: {week.surely:,} answered surely, {week.unsure:,} unsurely, "
        f"{week.refused:,} refused (the week before: {before.asked:,}, {before.surely:,}, {before.unsure:,}, "
        f"{before.refused:,})",
        f"{_many(told.open, 'open question')}, of which {told.ready:,} can be answered now"
        f"{f' ({told.unsure:,} unsurely)' * bool(told.unsure)}: `/gaps ready`",
    ]
    top = [f"{number}. {one_line(gap.question)} ({_askers(gap)})" for number, gap in enumerate(told.top, start=1)]
    items: list[ui.Item[View]] = [ui.TextDisplay("\n".join(lines)), *pictures]
    if top:
        items.append(
            ui.TextDisplay("\n".join(("**Most asked, not answered**", *top, "-# `/gaps list` shows them all")))
        )
    return _view(*items)


def stats(told: Statistics) -> tuple[View, discord.File]:
    """Return the message of a server's statistics, and the chart to send with it."""
    surely, unsure, refused = (
        f"{count:,}{f' ({count / told.asked:.0%})' if told.asked else ''}"
        for count in (told.surely, told.unsure, told.refused)
    )
    helpful = f"{told.helpful / told.votes:.0%} of {_many(told.votes, 'vote')}" if told.votes else "no votes yet"
    time = f"{told.milliseconds / 1000:.1f} s" if told.milliseconds is not None else "not measured yet"
    lines = [
        f"**The last {len(told.days)} days on this server**",
        f"Questions: {told.asked:,} · answered surely: {surely} · unsurely: {unsure} · refused: {refused}",
        f"Found helpful: {helpful} · median time to a reply: {time}",
    ]
    if told.given_up:
        were = "was an unsure answer that was" if told.given_up == 1 else "were unsure answers that were"
        lines.append(f"Of the refused, {told.given_up:,} {were} not what was asked")
    items: list[ui.Item[View]] = [ui.TextDisplay("\n".join(lines)), _picture("Questions by day")]
    if told.cited:
        cited = [f"{n}. {one_line(title, _TITLE)} ({_many(count, 'answer')})" for n, (title, count) in _numbered(told)]
        items.append(ui.TextDisplay("\n".join(("**Most cited documents**", *cited))))
    items.append(ui.TextDisplay("-# Questions of members who used `/privacy` to keep theirs out are not counted."))
    return _view(*items), _file(charts.statistics(told))


def _numbered(told: Statistics) -> list[tuple[int, tuple[str, int]]]:
    return list(enumerate(told.cited, start=1))


def _file(chart: bytes) -> discord.File:
    return discord.File(io.BytesIO(chart), filename=_CHART)


def _picture(description: str) -> ui.MediaGallery[View]:
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{_CHART}", description=description))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _askers(gap: Gap) -> str:
    return _many(gap.askers, "asker")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _view(*items: ui.Item[View]) -> View:
    view = View(timeout=None).add_item(ui.Container(*items, accent_colour=BLURPLE))
    view.stop()
    return view

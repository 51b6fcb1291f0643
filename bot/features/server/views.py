"""The statistics of a server, as a message with a chart."""

from __future__ import annotations

import discord
from discord import ui

from bot.ui.charts import attach_chart, draw_days, show_chart
from bot.ui.layout import BLURPLE, View, ViewItem, build_card, format_name
from bot.wording import format_count
from corpus.store.statistics import Statistics

_OUT = "-# Questions of members who used `/privacy` to keep theirs out are not counted."


def render_statistics(statistics: Statistics) -> tuple[View, discord.File | None]:
    """Return the message of a server's statistics, and the chart to send with it, where there is something to draw."""
    head = f"**The last {len(statistics.days)} days on this server**"
    if not statistics.asked:
        return build_card(BLURPLE, ui.TextDisplay(f"{head}\nNobody asked me anything."), ui.TextDisplay(_OUT)), None
    surely, unsure, refused = (
        f"{count:,} ({_format_share(count, statistics.asked)})"
        for count in (statistics.surely, statistics.unsure, statistics.refused)
    )
    helpful = "no votes yet"
    if statistics.votes:
        helpful = f"{_format_share(statistics.helpful, statistics.votes)} of {format_count(statistics.votes, 'vote')}"
    time = f"{statistics.milliseconds / 1000:.1f} s" if statistics.milliseconds is not None else "not measured yet"
    lines = [
        head,
        f"{format_count(statistics.asked, 'question')}: {surely} answered surely, {unsure} unsurely, {refused} refused",
        f"Found helpful: {helpful} · median time to a reply: {time}",
    ]
    if statistics.given_up:
        were = "was an unsure answer that was" if statistics.given_up == 1 else "were unsure answers that were"
        lines.append(f"Of the refused, {statistics.given_up:,} {were} not what was asked")
    items: list[ViewItem] = [ui.TextDisplay("\n".join(lines)), show_chart("Questions by day")]
    if statistics.cited:
        cited = [
            f"{number}. {format_name(title)} ({format_count(count, 'answer')})"
            for number, (title, count) in enumerate(statistics.cited, start=1)
        ]
        items.append(ui.TextDisplay("\n".join(("**Most cited documents**", *cited))))
    items.append(ui.TextDisplay(_OUT))
    return build_card(BLURPLE, *items), attach_chart(draw_days(statistics))


def _format_share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.0f} %"

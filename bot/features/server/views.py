"""The statistics of a server, as a message with a chart."""

from __future__ import annotations

import discord
from discord import ui

from bot.ui.charts import attach_chart, draw_days, show_chart
from bot.ui.layout import BLURPLE, View, ViewItem, build_card, format_count, format_name
from corpus.store.statistics import Statistics


def render_statistics(statistics: Statistics) -> tuple[View, discord.File]:
    """Return the message of a server's statistics, and the chart to send with it."""
    surely, unsure, refused = (
        f"{count:,}{f' ({count / statistics.asked:.0%})' if statistics.asked else ''}"
        for count in (statistics.surely, statistics.unsure, statistics.refused)
    )
    helpful = "no votes yet"
    if statistics.votes:
        helpful = f"{statistics.helpful / statistics.votes:.0%} of {format_count(statistics.votes, 'vote')}"
    time = f"{statistics.milliseconds / 1000:.1f} s" if statistics.milliseconds is not None else "not measured yet"
    lines = [
        f"**The last {len(statistics.days)} days on this server**",
        f"Questions: {statistics.asked:,} · answered surely: {surely} · unsurely: {unsure} · refused: {refused}",
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
    items.append(ui.TextDisplay("-# Questions of members who used `/privacy` to keep theirs out are not counted."))
    return build_card(BLURPLE, *items), attach_chart(draw_days(statistics))

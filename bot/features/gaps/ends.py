"""The end of a form that was opened for a gap: that whoever asked isn't told yet, with the button to do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.discord_app.fair_queue import Party
from bot.features.gaps.views import render_gap_end, render_publishing_end
from bot.ui.layout import ViewItem
from corpus.scopes import server_of
from corpus.store.gaps.records import Status, UnknownGap

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot


async def tell_gap_end(bot: LandscapeBot, scope: str, gap_id: int, entry: str) -> Sequence[ViewItem]:
    """Ask a gap again, as an entry was saved for it, and return what is to be said; `entry` is the question of the entry."""
    gaps = bot.desk.gaps
    try:
        gap = await bot.workers.store(gaps.store.reading.get, scope, gap_id)
        if gap.status is Status.OPEN:
            scopes = await bot.workers.store(bot.desk.scopes_seen_from, scope)
            if await bot.workers.questions.run(Party(server_of(scope)), gaps.ask_again, gap, scopes):
                bot.dispatch("gap_answered", scope, gap.id)
            gap = await bot.workers.store(gaps.store.reading.get, scope, gap_id)
    except UnknownGap:
        return ()
    return render_gap_end(gap, entry)


async def tell_publishing_end(bot: LandscapeBot, scope: str) -> Sequence[ViewItem]:
    """Return what is to be said of open gaps where documents went live; nothing where there are none."""
    waiting = await bot.workers.store(bot.desk.gaps.store.reading.listing, scope)
    return render_publishing_end(len(waiting)) if waiting else ()

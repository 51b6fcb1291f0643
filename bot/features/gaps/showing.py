"""Reading gaps from the store and drawing them, as buttons and commands show them. All of this blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord import ui

from bot.features.gaps import views
from bot.features.gaps.answer_views import READY, ReadyCard, Waiting, render_ready
from bot.ui.layout import View, ViewItem
from bot.ui.pager import cut_page
from corpus.store.edits import Edits
from corpus.store.gaps.records import Gap, Status, UnknownGap, rank_gaps
from index.desk import Desk
from index.kept_replies import restore_citations
from index.outcomes import Citation

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

RECENT_DAYS = 30  # in a channel where nobody follows, an older asking gets no answer any more


def read_waiting(bot: LandscapeBot, gap: Gap) -> tuple[Citation, ...]:
    """Return the citations of the answer that waits for a gap; empty where none does."""
    return restore_citations(gap.ready.citations, Edits(bot.engine.store)) if gap.is_ready and gap.ready else ()


def _find_waiting(bot: LandscapeBot, gap: Gap) -> Waiting:
    places = bot.desk.gaps.store.reading.places(gap.id, RECENT_DAYS) if gap.is_ready else ()
    return Waiting(gap, read_waiting(bot, gap), places)


def show_gaps(desk: Desk, scope: str, status: Status, number: int) -> ui.LayoutView:
    """Return one page of a server's gaps."""
    now = datetime.now(UTC)
    reading = desk.gaps.store.reading
    gaps = rank_gaps(reading.listing(scope, status), now)
    secret = reading.count_secret(scope) if status is Status.OPEN else 0
    return views.render_gaps(cut_page(gaps, number, views.GAPS_PER_PAGE), status, now, secret)


def show_gap(bot: LandscapeBot, scope: str, number: int, note: Sequence[ViewItem] = ()) -> View:
    """Return one gap with its nearest passages, or with the answer that waits; `note` says what was done with it."""
    reading = bot.desk.gaps.store.reading
    gap = reading.get(scope, number)
    nearest = restore_citations(reading.citations(gap), Edits(bot.engine.store))
    return views.render_gap(gap, nearest, _find_waiting(bot, gap), datetime.now(UTC), note)


def show_merge_menu(bot: LandscapeBot, gap: Gap) -> View:
    """Return the menu of the gaps with which one may be merged. Blocks for the model where vectors are old."""
    gaps = {other.id: other for other in bot.desk.gaps.store.reading.listing(gap.scope)}
    return views.render_merge_menu(gap, [gaps[number] for number in bot.desk.gaps.find_near(gap, 25) if number in gaps])


def show_ready(bot: LandscapeBot, scope: str, only: frozenset[int] | None = None) -> ReadyCard:
    """Return the answers that wait in a server, or those of some gaps only, and how many there are."""
    reading = bot.desk.gaps.store.reading
    answered = [
        gap
        for gap in rank_gaps(reading.listing(scope), datetime.now(UTC))
        if gap.is_ready and (only is None or gap.id in only)
    ]
    shown = [_find_waiting(bot, gap) for gap in answered[:READY]]
    state = bot.desk.gaps.describe_state(bot.desk.scopes_seen_from(scope))
    asking = 0 if shown else len(reading.list_unchecked(scope, state))
    return render_ready(shown, len(answered), sum(gap.is_perhaps_ready for gap in answered), asking=asking)


def show_card(bot: LandscapeBot, scope: str, numbers: Collection[int]) -> View:
    """Return a message that offered the answers of some gaps as it is now: what waits still, and what became of the others."""
    gaps: dict[int, Gap] = {}
    for number in numbers:
        try:
            gap = bot.desk.gaps.store.reading.get(scope, number)
        except UnknownGap:
            continue  # forgotten
        gaps.setdefault(gap.id, gap)
    waiting = [gap for gap in gaps.values() if gap.is_ready]
    settled = [gap for gap in gaps.values() if not gap.is_ready]
    unsure = sum(gap.is_perhaps_ready for gap in waiting)
    return render_ready([_find_waiting(bot, gap) for gap in waiting], len(waiting), unsure, settled=settled).view

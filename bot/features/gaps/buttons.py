"""The buttons of moderators under gaps. They are found by their ID, so they work after a restart too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.buttons import ModeratorItem, PageButton
from bot.discord_app.permissions import actor_of
from bot.features.gaps import views
from bot.features.gaps.posting import Posted, post_answer, read_waiting
from bot.ui.layout import format_name, render_titled_list
from bot.ui.pager import cut_page
from corpus.errors import MendableError
from corpus.store.edits import Edits
from corpus.store.faq.entries import ENTRY_QUESTION_LIMIT, PHRASINGS_LIMIT, FaqDraft
from corpus.store.gaps.records import Gap, Status, rank_gaps
from index.desk import Desk
from index.kept_replies import restore_citations

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class GapsPageButton(PageButton, template=r"gap:list:(?P<status>open|answered|dismissed):(?P<page>\d{1,6})"):
    """Turns a page of the list of gaps."""

    def turn(self, desk: Desk, scope: str, number: int) -> ui.LayoutView:
        return show_gaps(desk, scope, Status(self.match["status"]), number)


class GapButton(ModeratorItem, template=r"gap:(?P<action>open|decline|dismiss|reopen|into):(?P<id>\d{1,18})"):
    """Shows a gap, or does with it what takes no form."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number, action, by = interaction.client, int(self.match["id"]), self.match["action"], actor_of(interaction)
        store = bot.desk.gaps.store

        def work() -> ui.LayoutView:
            gap = store.reading.get(scope, number)
            if action == "into":
                return show_merge_menu(bot, gap)
            if action == "decline":
                store.decline(scope, number)
            elif action == "dismiss":
                store.close(scope, number, Status.DISMISSED, by.name)
            elif action == "reopen":
                store.reopen(scope, number, gap.status)
            return show_gap(bot, scope, number)

        view = await bot.workers.store(work)
        if action == "open" and not _is_ephemeral(interaction):  # the message in the log channel stays as it is
            await interaction.response.send_message(view=view, ephemeral=True)
        else:
            await interaction.response.edit_message(view=view)
        if action == "reopen":
            bot.announce_change()


class FormButton(ModeratorItem, template=r"gap:(?P<action>answer|document):(?P<id>\d{1,18})"):
    """Opens the form of a FAQ entry, or of documents, for a gap."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot = interaction.client
        gap = await bot.workers.store(bot.desk.gaps.store.reading.get, scope, int(self.match["id"]))
        if self.match["action"] == "document":
            await interaction.response.send_modal(bot.forms.documents())
            return
        wordings = tuple(text[:ENTRY_QUESTION_LIMIT] for text in gap.wordings)
        draft = FaqDraft(wordings[0], phrasings=wordings[1 : 1 + PHRASINGS_LIMIT])
        await interaction.response.send_modal(bot.forms.entry("Answer this question", draft))


class MergeMenu(ModeratorItem, template=r"gap:merge:(?P<id>\d{1,18})"):
    """Makes a gap one with another that was chosen."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number = interaction.client, int(self.match["id"])
        assert isinstance(self.item, ui.Select)
        into = int(self.item.values[0])

        def merge() -> ui.LayoutView:
            bot.desk.gaps.store.merge(scope, number, into)
            return show_gap(bot, scope, into)

        await interaction.response.edit_message(view=await bot.workers.store(merge))


class PostButton(ModeratorItem, template=r"gap:post:(?P<ids>\d{1,18}(?:,\d{1,18}){0,9})"):
    """Posts the answers that were shown."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, actor = interaction.client, actor_of(interaction)
        await interaction.response.defer()
        lines = []
        for number in map(int, self.match["ids"].split(",")):
            try:
                lines.append(_format_posted(await post_answer(bot, scope, number, actor)))
            except MendableError as error:
                lines.append(f"- {format_name(str(error), 200)}")
        view = render_titled_list("What was posted", lines)
        await interaction.edit_original_response(view=view)


def _format_posted(posted: Posted) -> str:
    parts = [f"posted in {posted.posted} place{'s' * (posted.posted != 1)}"]
    if posted.skipped:
        parts.append(f"{posted.skipped} skipped: I may not write there any more")
    if posted.failed:
        parts.append(
            f"{posted.failed} failed: Discord had a problem; the question stays open, so that you can try again"
        )
    if not (posted.posted or posted.skipped or posted.failed):
        parts = ["closed; there is no message left to reply to"]
    return f"- An answer: {', '.join(parts)}"


def _is_ephemeral(interaction: _Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def show_gaps(desk: Desk, scope: str, status: Status, number: int) -> ui.LayoutView:
    """Return one page of a server's gaps. Blocks."""
    now = datetime.now(UTC)
    reading = desk.gaps.store.reading
    gaps = rank_gaps(reading.listing(scope, status), now)
    secret = reading.count_secret(scope) if status is Status.OPEN else 0
    return views.render_gaps(cut_page(gaps, number, views.GAPS_PER_PAGE), status, now, secret)


def show_gap(bot: LandscapeBot, scope: str, number: int) -> ui.LayoutView:
    """Return one gap with its nearest passages, or with the answer that waits. Blocks."""
    reading = bot.desk.gaps.store.reading
    gap = reading.get(scope, number)
    nearest = restore_citations(reading.citations(gap), Edits(bot.engine.store))
    return views.render_gap(gap, nearest, read_waiting(bot, gap), datetime.now(UTC))


def show_merge_menu(bot: LandscapeBot, gap: Gap) -> ui.LayoutView:
    """Return the menu of the gaps with which one may be merged. Blocks for the model where vectors are old."""
    gaps = {other.id: other for other in bot.desk.gaps.store.reading.listing(gap.scope)}
    return views.render_merge_menu(gap, [gaps[number] for number in bot.desk.gaps.find_near(gap, 25) if number in gaps])


def show_ready(bot: LandscapeBot, scope: str, only: frozenset[int] | None = None) -> tuple[ui.LayoutView, int]:
    """Return the answers that wait in a server, or those of some gaps only, and how many there are. Blocks."""
    answered = [
        gap
        for gap in rank_gaps(bot.desk.gaps.store.reading.listing(scope), datetime.now(UTC))
        if gap.is_ready and (only is None or gap.id in only)
    ]
    shown = [views.Waiting(gap, read_waiting(bot, gap)) for gap in answered[: views.READY]]
    return views.render_ready(shown, len(answered), sum(gap.is_perhaps_ready for gap in answered)), len(answered)


BUTTONS = (GapsPageButton, GapButton, FormButton, MergeMenu, PostButton)

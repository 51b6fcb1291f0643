"""The buttons of moderators under gaps. They are found by their ID, so they work after a restart too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.buttons import ModeratorItem, PageButton
from bot.discord_app.permissions import actor_of
from bot.features.gaps.answer_views import Outcome, render_outcomes
from bot.features.gaps.cards import redraw_cards
from bot.features.gaps.lines import SOMEBODY
from bot.features.gaps.posting import post_answer
from bot.features.gaps.showing import show_gap, show_gaps, show_merge_menu, show_ready
from bot.features.gaps.views import note_done, render_merge_question
from bot.ui.layout import View, ViewItem, format_name
from corpus.errors import MendableError
from corpus.store.faq.entries import ENTRY_QUESTION_LIMIT, PHRASINGS_LIMIT, FaqDraft
from corpus.store.gaps.records import Gap, Status
from index.desk import Desk

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

_NAME = 120  # characters of a question in a sentence
_CLOSED = "**Nothing was changed:** this question was closed meanwhile."


class GapsPageButton(PageButton, template=r"gap:list:(?P<status>open|answered|dismissed):(?P<page>\d{1,6})"):
    """Turns a page of the list of gaps."""

    def turn(self, desk: Desk, scope: str, number: int) -> ui.LayoutView:
        return show_gaps(desk, scope, Status(self.match["status"]), number)


class GapButton(ModeratorItem, template=r"gap:(?P<action>open|decline|offer|dismiss|reopen|into):(?P<id>\d{1,18})"):
    """Shows a gap, or does with it what takes no form."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number, action = interaction.client, int(self.match["id"]), self.match["action"]
        view = await bot.workers.store(self._carry_out, bot, scope, number, actor_of(interaction).name)
        await _show(interaction, view)
        if action == "reopen":
            bot.announce_change()
        if action not in ("open", "into"):
            await redraw_cards(bot, scope, [number])

    def _carry_out(self, bot: LandscapeBot, scope: str, number: int, by: str) -> View:
        store, action = bot.desk.gaps.store, self.match["action"]
        gap = store.reading.get(scope, number)
        note: Sequence[ViewItem] = ()
        if action == "open":
            return show_gap(bot, scope, number)
        if action == "reopen":
            return show_gap(
                bot, scope, number, note_done("**Open again.**") if store.reopen(scope, number, gap.status) else ()
            )
        if gap.status is not Status.OPEN:
            return show_gap(bot, scope, number, note_done(_CLOSED))
        if action == "into":
            return show_merge_menu(bot, gap)
        if action == "dismiss":
            note = () if store.close(scope, number, Status.DISMISSED, by) else note_done(_CLOSED)
        else:
            store.decline(scope, number, declined=action == "decline")
        return show_gap(bot, scope, number, note)


class FormButton(ModeratorItem, template=r"gap:(?P<action>answer|document):(?P<id>\d{1,18})"):
    """Opens the form of a FAQ entry, or of documents, for a gap."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot = interaction.client
        gap = await bot.workers.store(bot.desk.gaps.store.reading.get, scope, int(self.match["id"]))
        if gap.status is not Status.OPEN:
            await _show(interaction, await bot.workers.store(show_gap, bot, scope, gap.id, note_done(_CLOSED)))
            return
        if self.match["action"] == "document":
            await interaction.response.send_modal(bot.forms.documents())
            return
        wordings = tuple(text[:ENTRY_QUESTION_LIMIT] for text in gap.wordings)
        draft = FaqDraft(wordings[0], phrasings=wordings[1 : 1 + PHRASINGS_LIMIT])
        await interaction.response.send_modal(bot.forms.entry("Answer this question", draft, gap.id))


class MergeMenu(ModeratorItem, template=r"gap:merge:(?P<id>\d{1,18})"):
    """Asks whether a gap is to be one with another that was chosen."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number = interaction.client, int(self.match["id"])
        assert isinstance(self.item, ui.Select)
        into = int(self.item.values[0])

        def ask() -> View:
            reading = bot.desk.gaps.store.reading
            one, other = reading.get(scope, number), reading.get(scope, into)
            return _find_obstacle(bot, one, other) or render_merge_question(one, other)

        await _show(interaction, await bot.workers.store(ask))


class JoinButton(ModeratorItem, template=r"gap:join:(?P<id>\d{1,18}):(?P<into>\d{1,18})"):
    """Makes two gaps one, once that was confirmed."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number, into = interaction.client, int(self.match["id"]), int(self.match["into"])
        by = actor_of(interaction).name

        def merge() -> View:
            store = bot.desk.gaps.store
            one, other = store.reading.get(scope, number), store.reading.get(scope, into)
            if obstacle := _find_obstacle(bot, one, other):
                return obstacle
            store.merge(scope, one.id, other.id, by)
            done = f"**Merged.** “{format_name(one.question, _NAME)}” counts as this question now."
            return show_gap(bot, scope, other.id, note_done(done))

        await _show(interaction, await bot.workers.store(merge))
        await redraw_cards(bot, scope, [number, into])


class PartButton(ModeratorItem, template=r"gap:part:(?P<id>\d{1,18})"):
    """Takes the merging of a gap back."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, number = interaction.client, int(self.match["id"])

        def part() -> View:
            store = bot.desk.gaps.store
            root = store.part(scope, number)
            name = format_name(store.reading.get(scope, number).question, _NAME)
            done = f"**Two questions again.** “{name}” is one of its own, with whoever asked and follows it."
            look: ui.Button[View] = ui.Button(label="Look at it", custom_id=f"gap:open:{number}")
            note: Sequence[ViewItem] = (ui.Section[View](done, accessory=look), ui.Separator())
            return show_gap(bot, scope, root, note)

        await _show(interaction, await bot.workers.store(part))
        bot.announce_change()  # it is asked again
        await redraw_cards(bot, scope, [number])


class ReadyButton(ModeratorItem, template=r"gap:ready"):
    """Shows the answers that wait."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        card = await interaction.client.workers.store(show_ready, interaction.client, scope)
        await _show(interaction, card.view)


class PostButton(ModeratorItem, template=r"gap:post:(?P<ids>\d{1,18}(?:,\d{1,18}){0,9})"):
    """Posts the answers that were shown, and says of each where, and what became of those that somebody else saw to."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, actor = interaction.client, actor_of(interaction)
        await interaction.response.defer()
        numbers = [int(number) for number in self.match["ids"].split(",")]
        outcomes: list[Outcome] = []
        for number in numbers:
            try:
                outcomes.append(await post_answer(bot, scope, number, actor))
            except MendableError as error:
                gap = await bot.workers.store(_find, bot, scope, number)
                if gap is not None:
                    outcomes.append(Outcome(gap, problem=str(error)))
        waiting = await bot.workers.store(_count_waiting, bot, scope)
        await interaction.edit_original_response(view=render_outcomes(outcomes, waiting))
        await redraw_cards(bot, scope, numbers, interaction.message.id if interaction.message else None)


def _find_obstacle(bot: LandscapeBot, one: Gap, other: Gap) -> View | None:
    """Return what to show where two gaps can't be merged: they are one already, or one of them was closed."""
    if one.id == other.id:
        return show_gap(bot, one.scope, one.id, note_done("**Nothing was changed:** these are one question already."))
    closed = next((gap for gap in (one, other) if gap.status is not Status.OPEN), None)
    if closed is None:
        return None
    by = format_name(closed.closed_by or SOMEBODY)
    why = f"**Nothing was changed:** “{format_name(closed.question, _NAME)}” was closed meanwhile by {by}."
    return show_gap(bot, one.scope, one.id, note_done(why))


def _find(bot: LandscapeBot, scope: str, number: int) -> Gap | None:
    reading = bot.desk.gaps.store.reading
    try:
        return reading.get(scope, number)
    except MendableError:
        return None


def _count_waiting(bot: LandscapeBot, scope: str) -> int:
    return sum(gap.is_ready for gap in bot.desk.gaps.store.reading.listing(scope))


async def _show(interaction: _Interaction, view: ui.LayoutView) -> None:
    """Show something in the message that was pressed, if only the moderator sees it; else beside it, to the moderator alone."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:  # the message in the log channel stays as it is
        await interaction.response.send_message(view=view, ephemeral=True)


BUTTONS = (GapsPageButton, GapButton, FormButton, MergeMenu, JoinButton, PartButton, ReadyButton, PostButton)

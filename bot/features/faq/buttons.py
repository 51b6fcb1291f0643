"""The buttons of moderators in the FAQ: under previews and lists. They are found by their ID, also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.buttons import ModeratorItem, PageButton
from bot.discord_app.permissions import actor_of
from bot.features.faq import drafting as faq_drafting
from bot.features.faq import views
from bot.features.faq.drafting import Pending
from bot.features.faq.modals import EntryModal
from bot.ui.pager import cut_page
from corpus.store.faq.entries import FaqEntry
from index.desk import Desk
from index.faq.book import find_use_scope

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class EntryButton(ModeratorItem, template=r"faqdraft:(?P<action>save|edit|discard|show):(?P<token>[0-9a-f]+)"):
    """Saves, edits or discards the entry that a preview shows, or shows the preview of one that was discarded."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, token, actor = interaction.client, self.match["token"], actor_of(interaction)
        store = bot.engine.faq.store
        if self.match["action"] == "edit":
            pending = Pending.from_json(await bot.workers.store(store.draft, scope, token))
            await interaction.response.send_modal(EntryModal("Edit the entry", pending, token))
            return
        await interaction.response.defer()
        view: ui.LayoutView
        if self.match["action"] == "save":
            saved = await bot.workers.store(faq_drafting.save_draft, bot, scope, token, actor)
            end = () if saved.gap_id is None else await bot.forms.entry_end(scope, saved.gap_id, saved.entry.question)
            bot.announce_change()
            view = views.render_saved(saved.entry, end, saved.undo)
        elif self.match["action"] == "show":
            view = await bot.workers.store(faq_drafting.preview_again, bot, scope, token, actor)
        else:  # what was written is kept for as long as any draft, so that it can come back
            await bot.workers.store(store.draft, scope, token)
            view = views.render_discarded(token)
        await interaction.edit_original_response(view=view)


class UndoButton(ModeratorItem, template=r"faqundo:(?P<action>remove|restore|edit|import):(?P<what>[0-9a-f]{1,40})"):
    """Takes a change of the FAQ back, as long as nobody has changed the same since."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, actor = interaction.client, actor_of(interaction)
        await interaction.response.defer()
        action, what = self.match["action"], self.match["what"]
        view = await bot.workers.store(faq_drafting.revert_change, bot, scope, action, what, actor)
        bot.announce_change()
        await interaction.edit_original_response(view=view)


class FaqPageButton(PageButton, template=r"faqlist:(?P<page>\d+):(?P<query>.*)"):
    """Turns a page of the list of entries."""

    def turn(self, desk: Desk, scope: str, number: int) -> ui.LayoutView:
        return show_entries(desk, scope, number, self.match["query"])


def show_entries(desk: Desk, scope: str, number: int, query: str) -> ui.LayoutView:
    """Return one page of the entries whose texts or tags hold the words of a query, the last changed first."""
    reading, words = desk.engine.faq.store.reading, query.casefold().split()
    entries = [
        entry
        for entry in sorted(reading.entries(scope), key=lambda entry: str(entry.changed_at), reverse=True)
        if all(word in _join_texts(entry) for word in words)
    ]
    uses = reading.count_uses(find_use_scope([scope]))
    return views.render_entries(
        cut_page(entries, number, views.ENTRIES_PER_PAGE), lambda entry: uses.get(entry.use_key, 0), query
    )


def _join_texts(entry: FaqEntry) -> str:
    """Return all that is searched of an entry."""
    answer = entry.answer.text if entry.answer is not None else ""
    return " ".join((*entry.texts, *entry.tags, entry.author, answer)).casefold()


BUTTONS = (EntryButton, UndoButton, FaqPageButton)

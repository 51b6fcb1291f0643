"""The buttons of moderators in the FAQ: under previews and lists. They are found by their ID, also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.discord_app.moderator_button import Guarded
from bot.discord_app.permissions import actor_of
from bot.features.documents import views as corpus_views
from bot.features.faq import drafting as faq_drafting
from bot.features.faq import views
from bot.features.faq.drafting import Pending
from bot.features.faq.modals import EntryModal
from index.faq.book import place_of

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class EntryButton(Guarded, template=r"faqdraft:(?P<action>save|edit|discard):(?P<token>[0-9a-f]+)"):
    """Saves, edits or discards the entry that a preview shows."""

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        bot, token, actor = interaction.client, self.match["token"], actor_of(interaction)
        store = bot.engine.faq.store
        if self.match["action"] == "edit":
            pending = Pending.from_json(await bot.off_loop_quick(lambda: store.draft(scope, token)))
            await interaction.response.send_modal(EntryModal("Edit the entry", pending, token))
            return
        await interaction.response.defer()
        if self.match["action"] == "save":
            entry = await bot.off_loop_documents(lambda: faq_drafting.save(bot, scope, token, actor))
            bot.changed()
            view = views.saved(entry)
        else:
            await bot.off_loop_documents(lambda: store.drop_draft(scope, token))
            view = corpus_views.done("Discarded. Nothing was saved.")
        await interaction.edit_original_response(view=view)


class FaqPageButton(Guarded, template=r"faqlist:(?P<page>\d+):(?P<query>.*)"):
    """Turns a page of the list."""

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        bot = interaction.client
        view = await bot.off_loop_quick(lambda: list_page(bot, scope, int(self.match["page"]), self.match["query"]))
        await interaction.response.edit_message(view=view)


def list_page(bot: LandscapeBot, scope: str, page: int, query: str) -> ui.LayoutView:
    """Return one page of the entries whose texts or tags hold the words of a query, the last changed first."""
    reading, words = bot.engine.faq.store.reading, query.casefold().split()
    found = [
        entry
        for entry in sorted(reading.entries(scope), key=lambda one: str(one.changed_at), reverse=True)
        if all(word in _searched(entry) for word in words)
    ]
    page = min(page, max(0, (len(found) - 1) // corpus_views.PAGE))
    shown = found[page * corpus_views.PAGE : (page + 1) * corpus_views.PAGE]
    uses = reading.uses(place_of([scope]))
    return views.listing(shown, lambda entry: uses.get(entry.use_key, 0), page, query, total=len(found))


def _searched(entry: Any) -> str:
    answer = entry.answer.text if entry.answer is not None else ""
    return " ".join((*entry.texts, *entry.tags, entry.author, answer)).casefold()


BUTTONS = (EntryButton, FaqPageButton)

"""The buttons under previews, lists and progress. They are found by their ID, so they work after a restart too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.discord_app.moderator_button import Guarded
from bot.discord_app.permissions import actor_of
from bot.features.documents import adding, views
from bot.features.documents.modals import DetailsModal
from corpus.documents import Source
from corpus.scopes import draft_of
from corpus.store.documents import UnknownDocument
from corpus.store.records import StoredDocument
from index.upkeep.preview import preview_draft

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class CancelButton(Guarded, template=r"job:cancel:(?P<token>[0-9a-f]+)"):
    """Stops an upload."""

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        job = interaction.client.jobs.get(self.match["token"])
        if job is None:
            await interaction.response.send_message(view=views.problem("That is over already."), ephemeral=True)
            return
        job.cancel()
        await interaction.response.edit_message(view=views.done("Stopping…"))


class DraftButton(Guarded, template=r"draft:(?P<action>publish|edit|discard):(?P<token>[0-9a-f]+)"):
    """Publishes, edits or discards what a preview shows."""

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        token = self.match["token"]
        draft = draft_of(scope, token)
        bot = interaction.client
        if self.match["action"] == "edit":
            documents = await bot.off_loop_quick(lambda: bot.engine.store.listing([draft]))
            if not documents:
                raise UnknownDocument("this draft is gone: it was published or discarded, or is older than a day")
            first = await bot.off_loop_quick(lambda: bot.engine.store.document(documents[0].id))
            await interaction.response.send_modal(DraftModal(scope, token, documents, first.source))
            return
        await interaction.response.defer()
        if self.match["action"] == "publish":
            view = await adding.published(interaction, draft)
        else:
            await bot.off_loop_documents(lambda: bot.engine.discard(draft))
            view = views.done("Discarded. Nothing was added.")
        await interaction.edit_original_response(view=view)


class DraftModal(DetailsModal):
    """The details of one document of a draft."""

    def __init__(self, scope: str, token: str, documents: list[StoredDocument], first: Source) -> None:
        """`first` is the source of the first of the documents."""
        super().__init__("Details before it goes live", first, documents if len(documents) > 1 else [])
        self._token, self._scope, self._first = token, scope, documents[0].id

    async def changed(self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any]) -> None:
        bot, draft = interaction.client, draft_of(self._scope, self._token)
        await interaction.response.defer()
        actor = actor_of(interaction)

        def edit() -> Any:
            bot.engine.library.edit(document_id or self._first, details, actor)
            return preview_draft(bot.desk, draft)

        seen = await bot.off_loop_documents(edit)
        await interaction.edit_original_response(view=views.preview(seen, self._token))


class PageButton(Guarded, template=r"corpus:(?P<what>list|history):(?P<page>\d+):(?P<query>.*)"):
    """Turns a page of a list or of the history."""

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        bot, page, query = interaction.client, int(self.match["page"]), self.match["query"]
        turn = list_page if self.match["what"] == "list" else history_page
        view = await bot.off_loop_quick(lambda: turn(bot, scope, page, query))
        await interaction.response.edit_message(view=view)


def list_page(bot: LandscapeBot, scope: str, page: int, query: str) -> ui.LayoutView:
    """Return one page of the documents of a server whose title, link or tags hold the words of a query."""
    words = query.casefold().split()
    found = [
        one
        for one in reversed(bot.engine.store.listing([scope]))
        if all(word in f"{one.title} {one.url or ''} {one.filename}".casefold() for word in words)
    ]
    page = min(page, max(0, (len(found) - 1) // views.PAGE))
    return views.listing(found[page * views.PAGE : (page + 1) * views.PAGE], page, query, total=len(found))


def history_page(bot: LandscapeBot, scope: str, page: int, document_id: str) -> ui.LayoutView:
    """Return one page of the changes of a server, or of one document of it."""
    events = bot.engine.library.edits.history(
        scope, document_id=document_id or None, limit=views.PAGE + 1, offset=page * views.PAGE
    )
    return views.history(events[: views.PAGE], page, more=len(events) > views.PAGE, document_id=document_id)


BUTTONS = (CancelButton, DraftButton, PageButton)

"""The buttons under previews, lists and progress. They are found by their ID, so they work after a restart too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_app.buttons import ModeratorItem, PageButton
from bot.discord_app.fair_queue import read_party
from bot.discord_app.kept_views import NothingKept
from bot.discord_app.permissions import actor_of
from bot.features.documents import adding, views
from bot.features.documents.modals import LABELS, DetailsModal, pick_differing
from bot.features.documents.remarks import find_remarks
from bot.features.documents.taking_back import TakeBackButton
from bot.ui.layout import View, render_done, render_problem
from bot.ui.pager import cut_page, peek_page
from corpus.documents import Source
from corpus.scopes import draft_of
from corpus.store.comparing import read_text_change
from corpus.store.documents import UnknownDocument
from corpus.store.drafts import GONE
from corpus.store.records import StoredDocument
from index.desk import Desk
from index.upkeep.preview import Preview, preview_draft

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class CancelButton(ModeratorItem, template=r"job:cancel:(?P<token>[0-9a-f]+)"):
    """Stops an upload."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        job = interaction.client.jobs.find(self.match["token"], scope)
        if job is None:
            await interaction.response.send_message(view=render_problem("That is over already."), ephemeral=True)
            return
        try:
            await interaction.response.edit_message(view=render_done("Stopping…"))
        finally:
            job.cancel()  # not before that: what came of the work is shown at once, and this must not take its place


class ResultButton(ModeratorItem, template=r"result:(?P<token>[0-9a-f]+)"):
    """Shows a moderator what could not be shown in the channel: how far work is, or what came of it."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        view = interaction.client.kept_views.get(self.match["token"], scope)
        if view is None:
            raise NothingKept("I don't have that any more. /corpus list shows what is live; add what is missing again.")
        await interaction.response.send_message(view=view, ephemeral=True)


class DraftButton(ModeratorItem, template=r"draft:(?P<action>publish|edit|discard):(?P<token>[0-9a-f]+)"):
    """Publishes, edits or discards what a preview shows."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        token = self.match["token"]
        draft = draft_of(scope, token)
        bot = interaction.client
        if self.match["action"] == "edit":
            documents = await bot.workers.store(bot.engine.store.listing, [draft])
            if not documents:
                raise UnknownDocument(GONE)
            first = await bot.workers.store(bot.engine.store.document, documents[0].id)
            await interaction.response.send_modal(DraftModal(scope, token, documents, first.source))
            return
        await interaction.response.defer()
        if self.match["action"] == "publish":
            view = await adding.publish_draft(interaction, draft, find_remarks(interaction.message))
        else:
            await bot.workers.store(bot.engine.discard, draft)
            view = render_done("Discarded. Nothing was added.")
        await interaction.edit_original_response(view=view)


class DraftModal(DetailsModal):
    """The details of one document of a draft, as long as it is in the draft and what it was when the form was opened."""

    def __init__(self, scope: str, token: str, documents: list[StoredDocument], first: Source) -> None:
        """`first` is the source of the first of the documents."""
        super().__init__("Details before it goes live", first, documents if len(documents) > 1 else [])
        self._token, self._scope = token, scope
        self._seen = {document.id: document.version for document in documents}

    async def save(
        self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any], unused: dict[str, str]
    ) -> None:
        bot, draft = interaction.client, draft_of(self._scope, self._token)
        chosen = document_id or next(iter(self._seen))
        if chosen not in self._seen:  # the form comes back from the member, and may name any document
            raise UnknownDocument(GONE)
        await interaction.response.defer()
        actor = actor_of(interaction)

        def edit() -> tuple[Preview, tuple[str, str]]:
            store = bot.engine.store
            if all(document.id != chosen for document in store.listing([draft])):
                raise UnknownDocument(GONE)
            source = store.document(chosen).source
            title = source.title
            if pick_differing(source, details):
                title = bot.engine.library.edit(chosen, details, actor, scope=draft, seen=self._seen[chosen]).title
            return preview_draft(bot.desk, draft), (source.title, title)

        seen, renamed = await bot.workers.uploads.run(read_party(interaction), edit)
        filled = [label for name, label in LABELS.items() if details.get(name) is not None]
        remarks = find_remarks(interaction.message, without=[*filled, *unused], renamed=renamed)
        remarks.unused = unused
        await interaction.edit_original_response(view=views.render_preview(seen, self._token, remarks))


class DocumentsPageButton(PageButton, template=r"corpus:(?P<what>list|history):(?P<page>\d+):(?P<query>.*)"):
    """Turns a page of the list of documents or of the history."""

    def turn(self, desk: Desk, scope: str, number: int) -> View:
        turn = show_documents if self.match["what"] == "list" else show_history
        return turn(desk, scope, number, self.match["query"])


def show_documents(desk: Desk, scope: str, number: int, query: str) -> View:
    """Return one page of the documents of a server whose title, link or file name hold the words of a query."""
    words = query.casefold().split()
    documents = [
        document
        for document in desk.engine.store.listing([scope], newest_first=True)
        if all(word in f"{document.title} {document.url or ''} {document.filename}".casefold() for word in words)
    ]
    return views.render_documents(cut_page(documents, number, views.DOCUMENTS_PER_PAGE), query)


def show_history(desk: Desk, scope: str, number: int, document_id: str) -> View:
    """Return one page of the changes of a server, or of one document of it."""
    events = desk.engine.library.edits.history(
        scope,
        document_id=document_id or None,
        limit=views.DOCUMENTS_PER_PAGE + 1,
        offset=number * views.DOCUMENTS_PER_PAGE,
    )
    page = peek_page(events, number, views.DOCUMENTS_PER_PAGE)
    changed = {event.id: read_text_change(desk.engine.store, event) for event in page.rows}
    return views.render_history(page, document_id, {number: one for number, one in changed.items() if one is not None})


BUTTONS = (CancelButton, ResultButton, DraftButton, DocumentsPageButton, TakeBackButton)

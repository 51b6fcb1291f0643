"""`/corpus …` and "Add to corpus": moderators add, show, correct and withdraw the documents of their server."""

from __future__ import annotations

import io

import discord
from discord import app_commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import read_party
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.jobs import Cancelled, Job
from bot.discord_app.permissions import scope_of
from bot.features.documents import adding, collecting, keeping, taking_back, views
from bot.features.documents.board import Board
from bot.features.documents.buttons import BUTTONS, show_documents
from bot.features.documents.carrying_out import WhichButton, carry_out, find_file_limit
from bot.features.documents.choosing import SEARCH_LIMIT, Choices, offer_documents, offer_titles
from bot.features.documents.modals import AddModal
from bot.features.documents.refreshing import refresh_links
from bot.features.documents.remarks import UploadRemarks
from bot.features.documents.replacing import WhichToReplaceButton, replace_document
from bot.ui.layout import render_done, render_problem
from corpus.store.versions import Conflict

_Interaction = discord.Interaction[LandscapeBot]
_DOCUMENT = "The title of a document, or its ID"
_PUBLISH = "Go live at once, without a preview"


class Corpus(GuardedGroup, group_name="corpus", group_description="The documents of this server"):
    """Keeps the documents of a server."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot)
        self.add_menu("Add to corpus", self.add_message)

    async def cog_load(self) -> None:
        await super().cog_load()
        self.bot.add_dynamic_items(*BUTTONS, WhichButton, WhichToReplaceButton)
        self.bot.forms.documents = lambda: AddModal(publish=False)

    # ---- adding

    @app_commands.command()
    @app_commands.describe(publish=_PUBLISH)
    async def add(self, interaction: _Interaction, publish: bool = False) -> None:
        """Add up to ten files: text, Markdown, web pages, PDF, Office files, tables, e-books, question lists"""
        await interaction.response.send_modal(AddModal(publish))

    @app_commands.command(name="add-link")
    @app_commands.describe(url="The address of a web page or a file", publish=_PUBLISH)
    async def add_link(self, interaction: _Interaction, url: str, publish: bool = False) -> None:
        """Add a web page or a file by its address; it can be read again later"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        with self.bot.workers.uploads.admit(read_party(interaction)) as ticket:
            try:
                await self.bot.workers.store(keeping.refuse_known_link, self.bot.desk, scope_of(interaction), url)
                upload = await collecting.collect_link(url)
                led_to = upload.details["url"]
                await self.bot.workers.store(keeping.refuse_known_link, self.bot.desk, scope_of(interaction), led_to)
            except (collecting.CannotCollect, Conflict) as error:
                await interaction.edit_original_response(view=views.render_nothing_added(UploadRemarks([str(error)])))
                return
            await adding.add_uploads(
                interaction, scope_of(interaction), ticket, [upload], UploadRemarks(), publish=publish
            )

    @app_commands.command(name="add-thread")
    @app_commands.describe(thread="A thread; without it, the one you are in", publish="Go live at once")
    async def add_thread(
        self, interaction: _Interaction, thread: discord.Thread | None = None, publish: bool = False
    ) -> None:
        """Add a solved thread: what was asked, with its answers; bots and small talk are left out"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        where = thread or interaction.channel
        with self.bot.workers.uploads.admit(read_party(interaction)) as ticket:
            try:
                if not isinstance(where, discord.Thread):
                    raise collecting.CannotCollect("This is no thread: name one, or use the command in it")
                upload = await collecting.collect_thread(where, interaction)
            except collecting.CannotCollect as error:
                await interaction.edit_original_response(view=views.render_nothing_added(UploadRemarks([str(error)])))
                return
            await adding.add_uploads(
                interaction, scope_of(interaction), ticket, [upload], UploadRemarks(), publish=publish
            )

    async def add_message(self, interaction: _Interaction, message: discord.Message) -> None:
        """Add a message and its attachments, with its author and its address."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        uploads, failures = await collecting.collect_message(
            message, self.bot.engine.library.limits.max_bytes, own_id=self.bot.user.id if self.bot.user else None
        )
        with self.bot.workers.uploads.admit(read_party(interaction)) as ticket:
            await adding.add_uploads(
                interaction, scope_of(interaction), ticket, uploads, UploadRemarks(failures), publish=False
            )

    # ---- reading

    @app_commands.command(name="list")
    @app_commands.describe(search="Words of the title, the link or the file name")
    async def list_documents(self, interaction: _Interaction, search: str = "") -> None:
        """List the documents of this server"""
        await self.show_view(
            interaction, show_documents, self.bot.desk, scope_of(interaction), 0, search[:SEARCH_LIMIT]
        )

    @app_commands.command()
    @app_commands.describe(document=_DOCUMENT)
    async def show(self, interaction: _Interaction, document: str) -> None:
        """Show a document: where it came from, its headings, how often it was cited, and the file itself"""
        await carry_out(interaction, "show", document)

    @app_commands.command()
    @app_commands.describe(document="Only the changes of this document")
    async def history(self, interaction: _Interaction, document: str = "") -> None:
        """Show who changed what and when"""
        await carry_out(interaction, "history", document)

    @app_commands.command()
    async def export(self, interaction: _Interaction) -> None:
        """Get all documents of this server as a zip that `landscape corpus import` reads back"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        limit = find_file_limit(interaction)
        party = read_party(interaction)
        data = await self.bot.workers.uploads.run(party, keeping.pack_archive, self.bot.desk, scope_of(interaction))
        if len(data) > limit:
            size = f"The archive has {len(data) // 2**20} MiB and Discord takes {limit // 2**20}"
            await interaction.edit_original_response(view=render_problem(f"{size}: ask the operator for it."))
            return
        file = discord.File(io.BytesIO(data), filename="corpus.zip")
        await interaction.edit_original_response(view=views.render_archive(file.filename), attachments=[file])

    # ---- changing

    @app_commands.command()
    @app_commands.describe(document=_DOCUMENT)
    async def edit(self, interaction: _Interaction, document: str) -> None:
        """Change the title, link, date or tags of a document"""
        await carry_out(interaction, "edit", document)

    @app_commands.command()
    @app_commands.describe(document=_DOCUMENT, file="The new version")
    async def replace(self, interaction: _Interaction, document: str, file: discord.Attachment) -> None:
        """Give a document a new version; passages that stay the same are not read again"""
        await replace_document(interaction, document, file)

    @app_commands.command()
    @app_commands.describe(document=_DOCUMENT)
    async def remove(self, interaction: _Interaction, document: str) -> None:
        """Take a document out of use; it can be restored"""
        await carry_out(interaction, "remove", document)

    @app_commands.command()
    @app_commands.describe(document="The title of a removed document, or its ID")
    async def restore(self, interaction: _Interaction, document: str) -> None:
        """Take a removed document into use again"""
        await carry_out(interaction, "restore", document)

    @app_commands.command()
    async def undo(self, interaction: _Interaction) -> None:
        """Take back the last change of this server's documents; it is shown to you first"""
        await self.show_view(interaction, taking_back.ask_to_undo, self.bot.desk, scope_of(interaction))

    @app_commands.command()
    async def redo(self, interaction: _Interaction) -> None:
        """Make the change again that undo took back last; it is shown to you first"""
        await self.show_view(interaction, taking_back.ask_to_redo, self.bot.desk, scope_of(interaction))

    @app_commands.command()
    async def refresh(self, interaction: _Interaction) -> None:
        """Read the documents that came from links again"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        board, job = Board(interaction), Job(f"{interaction.id:x}", "Reading links again", scope_of(interaction))
        work = refresh_links(self.bot, scope_of(interaction), read_party(interaction), job)
        try:
            refreshed = await self.bot.jobs.watch(job, work, board.show_progress)
        except Cancelled:
            await board.show(render_done("Stopped. What was read until then is kept."))
        else:
            await board.show(views.render_refreshed(refreshed))

    # ---- what is offered while a moderator types

    @show.autocomplete("document")
    @edit.autocomplete("document")
    @replace.autocomplete("document")
    @remove.autocomplete("document")
    @history.autocomplete("document")
    async def _offer_documents(self, interaction: _Interaction, typed: str) -> Choices:
        names = await self.bot.workers.store(self.bot.engine.store.names, scope_of(interaction))
        return offer_documents(names, typed)

    @list_documents.autocomplete("search")
    async def _offer_titles(self, interaction: _Interaction, typed: str) -> Choices:
        names = await self.bot.workers.store(self.bot.engine.store.names, scope_of(interaction))
        return offer_titles(names, typed)

    @restore.autocomplete("document")
    async def _offer_removed(self, interaction: _Interaction, typed: str) -> Choices:
        names = await self.bot.workers.store(self.bot.engine.store.names, scope_of(interaction), in_use=False)
        return offer_documents(names, typed)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Corpus(bot))

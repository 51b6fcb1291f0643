"""`/corpus …` and "Add to corpus": moderators add, show, correct and withdraw the documents of their server."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.jobs import Board, Cancelled, Job, watched
from bot.discord_app.permissions import actor_of, check_moderator, for_moderators
from bot.features.documents import adding, collecting, views
from bot.features.documents.buttons import BUTTONS, show_documents, show_history
from bot.features.documents.modals import AddModal, EditModal
from bot.features.documents.refreshing import refresh_links
from bot.ui.layout import View, render_done, render_problem
from corpus.readers import MAX_BYTES, UnreadableDocument
from corpus.scopes import of_server
from corpus.store.documents import UnknownDocument
from corpus.store.records import StoredDocument
from corpus.store.replies import ReplyLog
from index.upkeep.archive import export_archive

_Interaction = discord.Interaction[LandscapeBot]
_SEARCH = 50  # characters of a search: it travels in the ID of the buttons that turn pages
_CHOICES, _CHOICE = 25, 100  # how many of how many characters Discord shows


@app_commands.default_permissions(manage_messages=True)
@app_commands.guild_only()
class Corpus(commands.GroupCog, group_name="corpus", group_description="The documents of this server"):
    """Keeps the documents of a server. Every command checks again that a moderator sends it."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Add to corpus", callback=self.add_message)
        self._menu.default_permissions = discord.Permissions(manage_messages=True)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)
        self.bot.add_dynamic_items(*BUTTONS)
        self.bot.forms.documents = lambda: AddModal(publish=False)
        await self.bot.off_loop_documents(self._forget_drafts)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    def _forget_drafts(self) -> None:
        """Delete the drafts that nobody decided on for a day."""
        until = datetime.now(UTC) - timedelta(days=1)
        self.bot.engine.library.edits.discard_old(until.isoformat(timespec="seconds"))

    # ---- adding

    @app_commands.command()
    @app_commands.describe(publish="Go live at once, without a preview")
    @for_moderators()
    async def add(self, interaction: _Interaction, publish: bool = False) -> None:
        """Add up to ten files: text, Markdown, web pages, PDF, Office files, tables, e-books, question lists"""
        await interaction.response.send_modal(AddModal(publish))

    @app_commands.command(name="add-link")
    @app_commands.describe(url="The address of a web page or a file", publish="Go live at once, without a preview")
    @for_moderators()
    async def add_link(self, interaction: _Interaction, url: str, publish: bool = False) -> None:
        """Add a web page or a file by its address; it can be read again later"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope = of_server(interaction.guild_id or 0)
        try:
            upload = await collecting.collect_link(url)
        except collecting.CannotCollect as error:
            await interaction.edit_original_response(view=views.render_nothing_added([str(error)], []))
            return
        await adding.add_uploads(interaction, scope, [upload], [], publish=publish)

    @app_commands.command(name="add-thread")
    @app_commands.describe(thread="A thread; without it, the one you are in", publish="Go live at once")
    @for_moderators()
    async def add_thread(
        self, interaction: _Interaction, thread: discord.Thread | None = None, publish: bool = False
    ) -> None:
        """Add a thread as one document, each message under its author; bots are left out"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        where = thread or interaction.channel
        try:
            if not isinstance(where, discord.Thread):
                raise collecting.CannotCollect("This is no thread: name one, or use the command in it")
            upload = await collecting.collect_thread(where, interaction)
        except collecting.CannotCollect as error:
            await interaction.edit_original_response(view=views.render_nothing_added([str(error)], []))
            return
        await adding.add_uploads(interaction, of_server(interaction.guild_id or 0), [upload], [], publish=publish)

    async def add_message(self, interaction: _Interaction, message: discord.Message) -> None:
        """Add a message and its attachments, with its author and its address."""
        scope = await check_moderator(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        uploads, failures = await collecting.collect_message(message, self.bot.engine.library.limits.max_bytes)
        await adding.add_uploads(interaction, scope, uploads, failures, publish=False)

    # ---- keeping

    @app_commands.command(name="list")
    @app_commands.describe(search="Words of the title, the link or the file name")
    @for_moderators()
    async def list_documents(self, interaction: _Interaction, search: str = "") -> None:
        """List the documents of this server"""
        await self._tell(
            interaction, lambda: show_documents(self.bot, of_server(interaction.guild_id or 0), 0, search[:_SEARCH])
        )

    @app_commands.command()
    @app_commands.describe(document="The title of a document, or its ID")
    @for_moderators()
    async def show(self, interaction: _Interaction, document: str) -> None:
        """Show a document: where it came from, its headings, how often it was cited, and the file itself"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope = of_server(interaction.guild_id or 0)
        limit = interaction.guild.filesize_limit if interaction.guild else MAX_BYTES

        def look() -> tuple[View, discord.File | None]:
            found = self._find(scope, document)
            edits, stored = self.bot.engine.library.edits, self.bot.engine.store.document(found.id)
            data = edits.file(found.sha256)
            file = None
            if data is not None and len(data) <= limit:
                file = discord.File(io.BytesIO(data), filename=found.filename)
            passages = self.bot.engine.store.passages_of(found.id)
            headings = list(dict.fromkeys(" › ".join(one.headings) for one in passages if one.headings))
            by = next((event.actor.name for event in edits.history(scope, document_id=found.id, limit=1)), None)
            cited = ReplyLog(self.bot.engine.store).times_cited(scope, found.id)
            return views.render_document(
                stored, found, headings, by=by, cited=cited, file=file.filename if file else None
            ), file

        view, file = await self.bot.off_loop_quick(look)
        await interaction.edit_original_response(view=view, attachments=[file] if file else [])

    @app_commands.command()
    @app_commands.describe(document="The title of a document, or its ID")
    @for_moderators()
    async def edit(self, interaction: _Interaction, document: str) -> None:
        """Change the title, link, date or tags of a document"""
        scope = of_server(interaction.guild_id or 0)
        found = await self.bot.off_loop_quick(lambda: self.bot.engine.store.document(self._find(scope, document).id))
        await interaction.response.send_modal(EditModal(found))

    @app_commands.command()
    @app_commands.describe(document="The title of a document, or its ID", file="The new version")
    @for_moderators()
    async def replace(self, interaction: _Interaction, document: str, file: discord.Attachment) -> None:
        """Give a document a new version; passages that stay the same are not read again"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope, actor = of_server(interaction.guild_id or 0), actor_of(interaction)
        found = await self.bot.off_loop_quick(lambda: self._find(scope, document))
        uploads, failures = await adding.read_attachments([file], {}, self.bot.engine.library.limits.max_bytes)
        board = Board(interaction)
        if not uploads:
            await board.show(views.render_nothing_added(failures, []))
            return
        job = Job(f"{interaction.id:x}", file.filename)
        engine, data = self.bot.engine, uploads[0].data
        try:
            replaced = await watched(
                self.bot, board, job,
                lambda: self.bot.off_loop_documents(
                    lambda: engine.replace(
                        found.id, data, file.filename, actor, seen=found.version, on_progress=job.progress
                    )
                ),
            )  # fmt: skip
        except UnreadableDocument as error:
            await board.show(views.render_nothing_added([str(error)], []))
        except Cancelled:
            await board.show(render_done("Stopped. Nothing was changed."))
        else:
            self.bot.changed()
            one = replaced.document
            said = f"“{one.title}” is at version {one.version} now: {replaced.new} new passages, {replaced.kept} kept."
            await board.show(render_done(said))

    @app_commands.command()
    @app_commands.describe(document="The title of a document, or its ID")
    @for_moderators()
    async def remove(self, interaction: _Interaction, document: str) -> None:
        """Take a document out of use; it can be restored"""
        scope, actor = of_server(interaction.guild_id or 0), actor_of(interaction)

        def take_out() -> View:
            removed = self.bot.engine.store.remove(self._find(scope, document).id, actor)
            return render_done(f"“{removed.title}” answers nothing any more. /corpus restore or undo brings it back.")

        await self._tell(interaction, take_out)
        self.bot.changed()

    @app_commands.command()
    @app_commands.describe(document="The title of a removed document, or its ID")
    @for_moderators()
    async def restore(self, interaction: _Interaction, document: str) -> None:
        """Take a removed document into use again"""
        scope, actor = of_server(interaction.guild_id or 0), actor_of(interaction)

        def bring_back() -> View:
            library = self.bot.engine.library
            one = library.restore(_match(library.edits.removed(scope), document, "removed document").id, actor)
            return render_done(f"“{one.title}” answers again, with {one.passages} passages.")

        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await self.bot.off_loop_documents(bring_back))
        self.bot.changed()

    @app_commands.command()
    @app_commands.describe(document="Only the changes of this document")
    @for_moderators()
    async def history(self, interaction: _Interaction, document: str = "") -> None:
        """Show who changed what and when"""
        scope = of_server(interaction.guild_id or 0)

        def look() -> View:
            edits = self.bot.engine.library.edits
            every = [*self.bot.engine.store.listing([scope]), *edits.removed(scope)] if document else []
            return show_history(self.bot, scope, 0, _match(every, document, "document").id if document else "")

        await self._tell(interaction, look)

    @app_commands.command()
    @for_moderators()
    async def undo(self, interaction: _Interaction) -> None:
        """Take back the last change of this server's documents"""
        scope, actor = of_server(interaction.guild_id or 0), actor_of(interaction)
        await self._tell(interaction, lambda: views.render_undone(self.bot.engine.library.edits.undo(scope, actor)))
        self.bot.changed()

    @app_commands.command()
    @for_moderators()
    async def export(self, interaction: _Interaction) -> None:
        """Get all documents of this server as a zip that `landscape corpus import` reads back"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope = of_server(interaction.guild_id or 0)
        limit = interaction.guild.filesize_limit if interaction.guild else MAX_BYTES

        def pack() -> bytes:
            buffer = io.BytesIO()
            export_archive(self.bot.engine.store, self.bot.engine.library.edits, scope, buffer)
            return buffer.getvalue()

        data = await self.bot.off_loop_documents(pack)
        if len(data) > limit:
            said = (
                f"The archive has {len(data) // 2**20} MiB and Discord takes {limit // 2**20}: ask the operator for it."
            )
            await interaction.edit_original_response(view=render_problem(said))
            return
        file = discord.File(io.BytesIO(data), filename="corpus.zip")
        await interaction.edit_original_response(view=views.render_archive(file.filename), attachments=[file])

    @app_commands.command()
    @for_moderators()
    async def refresh(self, interaction: _Interaction) -> None:
        """Read the documents that came from links again"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope = of_server(interaction.guild_id or 0)
        board, job = Board(interaction), Job(f"{interaction.id:x}", "reading links again")
        try:
            found = await watched(self.bot, board, job, lambda: refresh_links(self.bot, scope, job.progress))
        except Cancelled:
            await board.show(render_done("Stopped. What was read until then is kept."))
        else:
            await board.show(views.render_refreshed(found))

    # ---- inside

    async def _tell(self, interaction: _Interaction, look: Any) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await self.bot.off_loop_quick(look))

    def _find(self, scope: str, text: str) -> StoredDocument:
        return _match(self.bot.engine.store.listing([scope]), text, "document")

    @show.autocomplete("document")
    @edit.autocomplete("document")
    @replace.autocomplete("document")
    @remove.autocomplete("document")
    @history.autocomplete("document")
    async def _titles(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        scope = await check_moderator(interaction)
        return _choices(await self.bot.off_loop_quick(lambda: self.bot.engine.store.listing([scope])), current)

    @list_documents.autocomplete("search")
    async def _titles_to_search(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        scope = await check_moderator(interaction)
        found = _choices(await self.bot.off_loop_quick(lambda: self.bot.engine.store.listing([scope])), current)
        titles = dict.fromkeys(choice.name.rpartition(" (")[0][:_SEARCH] for choice in found)
        return [app_commands.Choice(name=title, value=title) for title in titles]

    @restore.autocomplete("document")
    async def _removed(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        scope = await check_moderator(interaction)
        return _choices(await self.bot.off_loop_quick(lambda: self.bot.engine.library.edits.removed(scope)), current)


def _choices(documents: list[StoredDocument], current: str) -> list[app_commands.Choice[str]]:
    words = current.casefold().split()
    found = [
        one for one in documents if one.id.startswith(current) or all(word in one.title.casefold() for word in words)
    ]
    return [app_commands.Choice(name=_label(one), value=one.id) for one in found[:_CHOICES]]


def _label(document: StoredDocument) -> str:
    """Return a title and, to tell those of the same title apart, the start of the ID."""
    mark = f" ({document.id[:4]})"
    return (" ".join(document.title.split()) or "Untitled")[: _CHOICE - len(mark)] + mark


def _match(documents: list[StoredDocument], text: str, what: str) -> StoredDocument:
    """Return the one document that a moderator means: by ID, or by title. Raises `UnknownDocument` with the remedy."""
    wanted = text.strip().casefold()
    found = [one for one in documents if one.id == text.strip()]
    found = found or [one for one in documents if " ".join(one.title.split()).casefold() == wanted]
    if len(found) != 1:
        many = f"more than one {what} is called" if found else f"no {what} of this server is called"
        raise UnknownDocument(f"{many} {text.strip()[:100]!r}: pick one from the list that is offered while you type")
    return found[0]


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Corpus(bot))

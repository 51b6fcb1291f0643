"""`/corpus replace`: a document gets a new version from a file. Which document is asked where several have the title; the file is kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.discord_app.buttons import ModeratorItem
from bot.discord_app.fair_queue import read_party
from bot.discord_app.jobs import Cancelled, Job
from bot.discord_app.permissions import actor_of, scope_of
from bot.features.documents import adding, keeping, views
from bot.features.documents.board import Board
from bot.features.documents.carrying_out import find_file_limit, render_which
from bot.features.documents.choosing import SharedTitle
from bot.features.documents.remarks import UploadRemarks
from bot.ui.layout import render_done
from bot.wording import describe_replacement
from corpus.readers import UnreadableDocument
from corpus.store.documents import UnknownDocument
from corpus.store.quotas import QuotaReached
from corpus.store.records import StoredDocument
from index.library import Replaced

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


async def replace_document(interaction: _Interaction, document: str, file: discord.Attachment) -> None:
    """Give the document that is meant a new version, or ask which one is, with the file attached to the question."""
    bot = interaction.client
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        known = await bot.workers.store(keeping.find_in_use, bot.desk, scope_of(interaction), document)
    except SharedTitle as error:
        if file.size > find_file_limit(interaction):
            raise
        kept = discord.File(io.BytesIO(await adding.download(file)), filename=file.filename)
        view = render_which(error.documents, "replace", kept.filename)
        await interaction.edit_original_response(view=view, attachments=[kept])
        return
    uploads, failures = adding.choose_attachments([file], {}, bot.engine.library.limits.max_bytes)
    if uploads:
        await _replace(interaction, known, uploads[0])
    else:
        view = views.render_nothing_added(UploadRemarks(failures), "changed")
        await interaction.edit_original_response(view=view)


class WhichToReplaceButton(ModeratorItem, template=r"which:replace:(?P<document>[0-9a-f]+)"):
    """Gives one of the documents that have the title that was typed a new version, from the file that the question holds."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot = interaction.client
        await interaction.response.defer()
        known = await bot.workers.store(keeping.find_in_use, bot.desk, scope, self.match["document"])
        files = interaction.message.attachments if interaction.message else []
        if not files:
            raise UnknownDocument(f"the file is gone: use /corpus replace with the ID {known.id}")
        read = adding.keep_on_disk(await adding.download(files[0]))  # the question goes, and its file with it
        await interaction.edit_original_response(attachments=[], view=render_done("Reading the file…"))
        await _replace(interaction, known, adding.Upload(read, files[0].filename))


async def _replace(interaction: _Interaction, known: StoredDocument, upload: adding.Upload) -> None:
    """Give a document a new version, and say what became of it; `interaction` is answered already."""
    bot, board = interaction.client, Board(interaction)
    job = Job(f"{interaction.id:x}", f"Reading {upload.filename}", scope_of(interaction))

    async def work() -> Replaced:
        with bot.workers.uploads.admit(read_party(interaction)) as ticket:
            async with ticket.turn(job):
                data = await job.wait_for(upload.read())
                return await ticket.work(
                    bot.engine.replace, known.id, data, upload.filename, actor_of(interaction),
                    seen=known.version, on_progress=job.progress,
                )  # fmt: skip

    try:
        replaced = await bot.jobs.watch(job, work(), board.show_progress)
    except (UnreadableDocument, QuotaReached, adding.CannotFetch) as error:
        await board.show(views.render_nothing_added(UploadRemarks([str(error)]), "changed"))
    except Cancelled:
        await board.show(render_done("Stopped. Nothing was changed."))
    else:
        if replaced.changed:
            bot.announce_change()
        await board.show(render_done(" ".join(describe_replacement(replaced))))

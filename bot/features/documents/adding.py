"""Adding documents from Discord: into a draft, with a preview of what it would change, and from there live."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discord_app.fair_queue import Ticket
from bot.discord_app.jobs import Cancelled, Job
from bot.discord_app.permissions import actor_of
from bot.features.documents import views
from bot.features.documents.board import Board
from bot.features.documents.remarks import UploadRemarks
from bot.ui.layout import render_done, render_problem
from corpus.copies import list_digests
from corpus.errors import MendableError
from corpus.readers import UnreadableDocument
from corpus.scopes import draft_of, target_of
from corpus.store.links import LinkTable
from corpus.store.naming import list_namesakes
from corpus.store.quotas import QuotaReached
from corpus.store.records import StoredDocument
from index.engine import Engine
from index.library import Added
from index.upkeep.near_duplicates import find_near_duplicates
from index.upkeep.preview import Preview, preview_draft

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


_DOWNLOAD_SECONDS = 60  # of a file from Discord, in its turn


class CannotFetch(MendableError):
    """A file could not be fetched from Discord; the message says why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A document on its way in. Its bytes are read when its turn comes, and are not in memory before.

    `link` has the site's marks of its version where it came from a link.
    """

    read: Callable[[], Coroutine[Any, Any, bytes]]
    filename: str
    details: Mapping[str, Any] = field(default_factory=dict)
    link: tuple[str, str | None, str | None] | None = None  # address, ETag, Last-Modified


def choose_attachments(
    attachments: Sequence[discord.Attachment], details: Mapping[str, Any], max_bytes: int
) -> tuple[list[Upload], list[str]]:
    """Return the files that were uploaded, and a line for each that is too large."""
    uploads: list[Upload] = []
    failures: list[str] = []
    for attachment in attachments:
        if attachment.size > max_bytes:
            failures.append(f"{attachment.filename} is larger than {max_bytes / 2**20:g} MiB; split it")
            continue
        uploads.append(Upload(partial(download, attachment), attachment.filename, details))
    return uploads, failures


async def download(attachment: discord.Attachment) -> bytes:
    """Return the bytes of a file on Discord. Raises `CannotFetch`."""
    try:
        async with asyncio.timeout(_DOWNLOAD_SECONDS):
            return await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        why = str(error) or f"it took longer than {_DOWNLOAD_SECONDS} seconds"
        raise CannotFetch(
            f"{attachment.filename} could not be fetched from Discord ({why}); upload it again"
        ) from error


def keep_on_disk(data: bytes) -> Callable[[], Coroutine[Any, Any, bytes]]:
    """Write bytes to a temporary file, and return what reads them, once."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (it is closed when it was read)
    file.write(data)

    async def read() -> bytes:
        with file:
            file.seek(0)
            return file.read()

    return read


async def add_uploads(
    interaction: _Interaction,
    scope: str,
    ticket: Ticket,
    uploads: Sequence[Upload],
    remarks: UploadRemarks,
    *,
    publish: bool,
) -> None:
    """Read and embed uploads into a draft, each in a turn, then show what it would change, or publish it at once.

    Where something that was typed is not used, it is shown even if it was to be published: that can be put right first.
    The interaction is deferred already; `ticket` is one for uploads.
    """
    bot, board = interaction.client, Board(interaction)
    token = secrets.token_hex(6)
    draft = draft_of(scope, token)
    job = Job(token, "Reading", scope)
    publish = publish and not remarks.unused

    async def work() -> Preview | None:
        await _fill_draft(bot, ticket, draft, uploads, job, remarks=remarks)
        if not await bot.workers.store(bot.engine.store.listing, [draft]):
            return None
        if publish:  # without a preview it is told afterwards
            async with ticket.turn(job):
                seen_there = (*bot.desk.scopes_seen_from(scope), scope)
                near = await ticket.work(find_near_duplicates, bot.engine, draft, seen_there)
            remarks.near = [twin for twin in near if twin.part]
            return None
        job.begin("Looking at what it would change")
        async with ticket.turn(job):
            return await ticket.work(preview_draft, bot.desk, draft, job.progress)

    try:
        seen = await bot.jobs.watch(job, work(), board.show_progress)
        if seen is not None:
            await board.show(views.render_preview(seen, token, remarks))
        elif publish:
            await board.show(await publish_draft(interaction, draft, remarks))
        else:
            await board.show(views.render_nothing_added(remarks))
    except Cancelled:
        await bot.workers.store(bot.engine.discard, draft)
        await board.show(render_done("Stopped. Nothing was added."))
    except MendableError as error:
        await bot.workers.store(bot.engine.discard, draft)
        await board.show(render_problem(f"Nothing was added: {error}"))


async def _fill_draft(
    bot: LandscapeBot,
    ticket: Ticket,
    draft: str,
    uploads: Sequence[Upload],
    job: Job,
    *,
    remarks: UploadRemarks,
) -> None:
    """Read and embed uploads into the draft; a file that can't be read, or is there already, leaves the others alone.

    `remarks` get which of them those are, and what a file holds and its document doesn't.
    """
    for number, upload in enumerate(uploads, start=1):
        count = f" (file {number} of {len(uploads)})" if len(uploads) > 1 else ""
        job.begin(f"Reading {upload.filename}{count}")
        try:
            async with ticket.turn(job):
                job.progress(0, 0)
                data = await job.wait_for(upload.read())
                added = await ticket.work(_add_upload, bot.engine, draft, upload, data, job)
        except (UnreadableDocument, QuotaReached, CannotFetch) as error:
            remarks.failed.append(str(error))
            continue
        if added.existed:
            remarks.known.append(added.title)
        else:
            remarks.left_out[added.document_id] = added.left_out


def _add_upload(engine: Engine, draft: str, upload: Upload, data: bytes, job: Job) -> Added:
    """Read and embed an upload into the draft, unless a document of its scope has the same bytes."""
    there = engine.store.find_any(target_of(draft), list_digests(data, upload.filename))
    if there is not None:
        known = engine.store.get(there)
        return Added(known.id, known.title, known.passages, 0, existed=True)
    added = engine.add(data, upload.filename, draft, details=upload.details, on_progress=job.progress)
    if upload.link is not None:
        url, etag, last_modified = upload.link
        LinkTable(engine.store).keep(added.document_id, url, etag=etag, last_modified=last_modified)
    return added


async def publish_draft(interaction: _Interaction, draft: str, remarks: UploadRemarks) -> discord.ui.LayoutView:
    """Publish a draft in the name of who asks for it, and return what to show."""
    bot = interaction.client
    actor = actor_of(interaction)

    def publish() -> list[StoredDocument]:
        waiting = bot.engine.store.listing([draft])
        if not waiting and (remarks.failed or remarks.known):
            return []
        published = bot.engine.publish(draft, actor)
        live = {document.id for document in published}
        remarks.known += [document.title for document in waiting if document.id not in live]
        there = bot.engine.store.listing([target_of(draft)])
        remarks.namesakes = list_namesakes(there, [document.title for document in published])
        return published

    documents = await bot.workers.store(publish)
    bot.announce_change()
    if not documents:
        return views.render_nothing_added(remarks)
    end = await bot.forms.publishing_end(target_of(draft))
    return views.render_published(documents, remarks, end)

"""Adding documents from Discord: into a draft, with a preview of what it would change, and from there live."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_app.jobs import Cancelled, Job
from bot.discord_app.permissions import actor_of
from bot.features.documents import views
from bot.features.documents.board import Board
from bot.ui.layout import render_done, render_problem
from corpus.copies import list_digests
from corpus.documents import LeftOut
from corpus.errors import MendableError
from corpus.readers import UnreadableDocument
from corpus.scopes import draft_of, target_of
from corpus.store.links import LinkTable
from corpus.store.records import StoredDocument
from index.upkeep.preview import Preview, preview_draft

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


@dataclass(frozen=True, slots=True)
class Upload:
    """A document on its way in. `link` has the site's marks of its version where it came from a link."""

    data: bytes
    filename: str
    details: Mapping[str, Any] = field(default_factory=dict)
    link: tuple[str, str | None, str | None] | None = None  # address, ETag, Last-Modified


async def read_attachments(
    attachments: Sequence[discord.Attachment], details: Mapping[str, Any], max_bytes: int
) -> tuple[list[Upload], list[str]]:
    """Return the files that were uploaded, and a line for each that is too large or can't be fetched."""
    uploads: list[Upload] = []
    failures: list[str] = []
    for attachment in attachments:
        if attachment.size > max_bytes:
            failures.append(f"{attachment.filename} is larger than {max_bytes / 2**20:g} MiB; split it")
            continue
        try:
            data = await attachment.read()
        except (discord.HTTPException, OSError) as error:
            failures.append(f"{attachment.filename} could not be fetched from Discord ({error}); upload it again")
            continue
        one = len(attachments) == 1
        uploads.append(Upload(data, attachment.filename, details if one else _drop_title(details)))
    return uploads, failures


def _drop_title(details: Mapping[str, Any]) -> Mapping[str, Any]:
    """Several files can't share a title."""
    return {name: value for name, value in details.items() if name != "title"}


async def add_uploads(
    interaction: _Interaction, scope: str, uploads: Sequence[Upload], failures: Sequence[str], *, publish: bool
) -> None:
    """Read and embed uploads into a draft, then show what it would change, or publish it at once.

    The interaction is deferred already.
    """
    bot, board = interaction.client, Board(interaction)
    token = secrets.token_hex(6)
    draft = draft_of(scope, token)
    job = Job(token, "reading", scope)
    failed = list(failures)
    known: list[str] = []
    left_out: dict[str, Sequence[LeftOut]] = {}

    async def work() -> Preview | None:
        await bot.workers.uploads(_fill_draft, bot, draft, uploads, job, failed=failed, known=known, left_out=left_out)
        if publish or not await bot.workers.store(bot.engine.store.listing, [draft]):
            return None
        job.begin("looking at what it would change")
        return await bot.workers.uploads(preview_draft, bot.desk, draft, job.progress)

    try:
        seen = await bot.jobs.watch(job, work(), board.show_progress)
        if seen is not None:
            await board.show(views.render_preview(seen, token, failed, known, left_out))
        elif publish:
            await board.show(await publish_draft(interaction, draft, failed, known, left_out))
        else:
            await board.show(views.render_nothing_added(failed, known))
    except Cancelled:
        await bot.workers.store(bot.engine.discard, draft)
        await board.show(render_done("Stopped. Nothing was added."))
    except MendableError as error:
        await bot.workers.store(bot.engine.discard, draft)
        await board.show(render_problem(f"Nothing was added: {error}"))


def _fill_draft(
    bot: LandscapeBot,
    draft: str,
    uploads: Sequence[Upload],
    job: Job,
    *,
    failed: list[str],
    known: list[str],
    left_out: dict[str, Sequence[LeftOut]],
) -> None:
    """Read and embed uploads into the draft; a file that can't be read, or is there already, leaves the others alone.

    `left_out` gets, by the ID of each document, what its file holds and the document doesn't.
    """
    engine, scope = bot.engine, target_of(draft)
    for number, upload in enumerate(uploads, start=1):
        count = f" (file {number} of {len(uploads)})" if len(uploads) > 1 else ""
        job.begin(f"{upload.filename}{count}")
        job.progress(0, 0)
        there = engine.store.find_any(scope, list_digests(upload.data, upload.filename))
        if there is not None:
            known.append(engine.store.get(there).title)
            continue
        try:
            added = engine.add(upload.data, upload.filename, draft, details=upload.details, on_progress=job.progress)
        except UnreadableDocument as error:
            failed.append(str(error))
            continue
        left_out[added.document_id] = added.left_out
        if upload.link is not None:
            url, etag, last_modified = upload.link
            LinkTable(engine.store).keep(added.document_id, url, etag=etag, last_modified=last_modified)


async def publish_draft(
    interaction: _Interaction,
    draft: str,
    failed: Sequence[str] = (),
    known: Sequence[str] = (),
    left_out: Mapping[str, Sequence[LeftOut]] = MappingProxyType({}),
) -> discord.ui.LayoutView:
    """Publish a draft in the name of who asks for it, and return what to show."""
    bot = interaction.client
    actor = actor_of(interaction)

    def publish() -> list[StoredDocument]:
        if not bot.engine.store.listing([draft]) and (failed or known):
            return []
        return bot.engine.publish(draft, actor)

    documents = await bot.workers.store(publish)
    bot.announce_change()
    if not documents:
        return views.render_nothing_added(failed, known)
    return views.render_published(documents, failed, known, left_out)

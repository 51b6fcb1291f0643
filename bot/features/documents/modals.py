"""The forms of moderators: files with their details, and the details of a stored document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.discord_app.errors import BadDetail
from bot.discord_app.fair_queue import read_party
from bot.discord_app.forms import ModeratorForm, build_text_input
from bot.discord_app.permissions import actor_of
from bot.features.documents import adding
from bot.features.documents.remarks import UploadRemarks
from bot.ui.escaping import make_safe_link
from bot.ui.layout import render_done
from corpus.documents import Document, Source
from corpus.store.records import StoredDocument

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

_TITLE, _LINK, _TAGS = 200, 512, 300  # characters
_FIELDS = {"title": "title", "url": "link", "published": "date", "tags": "tags"}
_OPTIONS = 25  # of a select menu


def parse_details(*, title: str, link: str, day: str, tags: str | None = None) -> dict[str, Any]:
    """Return the details of a document (fields of `Source`) as a moderator typed them; what was left empty is left out.

    Raises `BadDetail` with the remedy.
    """
    details: dict[str, Any] = {}
    if title.strip():
        details["title"] = " ".join(title.split())
    if link.strip():
        if make_safe_link(link.strip()) is None:
            raise BadDetail(f"{link.strip()!r} is no web address: it has to begin with https:// or http://")
        details["url"] = link.strip()
    if day.strip():
        details["published"] = parse_day(day)
    if tags is not None:
        details["tags"] = tuple(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
    return details


def parse_day(text: str) -> date:
    """Return a day that was written as 2026-11-24. Raises `BadDetail` with the remedy."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadDetail(f"{text.strip()!r} is no date: write it as 2026-11-24") from None


class AddModal(ModeratorForm):
    """Files and what is known of them."""

    def __init__(self, publish: bool) -> None:
        super().__init__(title="Add documents")
        self._publish = publish
        self.files: ui.FileUpload[Any] = ui.FileUpload(custom_id="files", min_values=1, max_values=10)
        self.name = build_text_input("title", _TITLE, placeholder="As the file says")
        self.link = build_text_input("link", _LINK, placeholder="https://…")
        self.day = build_text_input("date", 10, placeholder="2026-11-24")
        self.add_item(ui.Label(text="Files", description="Up to 10, of at most 25 MB each", component=self.files))
        self.add_item(ui.Label(text="Title", description="For a single file", component=self.name))
        self.add_item(ui.Label(text="Source link", component=self.link))
        self.add_item(ui.Label(text="Date", description="When it was published", component=self.day))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        details = parse_details(title=self.name.value, link=self.link.value, day=self.day.value)
        await interaction.response.defer(ephemeral=True, thinking=True)
        uploads, failures = adding.choose_attachments(
            self.files.values, details, interaction.client.engine.library.limits.max_bytes
        )
        with interaction.client.workers.uploads.admit(read_party(interaction)) as ticket:
            await adding.add_uploads(
                interaction, scope, ticket, uploads, UploadRemarks(failures), publish=self._publish
            )


class DetailsModal(ModeratorForm):
    """Title, link, date and tags, filled in with what they are; of one of several documents where some are given."""

    def __init__(self, title: str, source: Source, documents: Sequence[StoredDocument] = ()) -> None:
        super().__init__(title=title)
        self._source = source
        self.which: ui.Select[Any] | None = None
        several = bool(documents)
        if several:
            options = [
                discord.SelectOption(label=document.title[:100], value=document.id) for document in documents[:_OPTIONS]
            ]
            self.which = ui.Select(custom_id="document", options=options)
            self.add_item(ui.Label(text="Document", component=self.which))
        self.name = build_text_input("title", _TITLE, "" if several else source.title)
        self.link = build_text_input("link", _LINK, "" if several else source.url or "")
        day = "" if several or not source.published else source.published.isoformat()
        self.day = build_text_input("date", 10, day)
        self.tags = build_text_input("tags", _TAGS, "" if several else ", ".join(source.tags))
        self._several = several
        for label, item in (("Title", self.name), ("Source link", self.link), ("Date", self.day), ("Tags", self.tags)):
            hint = "Left empty, it stays as it is" if several else None
            self.add_item(ui.Label(text=label, description=hint, component=item))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        tags = self.tags.value
        details = parse_details(
            title=self.name.value, link=self.link.value, day=self.day.value,
            tags=None if self._several and not tags.strip() else tags,
        )  # fmt: skip
        if not self._several:  # what was emptied is taken away; a document without a title has none to be cited by
            details = {"url": None, "published": None} | details
        document_id = self.which.values[0] if self.which is not None and self.which.values else None
        await self.save(interaction, document_id, details)

    async def save(self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any]) -> None:
        """Save the details that were filled in, as this form does."""
        raise NotImplementedError


class EditModal(DetailsModal):
    """The details of a document that is live."""

    def __init__(self, document: Document) -> None:
        super().__init__("Edit details", document.source)
        self._document = document

    async def save(self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any]) -> None:
        bot, actor, old = interaction.client, actor_of(interaction), self._document
        await interaction.response.defer(ephemeral=True, thinking=True)
        differing = {n: details[n] for n in _FIELDS if n in details and getattr(old.source, n) != details[n]}
        if not differing:
            await interaction.edit_original_response(view=render_done("Nothing was changed."))
            return
        stored = await bot.workers.uploads.run(
            read_party(interaction), bot.engine.library.edit, old.id, differing, actor, seen=old.version
        )
        bot.announce_change()
        said = (
            f"“{stored.title}” is at version {stored.version} now: {', '.join(_FIELDS[n] for n in differing)} changed."
        )
        await interaction.edit_original_response(view=render_done(said))

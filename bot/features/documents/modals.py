"""The forms of moderators: files with their details, and the details of a stored document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.discord_app.fair_queue import read_party
from bot.discord_app.forms import ModeratorForm, build_text_input
from bot.discord_app.permissions import actor_of
from bot.features.documents import adding, views
from bot.features.documents.remarks import UploadRemarks
from bot.ui.escaping import make_safe_link
from corpus.documents import Document, Source
from corpus.store.naming import list_namesakes
from corpus.store.records import StoredDocument

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

_TITLE, _LINK, _TAGS = 200, 512, 300  # characters
_FIELDS = {"title": "title", "url": "link", "published": "date", "tags": "tags"}
LABELS = {"title": "Title", "url": "Source link", "published": "Date", "tags": "Tags"}
_OPTIONS = 25  # of a select menu
_STAYS = "stays as it is"


def parse_details(
    *, title: str, link: str, day: str, tags: str | None = None, instead: str = "left empty"
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the details of a document (fields of `Source`) as a moderator typed them; what was left empty is left out.

    What can't be used is left out too. Of each such field, the second of the two values says by its label what is done
    `instead`, why, and how it is written.
    """
    details: dict[str, Any] = {}
    unused: dict[str, str] = {}
    if title.strip():
        details["title"] = " ".join(title.split())
    if link.strip() and make_safe_link(link.strip()) is None:
        unused[LABELS["url"]] = (
            f"{instead}, for “{link.strip()}” is no web address: copy it from a browser, with the https in front"
        )
    elif link.strip():
        details["url"] = link.strip()
    if day.strip():
        try:
            details["published"] = date.fromisoformat(day.strip())
        except ValueError:
            unused[LABELS["published"]] = f"{instead}, for “{day.strip()}” is no date: write it as 2026-11-24"
    if tags is not None:
        details["tags"] = tuple(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
    return details, unused


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
        self.add_item(ui.Label(text=LABELS["title"], description="For a single file", component=self.name))
        self.add_item(ui.Label(text=LABELS["url"], component=self.link))
        self.add_item(ui.Label(text=LABELS["published"], description="When it was published", component=self.day))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        details, unused = parse_details(title=self.name.value, link=self.link.value, day=self.day.value)
        if "title" in details and len(self.files.values) > 1:
            unused = {LABELS["title"]: f"{len(self.files.values)} files can't share “{details.pop('title')}”"} | unused
        await interaction.response.defer(ephemeral=True, thinking=True)
        uploads, failures = adding.choose_attachments(
            self.files.values, details, interaction.client.engine.library.limits.max_bytes
        )
        with interaction.client.workers.uploads.admit(read_party(interaction)) as ticket:
            await adding.add_uploads(
                interaction, scope, ticket, uploads, UploadRemarks(failures, unused=unused), publish=self._publish
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
                discord.SelectOption(label=document.title[:100], description=document.filename[:100], value=document.id)
                for document in documents[:_OPTIONS]
            ]
            self.which = ui.Select(custom_id="document", options=options)
            self.add_item(ui.Label(text="Document", component=self.which))
        self.name = build_text_input("title", _TITLE, "" if several else source.title)
        self.link = build_text_input("link", _LINK, "" if several else source.url or "")
        day = "" if several or not source.published else source.published.isoformat()
        self.day = build_text_input("date", 10, day)
        self.tags = build_text_input("tags", _TAGS, "" if several else ", ".join(source.tags))
        self._several = several
        for label, item in zip(LABELS.values(), (self.name, self.link, self.day, self.tags), strict=True):
            hint = "Left empty, it stays as it is" if several else None
            self.add_item(ui.Label(text=label, description=hint, component=item))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        tags = self.tags.value
        details, unused = parse_details(
            title=self.name.value, link=self.link.value, day=self.day.value,
            tags=None if self._several and not tags.strip() else tags, instead=_STAYS,
        )  # fmt: skip
        if not self._several:  # what was emptied is taken away; a document without a title has none to be cited by
            emptied = {name: None for name in ("url", "published") if LABELS[name] not in unused}
            details = emptied | details
            if "title" not in details:
                unused = {LABELS["title"]: f"{_STAYS}, for a document is cited by it"} | unused
        document_id = self.which.values[0] if self.which is not None and self.which.values else None
        await self.save(interaction, document_id, details, unused)

    async def save(
        self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any], unused: dict[str, str]
    ) -> None:
        """Save the details that were filled in, as this form does, and say which of them are `unused` and why."""
        raise NotImplementedError


class EditModal(DetailsModal):
    """The details of a document that is live."""

    def __init__(self, document: Document) -> None:
        super().__init__("Edit details", document.source)
        self._document = document

    async def save(
        self, interaction: _Interaction, document_id: str | None, details: Mapping[str, Any], unused: dict[str, str]
    ) -> None:
        bot, actor, old = interaction.client, actor_of(interaction), self._document
        await interaction.response.defer(ephemeral=True, thinking=True)
        differing = pick_differing(old.source, details)
        said, remarks = "Nothing was changed.", UploadRemarks(unused=unused)
        if differing:
            stored = await bot.workers.uploads.run(
                read_party(interaction), bot.engine.library.edit, old.id, differing, actor, seen=old.version
            )
            bot.announce_change()
            named = ", ".join(_FIELDS[name] for name in differing)
            said = f"“{stored.title}” is at version {stored.version} now: {named} changed."
            if "title" in differing:
                documents = await bot.workers.store(bot.engine.store.listing, [old.scope])
                remarks.namesakes = list_namesakes(documents, [stored.title])
        await interaction.edit_original_response(view=views.render_changed(said, remarks))


def pick_differing(source: Source, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return those details that a document has otherwise."""
    return {name: details[name] for name in _FIELDS if name in details and getattr(source, name) != details[name]}

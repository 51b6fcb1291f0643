"""Carrying out commands that name a document. Where several have the title that was typed, it is asked which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.buttons import ModeratorItem
from bot.discord_app.fair_queue import read_party
from bot.discord_app.permissions import actor_of, scope_of
from bot.features.documents import keeping
from bot.features.documents.choosing import SharedTitle
from bot.features.documents.modals import EditModal
from bot.ui.layout import BLURPLE, View, ViewItem, build_card, format_title
from bot.wording import format_count
from corpus.file_limits import MAX_BYTES
from corpus.store.records import StoredDocument

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

_ASKED = 10  # documents in one message


async def carry_out(interaction: _Interaction, command: str, document: str) -> None:
    """Show, edit, remove or restore a document or show its history, or ask which one is meant.

    `document` is what a moderator typed. Raises `UnknownDocument` with the remedy where no document is meant.
    """
    if command != "edit":  # a form can't be sent after this
        await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        await _carry_out(interaction, command, document)
    except SharedTitle as error:
        view = render_which(error.documents, command)
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


async def _carry_out(interaction: _Interaction, command: str, document: str) -> None:
    bot, scope, actor = interaction.client, scope_of(interaction), actor_of(interaction)
    desk, files = bot.desk, []
    if command == "edit":
        stored = await bot.workers.store(keeping.find_in_use, desk, scope, document)
        await interaction.response.send_modal(EditModal(await bot.workers.store(desk.engine.store.document, stored.id)))
        return
    view: discord.ui.LayoutView
    if command == "show":
        view, file = await bot.workers.store(keeping.show_document, desk, scope, document, find_file_limit(interaction))
        files = [file] if file else []
    elif command == "history":
        view = await bot.workers.store(keeping.find_and_show_history, desk, scope, document)
    elif command == "remove":
        view = await bot.workers.store(keeping.remove_document, desk, scope, document, actor)
        bot.announce_change()
    else:
        party = read_party(interaction)
        view = await bot.workers.uploads.run(party, keeping.restore_document, desk, scope, document, actor)
        bot.announce_change()
    await interaction.edit_original_response(view=view, attachments=files)


class WhichButton(
    ModeratorItem, template=r"which:(?P<command>show|history|edit|remove|restore):(?P<document>[0-9a-f]+)"
):
    """Carries a command out with one of the documents that have the title that was typed."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        if self.match["command"] != "edit":
            await interaction.response.defer()
        await _carry_out(interaction, self.match["command"], self.match["document"])


def render_which(documents: Sequence[StoredDocument], command: str, file: str = "") -> View:
    """Return the question which of several documents is meant, with a button for each that carries the command out.

    `file` is the name of the attachment that the command is about.
    """
    head = f"**{len(documents)} documents are called “{format_title(documents[0].title)}”.** Which one do you mean?"
    items: list[ViewItem] = [ui.TextDisplay(head)]
    for document in documents[:_ASKED]:
        text = (
            f"{format_title(document.filename)}\n-# `{document.id}` · {format_count(document.passages, 'passage')} · "
            f"{discord.utils.format_dt(document.added_at, 'd')}"
        )
        button: ui.Button[View] = ui.Button(label=command.capitalize(), custom_id=f"which:{command}:{document.id}")
        items.append(ui.Section(text, accessory=button))
    if len(documents) > _ASKED:
        items.append(ui.TextDisplay(f"-# … and {len(documents) - _ASKED:,} more: `/corpus list` shows their IDs"))
    if file:
        items.append(ui.File(f"attachment://{file}"))
    return build_card(BLURPLE, *items)


def find_file_limit(interaction: _Interaction) -> int:
    """Return how many bytes a file may have that is sent to a server."""
    return interaction.guild.filesize_limit if interaction.guild else MAX_BYTES

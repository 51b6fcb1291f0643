"""`/documents`: which documents answer here, for every member."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import PressableItem
from bot.ui.document_list import render_document_list
from bot.ui.layout import View
from bot.ui.refusals import DIRECT_NOTE

_Interaction = discord.Interaction[LandscapeBot]


class ListPageButton(PressableItem, template=r"documents:(?P<page>\d{1,6})"):
    """Turns a page of the list, which whoever asked for it sees alone."""

    async def handle(self, interaction: _Interaction) -> None:
        view = await interaction.client.workers.store(_show, interaction, int(self.match["page"]))
        await interaction.response.edit_message(view=view)


class DocumentsCog(commands.Cog, name="Documents"):
    """Lists what there is to ask about."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(ListPageButton)

    @app_commands.command()
    async def documents(self, interaction: _Interaction) -> None:
        """The documents that I answer from here"""
        with self.bot.answering():
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.edit_original_response(view=await self.bot.workers.store(_show, interaction, 0))


def _show(interaction: _Interaction, number: int) -> View:
    """Return a page of the documents that are seen where the interaction is. Blocks, for milliseconds."""
    overview = interaction.client.desk.overview(interaction.guild_id)
    return render_document_list(overview, number, note=DIRECT_NOTE if interaction.guild_id is None else "")


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(DocumentsCog(bot))

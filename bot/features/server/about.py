"""What the bot can talk about, and how to ask it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.ui.helping import render_help
from bot.ui.refusals import Setting


class About(commands.Cog):
    """Says what there is to ask."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def about(self, interaction: discord.Interaction[LandscapeBot]) -> None:
        """What I can talk about, and how to ask me"""
        with self.bot.answering():
            await interaction.response.defer(ephemeral=True, thinking=True)
            overview = await self.bot.workers.store(self.bot.desk.overview, interaction.guild_id)
            await interaction.edit_original_response(
                view=render_help(overview, setting=Setting(direct=interaction.guild_id is None))
            )


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(About(bot))

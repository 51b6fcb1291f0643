"""`/stats`: what was asked on this server, for everyone."""

from __future__ import annotations

import asyncio
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.permissions import scope_of
from bot.features.server.views import render_statistics
from bot.ui.charts import prepare_charts
from corpus.store import statistics


class Stats(commands.Cog):
    """Shows the statistics of the server where it is asked."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Have the charts ready before somebody asks for one."""
        await asyncio.to_thread(prepare_charts)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(days="Of how many days", private="Show them to you alone")
    async def stats(
        self, interaction: discord.Interaction[LandscapeBot], days: Literal[7, 30, 90] = 30, private: bool = False
    ) -> None:
        """Show what was asked here: answered, refused, found helpful, the most cited documents, and how fast"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=private, thinking=True)
        counted = await self.bot.workers.store(statistics.count, self.bot.engine.store, scope, days)
        view, chart = await self.bot.workers.store(render_statistics, counted)
        await interaction.edit_original_response(view=view, attachments=[chart] if chart else [])


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Stats(bot))

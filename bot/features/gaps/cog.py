"""`/gaps …`: moderators see the questions that were refused, and have them answered."""

from __future__ import annotations

from functools import partial
from typing import Literal

import discord
from discord import app_commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import scope_of
from bot.features.gaps.buttons import BUTTONS
from bot.features.gaps.digest import read_digest, render_digest
from bot.features.gaps.ends import tell_gap_end, tell_publishing_end
from bot.features.gaps.following_buttons import FollowButton, UnfollowButton
from bot.features.gaps.showing import show_gaps, show_ready
from corpus.store.gaps.records import Status

_Interaction = discord.Interaction[LandscapeBot]


class GapsCog(
    GuardedGroup, name="Gaps", group_name="gaps", group_description="Questions that the documents did not answer"
):
    """Shows moderators the questions that were refused, and has them answered."""

    async def cog_load(self) -> None:
        await super().cog_load()
        self.bot.add_dynamic_items(FollowButton, UnfollowButton, *BUTTONS)
        self.bot.forms.entry_end = partial(tell_gap_end, self.bot)
        self.bot.forms.publishing_end = partial(tell_publishing_end, self.bot)

    @app_commands.command(name="list")
    @app_commands.describe(show="Which questions; without it, those that are open")
    async def list_gaps(
        self, interaction: _Interaction, show: Literal["open", "answered", "dismissed"] = "open"
    ) -> None:
        """List the questions that were refused, the most asked of late first"""
        await self.show_view(interaction, show_gaps, self.bot.desk, scope_of(interaction), Status(show), 0)

    @app_commands.command()
    async def ready(self, interaction: _Interaction) -> None:
        """Show the open questions that the documents answer by now, and post the answers"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        card = await self.bot.workers.store(show_ready, self.bot, scope)
        await interaction.edit_original_response(view=card.view)

    @app_commands.command()
    async def digest(self, interaction: _Interaction) -> None:
        """Show the last week: questions, answered, refused, and the top gaps"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        week = await self.bot.workers.store(read_digest, self.bot, scope)
        view, chart = await self.bot.workers.store(render_digest, week)
        await interaction.edit_original_response(view=view, attachments=[chart])


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(GapsCog(bot))

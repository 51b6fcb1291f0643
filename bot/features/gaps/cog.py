"""Gaps: "Ask the moderators" under a refusal, and `/gaps …` for moderators."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.discord_app.permissions import for_moderators
from bot.features.gaps.buttons import BUTTONS, show_gaps, show_ready
from bot.features.gaps.digest import read_digest, render_digest
from bot.features.gaps.views import render_following
from bot.ui.layout import render_done, render_problem
from corpus.scopes import of_server, place_of_server
from corpus.store.gaps.records import Status, UnknownGap

_Interaction = discord.Interaction[LandscapeBot]


class FollowButton(MemberButton, template=r"gap:follow:(?P<number>\d{1,18})"):
    """Has a member told, under the refusal, when there is an answer. Pressing twice is like pressing once."""

    def press(self, interaction: _Interaction) -> ui.LayoutView:
        store, scope = interaction.client.gaps.store, place_of_server(interaction.guild_id)
        gap = store.reading.of_reply(scope, int(self.match["number"]))
        if gap is None or interaction.message is None or interaction.channel_id is None:
            return render_problem("This question isn't kept any more: ask it again, then press the button there.")
        if gap.status is Status.ANSWERED:
            return render_problem("There is an answer by now: ask again.")
        if gap.status is Status.DISMISSED:
            return render_problem("The moderators have seen this question: it is none for the documents here.")
        store.follow(scope, gap.id, interaction.user.id, interaction.channel_id, interaction.message.id)
        return render_following(gap.id)


class UnfollowButton(MemberButton, template=r"gap:unfollow:(?P<number>\d{1,18})"):
    """Tells a member no more of a question."""

    def press(self, interaction: _Interaction) -> ui.LayoutView:
        try:
            scope = place_of_server(interaction.guild_id)
            interaction.client.gaps.store.unfollow(scope, int(self.match["number"]), interaction.user.id)
        except UnknownGap:
            pass  # what is gone is followed by nobody
        return render_done("You don't follow this question any more.")


@app_commands.default_permissions(manage_messages=True)
@app_commands.guild_only()
class Gaps(commands.GroupCog, group_name="gaps", group_description="Questions that the documents did not answer"):
    """Shows moderators what was refused. Every command checks again that a moderator sends it."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(FollowButton, UnfollowButton, *BUTTONS)

    @app_commands.command(name="list")
    @app_commands.describe(show="Which questions; without it, those that are open")
    @for_moderators()
    async def list_gaps(
        self, interaction: _Interaction, show: Literal["open", "answered", "dismissed"] = "open"
    ) -> None:
        """List the questions that were refused, the most asked of late first"""
        scope = of_server(interaction.guild_id or 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await self.bot.off_loop_quick(lambda: show_gaps(self.bot, scope, Status(show), 0))
        await interaction.edit_original_response(view=view)

    @app_commands.command()
    @for_moderators()
    async def ready(self, interaction: _Interaction) -> None:
        """Show the open questions that the documents answer by now, and post the answers"""
        scope = of_server(interaction.guild_id or 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        view, _ = await self.bot.off_loop_quick(lambda: show_ready(self.bot, scope))
        await interaction.edit_original_response(view=view)

    @app_commands.command()
    @for_moderators()
    async def digest(self, interaction: _Interaction) -> None:
        """Show the last week: questions, answered, refused, and the top gaps"""
        scope = of_server(interaction.guild_id or 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        view, chart = await self.bot.off_loop_quick(lambda: render_digest(read_digest(self.bot, scope)))
        await interaction.edit_original_response(view=view, attachments=[chart])


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Gaps(bot))

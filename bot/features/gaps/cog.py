"""Gaps: "Ask the moderators" under a refusal, and `/gaps …` for moderators."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands, ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import scope_of
from bot.features.gaps.buttons import BUTTONS, show_gaps, show_ready
from bot.features.gaps.digest import read_digest, render_digest
from bot.features.gaps.views import render_following
from bot.ui.layout import render_done, render_problem
from corpus.scopes import place_of_server
from corpus.store.gaps.records import Status, UnknownGap

_Interaction = discord.Interaction[LandscapeBot]


class FollowButton(MemberButton, template=r"gap:follow:(?P<number>\d{1,18})"):
    """Has a member told, under the refusal, when there is an answer. Pressing twice is like pressing once."""

    def press(self, interaction: _Interaction) -> ui.LayoutView:
        store, scope = interaction.client.desk.gaps.store, place_of_server(interaction.guild_id)
        gap = store.reading.find_by_reply(scope, int(self.match["number"]))
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
            interaction.client.desk.gaps.store.unfollow(scope, int(self.match["number"]), interaction.user.id)
        except UnknownGap:
            pass  # what is gone is followed by nobody
        return render_done("You don't follow this question any more.")


class GapsCog(
    GuardedGroup, name="Gaps", group_name="gaps", group_description="Questions that the documents did not answer"
):
    """Shows moderators the questions that were refused, and has them answered."""

    async def cog_load(self) -> None:
        await super().cog_load()
        self.bot.add_dynamic_items(FollowButton, UnfollowButton, *BUTTONS)

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
        view, _ = await self.bot.workers.store(show_ready, self.bot, scope)
        await interaction.edit_original_response(view=view)

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

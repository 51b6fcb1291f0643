"""`/setup …`: who moderates, where changes are told, and whether the shipped notes answer here."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import permissions_in_server, scope_of
from bot.ui.layout import render_done, render_titled_list

_Interaction = discord.Interaction[LandscapeBot]


@app_commands.default_permissions(manage_guild=True)
class Setup(GuardedGroup, group_name="setup", group_description="How this server uses me"):
    """Settings of a server, for those who manage it."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let those who manage the server through, whatever Discord was told to show."""
        return permissions_in_server(interaction).manage_guild

    @app_commands.command()
    @app_commands.describe(role="The role; without it, I list them", remove="Take the right away again")
    async def moderators(
        self, interaction: _Interaction, role: discord.Role | None = None, remove: bool = False
    ) -> None:
        """Let a role keep the documents, besides members with Manage Messages"""
        scope = scope_of(interaction)

        def change() -> tuple[int, ...]:
            roles = self.bot.desk.servers.get(scope).moderator_roles
            if role is None:
                return roles
            others = tuple(known for known in roles if known != role.id)
            return self.bot.desk.servers.change(
                scope, moderator_roles=others if remove else (*others, role.id)
            ).moderator_roles

        await interaction.response.defer(ephemeral=True, thinking=True)
        roles = await self.bot.workers.store(change)
        told = [f"- <@&{known}>" for known in roles] or ["- members with Manage Messages, and no role"]
        await interaction.edit_original_response(view=render_titled_list("Who keeps the documents", told))

    @app_commands.command(name="log-channel")
    @app_commands.describe(channel="The channel; without it, changes are told nowhere")
    async def log_channel(self, interaction: _Interaction, channel: discord.TextChannel | None = None) -> None:
        """Tell every change of the documents in a channel"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.workers.store(self.bot.desk.servers.change, scope, log_channel=channel.id if channel else None)
        where = f"- <#{channel.id}>" if channel else "- nowhere"
        await interaction.edit_original_response(view=render_titled_list("Changes are told in", [where]))

    @app_commands.command()
    @app_commands.describe(answer="Whether the notes that ship with me may answer here")
    async def notes(self, interaction: _Interaction, answer: bool) -> None:
        """Switch the notes that ship with me on or off for this server"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.workers.store(self.bot.desk.servers.change, scope, notes=answer)
        said = "The shipped notes answer here." if answer else "Only your own documents answer here now."
        await interaction.edit_original_response(view=render_done(said))


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Setup(bot))

"""`/setup …`: who moderates, where changes are told, and whether the shipped notes answer here."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.ui.layout import render_done, render_titled_list
from corpus.scopes import of_server

_Interaction = discord.Interaction[LandscapeBot]


@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
class Setup(commands.GroupCog, group_name="setup", group_description="How this server uses me"):
    """Settings of a server, for those who manage it."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: _Interaction) -> bool:  # type: ignore[override]
        """Let those who manage the server through, whatever Discord was told to show."""
        return interaction.guild_id is not None and interaction.permissions.manage_guild

    @app_commands.command()
    @app_commands.describe(role="The role; without it, I list them", remove="Take the right away again")
    async def moderators(
        self, interaction: _Interaction, role: discord.Role | None = None, remove: bool = False
    ) -> None:
        """Let a role keep the documents, besides members with Manage Messages"""
        scope = of_server(interaction.guild_id or 0)

        def change() -> tuple[int, ...]:
            roles = self.bot.servers.get(scope).moderator_roles
            if role is None:
                return roles
            others = tuple(known for known in roles if known != role.id)
            return self.bot.servers.change(
                scope, moderator_roles=others if remove else (*others, role.id)
            ).moderator_roles

        await interaction.response.defer(ephemeral=True, thinking=True)
        roles = await self.bot.off_loop_quick(change)
        told = [f"- <@&{known}>" for known in roles] or ["- members with Manage Messages, and no role"]
        await interaction.edit_original_response(view=render_titled_list("Who keeps the documents", told))

    @app_commands.command(name="log-channel")
    @app_commands.describe(channel="The channel; without it, changes are told nowhere")
    async def log_channel(self, interaction: _Interaction, channel: discord.TextChannel | None = None) -> None:
        """Tell every change of the documents in a channel"""
        scope = of_server(interaction.guild_id or 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.off_loop_quick(
            lambda: self.bot.servers.change(scope, log_channel=channel.id if channel else None)
        )
        where = f"- <#{channel.id}>" if channel else "- nowhere"
        await interaction.edit_original_response(view=render_titled_list("Changes are told in", [where]))

    @app_commands.command()
    @app_commands.describe(answer="Whether the notes that ship with me may answer here")
    async def notes(self, interaction: _Interaction, answer: bool) -> None:
        """Switch the notes that ship with me on or off for this server"""
        scope = of_server(interaction.guild_id or 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.bot.off_loop_quick(lambda: self.bot.servers.change(scope, notes=answer))
        said = "The shipped notes answer here." if answer else "Only your own documents answer here now."
        await interaction.edit_original_response(view=render_done(said))


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Setup(bot))

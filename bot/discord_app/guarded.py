"""Guarded groups: slash commands that are for moderators only, whatever Discord was told to show to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.permissions import check_moderator


@app_commands.default_permissions(manage_messages=True)
@app_commands.guild_only()
class GuardedGroup(commands.GroupCog):
    """A group of commands for moderators. Its check goes before every command, menu and list of choices of a subclass.

    A subclass names its group and writes commands that need not check anything. To others, nothing is offered while they type.
    """

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        for member in vars(cls).values():
            if hasattr(member, "pass_command_binding"):  # discord.py's mark of a function that offers choices
                app_commands.check(_may_see)(member)

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot
        self._menus: list[app_commands.ContextMenu] = []

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let a command through, or raise `NotModerator`, which says who may use it."""
        await check_moderator(interaction)
        return True

    def add_menu(self, name: str, callback: Callable[..., Any]) -> None:
        """Offer a function in the menu of messages, to moderators only."""
        menu = app_commands.ContextMenu(name=name, callback=callback)
        menu.default_permissions = discord.Permissions(manage_messages=True)
        menu.guild_only = True
        menu.add_check(self.interaction_check)
        self._menus.append(menu)

    async def cog_load(self) -> None:
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def show_view(
        self, interaction: discord.Interaction[Any], look_up: Callable[..., discord.ui.LayoutView], *arguments: Any
    ) -> None:
        """Look something up in the store, and show it to the moderator alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await self.bot.workers.store(look_up, *arguments))

    async def change_store(
        self, interaction: discord.Interaction[Any], carry_out: Callable[..., discord.ui.LayoutView], *arguments: Any
    ) -> None:
        """Change something in the store, show the outcome to the moderator alone, and announce the change."""
        await self.show_view(interaction, carry_out, *arguments)
        self.bot.announce_change()


async def _may_see(interaction: discord.Interaction[Any]) -> bool:
    await check_moderator(interaction)
    return True

"""Who sees the commands of moderators: Discord shows them to members with Manage Messages, and to whom an admin lets see each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands


async def find_hidden_commands(
    tree: app_commands.CommandTree[Any], guild: discord.Guild, roles: Sequence[discord.Role]
) -> Mapping[int, list[str]]:
    """Return, by the IDs of roles, which commands of moderators Discord does not show them.

    Only an admin can change that, under Server Settings → Integrations: Discord lets no bot do so. Raises what Discord answers.
    """
    waiting = [role for role in roles if not role.permissions.manage_messages and not role.permissions.administrator]
    if not waiting:
        return {}
    commands = [command for command in await tree.fetch_commands() if _is_for_moderators(command)]
    shown = await asyncio.gather(*(_find_shown(command, guild) for command in commands))
    hidden = {
        role.id: [
            name_command(command) for command, to in zip(commands, shown, strict=True) if not _sees(to, role, guild)
        ]
        for role in waiting
    }
    return {identity: names for identity, names in hidden.items() if names}


def name_command(command: app_commands.AppCommand) -> str:
    """Return a command as Discord names it: `/corpus`, or the entry of a menu."""
    return f"`/{command.name}`" if command.type is discord.AppCommandType.chat_input else f"*{command.name}*"


def _is_for_moderators(command: app_commands.AppCommand) -> bool:
    needed = command.default_member_permissions
    return needed is not None and needed.manage_messages


async def _find_shown(command: app_commands.AppCommand, guild: discord.Guild) -> Mapping[int, bool]:
    """Return to which roles an admin showed a command, or hid it from; empty where nobody changed anything."""
    try:
        set_there = await command.fetch_permissions(guild)
    except discord.NotFound:
        return {}
    role = discord.AppCommandPermissionType.role
    return {each.id: each.permission for each in set_there.permissions if each.type is role}


def _sees(shown: Mapping[int, bool], role: discord.Role, guild: discord.Guild) -> bool:
    """Whether a role sees a command; what is set for it goes before what is set for @everyone."""
    return shown.get(role.id, shown.get(guild.id, False))

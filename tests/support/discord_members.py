"""Members of a server that simcord plays."""

from __future__ import annotations

from typing import Any

import discord
import simcord


def moderator(env: simcord.Env, channel: Any, name: str) -> Any:
    """Add a member who may manage messages to the server of a channel."""
    role = channel.guild.create_role("Moderators", permissions=discord.Permissions(manage_messages=True))
    return channel.guild.add_member(env.create_user(name), roles=[role])

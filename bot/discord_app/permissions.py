"""Who may change a server's documents, and in whose name it is done."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.host import host_of
from corpus.errors import MendableError
from corpus.scopes import of_server
from corpus.store.history import Actor

_Interaction = discord.Interaction[Any]


class NotModerator(app_commands.CheckFailure, MendableError):
    """A member may not do this; the message says who may."""


def scope_of(interaction: _Interaction) -> str:
    """Return the scope of the server where something was sent. Raises `NotModerator` in direct messages."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        raise NotModerator("Documents belong to a server: use this command there.")
    return of_server(interaction.guild_id)


async def check_moderator(interaction: _Interaction) -> str:
    """Return the scope of the server whose documents may be changed by whoever sends this.

    Discord hides the commands from others already, and a server may hide or show them as it likes: this holds whatever it
    does. Raises `NotModerator`, also in direct messages.
    """
    scope = scope_of(interaction)
    if interaction.permissions.manage_messages or interaction.permissions.administrator:
        return scope
    host = host_of(interaction)
    settings = await host.workers.store(host.desk.servers.get, scope)
    assert isinstance(interaction.user, discord.Member)  # `scope_of` saw to that
    if any(role.id in settings.moderator_roles for role in interaction.user.roles):
        return scope
    raise NotModerator("Only moderators may do this: members with Manage Messages, or a role set by /setup moderators.")


def actor_of(interaction: _Interaction) -> Actor:
    """Return the member who sends this, as the history names them."""
    return Actor(interaction.user.display_name, interaction.user.id)

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


def permissions_in_server(interaction: _Interaction) -> discord.Permissions:
    """Return what whoever sends this may do in the whole server, by its owner and the member's roles.

    `interaction.permissions` are those in one channel, with its overwrites: who may delete messages in a channel of their own
    does not keep the documents of all. There are none in direct messages, and where the bot does not know the server's roles.
    """
    member = interaction.user
    if not isinstance(member, discord.Member) or member.guild.default_role is None:
        return discord.Permissions.none()
    return member.guild_permissions


async def check_moderator(interaction: _Interaction) -> str:
    """Return the scope of the server whose documents may be changed by whoever sends this.

    Discord hides the commands from others already, and a server may hide or show them as it likes: this holds whatever it
    does. Raises `NotModerator`, also in direct messages.
    """
    scope = scope_of(interaction)
    if permissions_in_server(interaction).manage_messages:
        return scope
    host = host_of(interaction)
    settings = await host.workers.store(host.desk.servers.get, scope)
    member = interaction.user
    assert isinstance(member, discord.Member)  # `scope_of` saw to that
    if any(role == interaction.guild_id or member.get_role(role) for role in settings.moderator_roles):
        return scope
    raise NotModerator(
        "Only moderators may do this: members with Manage Messages in the whole server, and those with a role that an admin "
        "names with /setup moderators."
    )


def actor_of(interaction: _Interaction) -> Actor:
    """Return the member who sends this, as the history names them."""
    return Actor(interaction.user.display_name, interaction.user.id)

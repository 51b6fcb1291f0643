"""Who may change a server's documents, and in whose name it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from corpus.errors import MendableError
from corpus.scopes import of_server
from corpus.store.history import Actor
from corpus.store.servers import Servers

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class NotModerator(app_commands.CheckFailure, MendableError):
    """A member may not do this; the message says who may."""


async def check_moderator(interaction: _Interaction) -> str:
    """Return the scope of the server whose documents may be changed by whoever sends this.

    Discord hides the commands from others already, and a server may hide or show them as it likes: this holds whatever it
    does. Raises `NotModerator`, also in direct messages.
    """
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        raise NotModerator("Documents belong to a server: use this command there.")
    scope = of_server(interaction.guild_id)
    if interaction.permissions.manage_messages or interaction.permissions.administrator:
        return scope
    bot = interaction.client
    settings = await bot.off_loop_quick(lambda: Servers(bot.engine.store).get(scope))
    if any(role.id in settings.moderator_roles for role in interaction.user.roles):
        return scope
    raise NotModerator("Only moderators may do this: members with Manage Messages, or a role set by /setup moderators.")


def actor_of(interaction: _Interaction) -> Actor:
    """Return the member who sends this, as the history names them."""
    return Actor(interaction.user.display_name, interaction.user.id)


def for_moderators() -> Callable[[Any], Any]:
    """Return a check for a command: it lets moderators through, on their server."""

    async def allowed(interaction: discord.Interaction[Any]) -> bool:
        await check_moderator(interaction)
        return True

    return app_commands.check(allowed)

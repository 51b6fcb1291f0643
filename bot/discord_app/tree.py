"""The slash commands, and what a member is told when one of them fails."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.apologies import attempt, came_too_late
from bot.discord_app.errors import cause_of, log_failure
from bot.ui import replies
from bot.ui.layout import View, render_problem
from corpus.errors import MendableError

_log = logging.getLogger(__name__)


class CommandTree(app_commands.CommandTree[Any]):
    """The slash commands of the bot."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        cause = cause_of(error)
        name = interaction.command.qualified_name if interaction.command else "unknown"
        if came_too_late(cause, f"/{name}"):
            return
        reference = name
        if isinstance(cause, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
            _log.warning("Discord still offers an older form of a command: %s", cause)
            view = render_problem("I was updated just now. Please reload Discord and try again.")
        elif isinstance(cause, MendableError):
            view = render_problem(str(cause))
        elif isinstance(cause, app_commands.CheckFailure):
            view = render_problem("You can't use this command here.")
        else:
            reference = log_failure(cause, f"/{name}")
            view = replies.render_failure(reference)
        await attempt(_respond(interaction, view), reference)


async def _respond(interaction: discord.Interaction[Any], view: View) -> None:
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)

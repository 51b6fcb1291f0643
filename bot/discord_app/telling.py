"""Telling whoever filled in a form or pressed a button what could not be done, and nobody else."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord_app.apologies import apologise
from bot.ui.layout import render_problem
from corpus.errors import MendableError


async def tell(interaction: discord.Interaction[Any], error: Exception, doing: str) -> None:
    """Show the remedy of an error that can be mended; log anything else, and apologise with its reference."""
    if not isinstance(error, MendableError):
        await apologise(interaction, error, doing)
        return
    view = render_problem(str(error))
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)

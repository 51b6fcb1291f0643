"""Apologies: what a member is told when something of ours failed, with the reference under which it stands in the log."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any

import aiohttp
import discord

from bot.discord_app.errors import is_gone, log_failure
from bot.discord_app.sending import reply_to
from bot.ui import replies
from bot.ui.layout import render_problem
from corpus.errors import MendableError

_log = logging.getLogger(__name__)


def came_too_late(error: BaseException, doing: str) -> bool:
    """Return whether an error came so late that nobody waits for an answer any more, and log such a one in one line."""
    if is_gone(error):
        _log.warning("%s came too late to be answered: %s", doing, error)
        return True
    return False


async def apologise(interaction: discord.Interaction[Any], error: Exception, doing: str) -> None:
    """Log an error of ours, and tell whoever pressed a button or sent a form, and nobody else."""
    if came_too_late(error, doing):
        return
    reference = log_failure(error, doing)
    view = replies.render_failure(reference)
    if interaction.response.is_done():
        await attempt(interaction.followup.send(view=view, ephemeral=True), reference)
    else:
        await attempt(interaction.response.send_message(view=view, ephemeral=True), reference)


async def apologise_by_reply(message: discord.Message, error: BaseException, doing: str) -> None:
    """Tell whoever wrote a message what they can mend; log any other error, and reply with its reference."""
    if isinstance(error, MendableError):
        await attempt(reply_to(message, render_problem(str(error))), doing)
    else:
        reference = log_failure(error, doing)
        await attempt(reply_to(message, replies.render_failure(reference)), reference)


async def attempt(sending: Awaitable[Any], reference: str) -> None:
    """Send an apology; where Discord takes none, log that in one line, and raise nothing."""
    try:
        await sending
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("ref %s: the member could not be told: %s", reference, error)

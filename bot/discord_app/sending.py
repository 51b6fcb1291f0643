"""Sending messages of the bot's own accord: replies to messages, that it writes one, and news in a server's log channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord

_log = logging.getLogger(__name__)

_NO_HISTORY = 160002  # Discord's code: replying needs the permission to read the message history


async def send_reply(
    channel: discord.abc.Messageable, reference: discord.MessageReference, **content: Any
) -> discord.Message:
    """Send a message as a reply to another; without the reference, where the bot may not read the message history.

    Raises `discord.Forbidden` where it may not write, and what else Discord answers.
    """
    try:
        return await channel.send(reference=reference, **content)
    except discord.HTTPException as error:
        if error.code != _NO_HISTORY:
            raise
        return await channel.send(**content)


async def reply_to(message: discord.Message, view: discord.ui.LayoutView) -> discord.Message | None:
    """Reply to a message without a ping; where the bot may not write, log it and return `None`."""
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        return await send_reply(message.channel, reference, view=view, mention_author=False)
    except discord.Forbidden as error:
        _log.info("not allowed to reply in channel %d: %s", message.channel.id, error.text)
        return None


@asynccontextmanager
async def show_typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is writing, as long as the block runs. Where that can't be shown the block neither waits nor fails."""
    typing = asyncio.create_task(_keep_typing(channel))
    try:
        yield
    finally:
        typing.cancel()


async def _keep_typing(channel: discord.abc.Messageable) -> None:
    try:
        async with channel.typing():
            await asyncio.Event().wait()  # for ever: it is cancelled
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.info("that an answer is being written could not be shown: %s", error)


async def post_in_log_channel(client: discord.Client, channel_id: int | None, **content: Any) -> discord.Message | None:
    """Post in the log channel that a server set, and return the message.

    Where no channel is set, where it is gone, or where the bot may not write, nothing can be done but to log it: `None`. Raises
    what else Discord answers.
    """
    if channel_id is None:
        return None
    try:
        return await client.get_partial_messageable(channel_id).send(**content)
    except (discord.Forbidden, discord.NotFound) as error:
        _log.info("not allowed to write in log channel %d: %s", channel_id, error.text)
        return None

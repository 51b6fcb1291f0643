"""The messages of the log channel that offer answers: once an answer is posted or turned down elsewhere, they say so."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.features.gaps.showing import show_card

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_log = logging.getLogger(__name__)


async def redraw_cards(bot: LandscapeBot, scope: str, gap_ids: Collection[int], besides: int | None = None) -> None:
    """Draw anew the messages that offer the answers of some gaps, but for the message `besides`, which is drawn already.

    What Discord does not take stays as it is: whoever presses there is shown the state all the same.
    """
    store = bot.desk.gaps.store
    cards = await bot.workers.store(store.reading.list_cards, scope, gap_ids)
    for (channel_id, message_id), shown in cards.items():
        if message_id == besides:
            continue
        message = bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        view = await bot.workers.store(show_card, bot, scope, shown)
        try:
            await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
        except (discord.NotFound, discord.Forbidden) as error:
            _log.info("the message %d of the log channel is gone: %s", message_id, error.text)
            await bot.workers.store(store.note_card, shown, None, None)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("the message %d of the log channel could not be drawn anew: %s", message_id, error)

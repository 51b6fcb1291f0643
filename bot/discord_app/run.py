"""Running the bot from its start until it is told to stop, and saying why it can't start."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress

import aiohttp
import discord

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import CannotStart
from bot.settings import Settings
from index.engine import Engine

_log = logging.getLogger(__name__)


def run_bot(engine: Engine, settings: Settings) -> None:
    """Run the bot until it is told to stop (SIGINT, SIGTERM).

    Raises `CannotStart` with the remedy where the token or the network does not serve.
    """
    asyncio.run(_run(engine, settings))


async def _run(engine: Engine, settings: Settings) -> None:
    token = _read_token(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with LandscapeBot(engine, notes=settings.shipped_notes, refresh_hours=settings.refresh_hours) as bot:
        running = asyncio.create_task(bot.start(token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            _log.info("stopping")
            await bot.close()
            running.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await running
        except discord.LoginFailure:
            raise CannotStart(
                "Discord refused DISCORD_TOKEN: reset it under Bot in the developer portal, and copy it to .env"
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise CannotStart("Discord asks for intents that this bot does not use: update Landscape") from None
        except (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            raise CannotStart(f"Discord cannot be reached ({error}): check the network, and try again") from error


def _read_token(settings: Settings) -> str:
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise CannotStart(
            "DISCORD_TOKEN is missing or malformed: copy the bot's token from the developer portal to .env"
        )
    return token

"""Running the bot from its start until it is told to stop, and saying why it can't start."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from types import MappingProxyType

import aiohttp
import discord

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import CannotStart
from bot.discord_app.fair_queue import QueueLimits
from bot.discord_app.login import forget_voice
from bot.settings import Settings
from index.engine import Engine

_log = logging.getLogger(__name__)

_REFUSED = "Discord refused DISCORD_TOKEN: reset it under Bot in the developer portal, and copy it to .env"
_INTENTS = "Discord asks for intents that this bot does not use: update Landscape"
_OUTDATED = "Discord does not serve this version any more: update Landscape"
# Why Discord ends a connection for good, also that of a bot that has run for weeks.
_CLOSED = MappingProxyType(
    {
        4004: _REFUSED,  # the token was reset meanwhile
        4010: _OUTDATED,
        4011: "Discord asks for several connections, as the bot is on too many servers: remove it from some of them",
        4012: _OUTDATED,
        4013: _INTENTS,
        4014: _INTENTS,
    }
)


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
    forget_voice()
    bot = LandscapeBot(
        engine,
        notes=settings.shipped_notes,
        refresh_hours=settings.refresh_hours,
        left_server_days=settings.left_server_days,
        questions=QueueLimits(settings.max_questions_member, settings.max_questions_server, settings.max_questions),
        daily_gaps=settings.max_gaps_member,
    )
    async with bot:
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
            raise CannotStart(_REFUSED) from None
        except discord.PrivilegedIntentsRequired:
            raise CannotStart(_INTENTS) from None
        except discord.ConnectionClosed as error:
            reason = _CLOSED.get(error.code, f"Discord ended the connection (code {error.code}): try again later")
            raise CannotStart(reason) from error
        except (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            raise CannotStart(f"Discord cannot be reached ({error}): check the network, and try again") from error


def _read_token(settings: Settings) -> str:
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise CannotStart(
            "DISCORD_TOKEN is missing or malformed: copy the bot's token from the developer portal to .env"
        )
    return token

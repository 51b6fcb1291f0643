"""A login that is only tried: whether Discord takes the bot's token."""

from __future__ import annotations

import aiohttp
import discord

from bot.discord_app.errors import CannotStart


def forget_voice() -> None:
    """Keep discord.py from warning that it can't speak without further libraries: nothing here speaks."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


async def try_login(token: str) -> str:
    """Log in and out again, and return the name of the bot's application.

    Raises `CannotStart` with the remedy where the token is refused or Discord can't be reached.
    """
    forget_voice()
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(token)
        return (await client.application_info()).name
    except discord.LoginFailure:
        raise CannotStart(
            "the token is refused; make a new one on the Bot page of Discord's developer portal"
        ) from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise CannotStart(f"Discord can't be reached ({error}); check the network and try again") from None
    finally:
        await client.close()

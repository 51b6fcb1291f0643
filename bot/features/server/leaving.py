"""Servers that removed the bot: what they added is kept for some days, in case it was a mistake, and then erased."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure
from bot.discord_app.rounds import Rounds, Step
from corpus.scopes import of_server
from corpus.store.bookkeeping import Ledger

_log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)


class LeftServers(Rounds):
    """Notes which servers removed the bot, and erases what is kept of them when their days are over."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=EVERY)

    @property
    def steps(self) -> Sequence[Step]:
        return (self.erase_due,)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note when a server removed the bot; one that is out of order for a while has not."""
        await self._change(of_server(guild.id), datetime.now(UTC).isoformat(timespec="seconds"))
        _log.info("server %d removed the bot: what it added is erased in %g days", guild.id, self.bot.left_server_days)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep what a server added that takes the bot back."""
        await self._change(of_server(guild.id), None)

    async def erase_due(self, now: datetime | None = None) -> None:
        """Erase the servers whose days are over at a time (UTC); one that has the bot again is kept."""
        left = await self.bot.workers.store(self.bot.bookkeeping.read, Ledger.LEFT) or {}
        until = (now or datetime.now(UTC)) - timedelta(days=self.bot.left_server_days)
        back = {of_server(guild.id) for guild in self.bot.guilds}
        for scope, at in left.items():
            try:
                if scope in back:
                    await self._change(scope, None)
                elif datetime.fromisoformat(at) <= until:
                    count = await self.bot.workers.store(self.bot.engine.erase_server, scope)
                    _log.info("%s was erased, with %d documents: it removed the bot on %s", scope, count, at)
            except Exception as error:  # noqa: BLE001  (one server must not keep the others back)
                log_failure(error, f"erasing {scope}")

    async def _change(self, scope: str, at: str | None) -> None:
        def note(left: Any) -> dict[str, str]:
            others = {name: value for name, value in (left or {}).items() if name != scope}
            return others if at is None else {**others, scope: at}

        await self.bot.workers.store(self.bot.bookkeeping.change, Ledger.LEFT, note)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(LeftServers(bot))

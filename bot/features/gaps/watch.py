"""Asking gaps again: whenever documents or a FAQ change, whoever changed them, and telling moderators what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import discord
from discord.ext import commands, tasks

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure
from bot.features.gaps.buttons import show_ready
from corpus.store.feedback import Feedback
from corpus.store.gaps.records import Gap, ranked

_log = logging.getLogger(__name__)

EVERY_MINUTES = 10.0
AT_ONCE = 100  # gaps that are asked again in one round; the rest waits for the next
_DAY_SECONDS = 24 * 3600.0


class GapWatch(commands.Cog):
    """Asks each open gap once for each state of the documents, the most asked of late first; questions go first."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot
        self._lock = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()
        self._kicked = False
        self._next_forgetting = 0.0

    async def cog_load(self) -> None:
        self._watch.start()

    async def cog_unload(self) -> None:
        self._watch.cancel()
        for task in self._soon:
            task.cancel()

    @tasks.loop(minutes=EVERY_MINUTES)
    async def _watch(self) -> None:
        await self.round()

    @_watch.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    @commands.Cog.listener()
    async def on_documents_changed(self) -> None:
        """Ask now; a moderator waits to see what a document answers."""
        if not self._kicked:
            self._kicked = True
            task = asyncio.create_task(self.round())
            self._soon.add(task)
            task.add_done_callback(self._soon.discard)

    async def round(self) -> None:
        """Ask the gaps that were not asked in the present state of their documents. What fails is logged."""
        async with self._lock:
            self._kicked = False
            try:
                await self._ask_all()
                await self._forget()
            except Exception as error:  # noqa: BLE001  (an error would end the loop for ever)
                log_failure(error, "asking gaps again")

    async def _ask_all(self) -> None:
        left = AT_ONCE
        for scope in await self.bot.off_loop_documents(self.bot.gaps.store.reading.scopes):
            scopes, gaps = await self.bot.off_loop_documents(lambda scope=scope: self._due(scope))  # type: ignore[misc]
            new = []
            for gap in gaps[: max(left, 0)]:  # one piece of work each, so that an upload need not wait for all
                work = lambda gap=gap, scopes=scopes: self.bot.gaps.ask_again(gap, scopes)  # noqa: E731
                if await self.bot.off_loop_documents(work):
                    new.append(gap.id)
            left -= len(gaps)
            if new:
                await self._tell(scope, frozenset(new))

    def _due(self, scope: str) -> tuple[Sequence[str], list[Gap]]:
        """Return whose documents answer in a server, and its gaps that were not asked of them as they are, in order."""
        scopes = self.bot.desk.scopes_seen_from(scope)
        state = self.bot.gaps.describe_state(scopes)
        return scopes, ranked(self.bot.gaps.store.reading.to_check(scope, state), datetime.now(UTC))

    async def _tell(self, scope: str, new: frozenset[int]) -> None:
        """Show the answers that are new in the log channel, if one is set; `/gaps ready` shows them too."""
        settings = await self.bot.off_loop_documents(lambda: self.bot.servers.get(scope))
        view, count = await self.bot.off_loop_documents(lambda: show_ready(self.bot, scope, new))
        if settings.log_channel is None or not count:
            return
        try:
            await self.bot.get_partial_messageable(settings.log_channel).send(view=view)
        except (discord.NotFound, discord.Forbidden) as error:
            _log.info("not allowed to write in log channel %d: %s", settings.log_channel, error.text)

    async def _forget(self) -> None:
        """Delete, once a day, what is older than it is kept."""
        now = asyncio.get_running_loop().time()
        if now >= self._next_forgetting:
            await self.bot.off_loop_documents(self.bot.gaps.store.forget)
            await self.bot.off_loop_documents(Feedback(self.bot.engine.store).forget)
            self._next_forgetting = now + _DAY_SECONDS


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(GapWatch(bot))

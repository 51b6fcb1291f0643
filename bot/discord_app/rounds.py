"""Rounds: what the bot does by itself, every so often and soon after something changed."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from discord.ext import commands, tasks

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure

Step = Callable[[], Awaitable[None]]
_News = TypeVar("_News")

_DAY_SECONDS = 24 * 3600.0


class Rounds(commands.Cog):
    """A cog that works in rounds, one at a time. What fails is logged, and tried again in the next round."""

    def __init__(self, bot: LandscapeBot, *, every: timedelta) -> None:
        """The first round comes when the bot is ready, and one `every` so often after it."""
        self.bot = bot
        self._every = every
        self._lock = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()
        self._kicked = False  # whether a round was asked for that has not begun yet
        self._next_forgetting = 0.0

    @property
    @abstractmethod
    def steps(self) -> Sequence[Step]:
        """The parts of a round, in order. One that fails keeps none of the others back; its docstring says what it does."""

    async def forget(self) -> None:
        """Delete what is older than it is kept. Called once a day."""

    async def cog_load(self) -> None:
        self._watch.change_interval(seconds=self._every.total_seconds())
        self._watch.start()

    async def cog_unload(self) -> None:
        self._watch.cancel()
        for task in self._soon:
            task.cancel()

    @tasks.loop(hours=24)
    async def _watch(self) -> None:
        await self.round()

    @_watch.before_loop
    async def _wait_until_ready(self) -> None:
        await self.bot.wait_until_ready()

    def kick(self) -> None:
        """Begin a round now; several kicks before it begins are one."""
        if not self._kicked:
            self._kicked = True
            task = asyncio.create_task(self.round())
            self._soon.add(task)
            task.add_done_callback(self._soon.discard)

    async def round(self) -> None:
        """Do all steps, and forget what is too old if that was not done today."""
        async with self._lock:
            self._kicked = False  # what changes from here on may be too late for this round, and starts another
            for step in (*self.steps, self._forget_daily):
                try:
                    await step()
                except Exception as error:  # noqa: BLE001  (an error would end the loop for ever)
                    log_failure(error, f"{self.qualified_name}: {step.__name__.strip('_').replace('_', ' ')}")

    async def _forget_daily(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next_forgetting:
            await self.forget()
            self._next_forgetting = now + _DAY_SECONDS


async def tell_servers(untold: dict[str, _News], tell: Callable[[str, _News], Awaitable[None]]) -> None:
    """Tell each server its news, given by its scope, and drop what was told; what fails is logged and stays for another round."""
    for scope, news in list(untold.items()):
        try:
            await tell(scope, news)
        except Exception as error:  # noqa: BLE001  (one server must not keep the others back)
            log_failure(error, f"telling {scope} its news")
        else:
            del untold[scope]

"""Jobs: work of more than a second that a moderator started. It tells how far it is, and can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import discord

from bot.discord_app.errors import is_gone
from bot.ui.progress import render_progress

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_log = logging.getLogger(__name__)

_FIRST = 1.0  # seconds until the first word on how far it is
_EVERY = 2.5  # seconds between two: Discord allows about five edits in five seconds
_TOKEN_SECONDS = 14 * 60  # an interaction's token serves for 15 minutes

_Result = TypeVar("_Result")


class Cancelled(Exception):
    """The moderator who started the work stopped it; nothing of it was stored."""


class Job:
    """How far some work is. Set from the thread that works, read from the event loop."""

    def __init__(self, token: str, what: str) -> None:
        self.token = token
        self.what = what
        self.done = 0
        self.total = 0
        self.started = time.monotonic()
        self._stop = Event()

    def cancel(self) -> None:
        self._stop.set()

    def begin(self, what: str) -> None:
        """Go on to another part of the work."""
        self.what, self.done, self.total, self.started = what, 0, 0, time.monotonic()

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is. Raises `Cancelled` where it is to stop."""
        if self._stop.is_set():
            raise Cancelled
        self.done, self.total = done, total

    @property
    def seconds_left(self) -> float | None:
        """Return how long it will take at the pace until now; `None` while nothing is known."""
        if not self.done or not self.total:
            return None
        return (time.monotonic() - self.started) / self.done * (self.total - self.done)


class Board:
    """The message in which a moderator sees the work: the answer to a command, and after 15 minutes one of its own."""

    def __init__(self, interaction: discord.Interaction[LandscapeBot]) -> None:
        self._interaction = interaction
        self._until = time.monotonic() + _TOKEN_SECONDS
        self._message: discord.Message | None = None

    async def show(self, view: discord.ui.LayoutView) -> None:
        """Put a view where the moderator looks; where the token does not serve any more, post a message in the channel."""
        if self._message is None and time.monotonic() < self._until:
            try:
                await self._interaction.edit_original_response(view=view)
            except discord.HTTPException as error:
                if not is_gone(error):
                    raise
            else:
                return
        if self._message is not None:
            await self._message.edit(view=view)
        elif isinstance(self._interaction.channel, discord.abc.Messageable):
            self._message = await self._interaction.channel.send(view=view)


async def watched(bot: LandscapeBot, board: Board, job: Job, work: Callable[[], Awaitable[_Result]]) -> _Result:
    """Do the work, and meanwhile show on the board how far it is. Raises `Cancelled`, and what the work raises."""
    bot.jobs[job.token] = job
    task = asyncio.ensure_future(work())
    try:
        wait = _FIRST
        while not (await asyncio.wait({task}, timeout=wait))[0]:
            wait = _EVERY
            try:
                await board.show(render_progress(job))
            except discord.HTTPException as error:
                _log.warning("how far %s is could not be shown: %s", job.what, error)
        return await task
    finally:
        if not task.done():
            job.cancel()
        bot.jobs.pop(job.token, None)

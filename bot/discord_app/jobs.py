"""Jobs: work of more than a second that a moderator started. It tells how far it is, and can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, TypeVar

import discord

from corpus.errors import Stopped

_log = logging.getLogger(__name__)

_FIRST = 1.0  # seconds until the first word on how far it is
_EVERY = 2.5  # seconds between two: Discord allows about five edits in five seconds

_Result = TypeVar("_Result")


class Cancelled(Stopped):
    """The moderator who started the work stopped it; nothing of it was stored."""


class Job:
    """How far some work is in the server of a scope. Set from the thread that works, read from the event loop."""

    def __init__(self, token: str, what: str, scope: str) -> None:
        self.token = token
        self.scope = scope
        self.what = what
        self.done = 0
        self.total = 0
        self.started = time.monotonic()
        self._stop = Event()
        self._leave: Callable[[], object] | None = None  # ends what is being waited for

    def cancel(self) -> None:
        """Stop the work: it ends with `Cancelled`, at once while it waits, and else when it next reports its progress.

        To be called on the event loop.
        """
        self._stop.set()
        if self._leave is not None:
            self._leave()

    @contextmanager
    def leaving(self, leave: Callable[[], object]) -> Iterator[None]:
        """While the block waits for something, have `leave` called when the work is to stop. Raises `Cancelled` where it is already."""
        self.check()
        self._leave = leave
        try:
            yield
        finally:
            self._leave = None

    async def wait_for(self, coming: Coroutine[Any, Any, _Result]) -> _Result:
        """Return what comes, such as a file; when the work is to stop before that, leave it and raise `Cancelled`."""
        task = asyncio.ensure_future(coming)
        try:
            with self.leaving(task.cancel):
                return await task
        except asyncio.CancelledError:
            self.check()
            raise
        finally:
            task.cancel()

    def begin(self, what: str) -> None:
        """Go on to another part of the work."""
        self.what, self.done, self.total, self.started = what, 0, 0, time.monotonic()

    def check(self) -> None:
        """Raise `Cancelled` where the work is to stop."""
        if self._stop.is_set():
            raise Cancelled

    def progress(self, done: int, total: int) -> None:
        """Note that so many of so many parts of the work are done. Raises `Cancelled` where it is to stop."""
        self.check()
        self.done, self.total = done, total

    @property
    def seconds_left(self) -> float | None:
        """How many seconds it will take at the pace until now; `None` while nothing is known."""
        if not self.done or not self.total:
            return None
        return (time.monotonic() - self.started) / self.done * (self.total - self.done)


class Jobs:
    """The jobs that are being worked on, by the token of the button that cancels them."""

    def __init__(self) -> None:
        self._running: dict[str, Job] = {}

    def find(self, token: str, scope: str) -> Job | None:
        """Return a job of the server of a scope; `None` where it is over. A job of another server is not found."""
        job = self._running.get(token)
        return job if job is not None and job.scope == scope else None

    def cancel_all(self) -> None:
        """Cancel every job: the bot stops."""
        for job in self._running.values():
            job.cancel()

    async def watch(
        self, job: Job, work: Awaitable[_Result], show_progress: Callable[[Job], Awaitable[None]]
    ) -> _Result:
        """Do the work, and meanwhile show how far it is. Raises `Cancelled`, and what the work raises."""
        self._running[job.token] = job
        task = asyncio.ensure_future(work)
        try:
            wait = _FIRST
            while not (await asyncio.wait({task}, timeout=wait))[0]:
                wait = _EVERY
                try:
                    await show_progress(job)
                except discord.HTTPException as error:
                    _log.warning("how far %s is could not be shown: %s", job.what, error)
            return await task
        finally:
            if not task.done():
                job.cancel()
            self._running.pop(job.token, None)

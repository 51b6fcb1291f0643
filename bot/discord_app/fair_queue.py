"""FairQueue: work for which there is one thread. Servers take turns, and so do the members of each; too much of it is refused."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

import discord

from bot.discord_app.jobs import Cancelled, Job
from corpus.errors import MendableError

TOKEN_SECONDS = 14 * 60  # an interaction's token serves for 15 minutes
_FOR_EVER = float("inf")

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Busy(MendableError):
    """Too much work waits already; the message says whose, and what to do."""


class WaitedTooLong(MendableError):
    """The turn came when nobody could be answered any more; nothing was done."""


@dataclass(frozen=True, slots=True)
class Party:
    """For whom work is done: a member of a server, each by its Discord ID. `server` is `None` in direct messages.

    Without a `member` it is work of the bot's own. `until` is when nobody can be answered any more (seconds of `time.perf_counter`).
    """

    server: int | None = None
    member: int | None = None
    until: float = _FOR_EVER


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How much work may be in a queue at once, what is being done included: of a member, of a server, and in all."""

    member: int = 10
    server: int = 50
    whole: int = 200


class Ticket:
    """The right to turns in a queue, until the work that it was given for is over."""

    def __init__(self, queue: FairQueue, party: Party) -> None:
        self.party = party
        self.call: asyncio.Future[None] | None = None  # while it waits for its turn
        self._queue = queue

    @asynccontextmanager
    async def turn(self, job: Job | None = None) -> AsyncIterator[None]:
        """Wait for a turn, and have the queue for oneself. Raises `Busy` or `WaitedTooLong`, and nothing is to be done then.

        A job that is cancelled leaves the line at once: then `Cancelled` is raised.
        """
        with job.leaving(self.leave) if job else nullcontext():
            await self._queue.wait(self)
        try:
            yield
        finally:
            self._queue.pass_on()

    def leave(self) -> None:
        """Wait for a turn no more, where this waits for one: whoever waits gets `Cancelled`."""
        if self.call is not None and not self.call.done():
            self.call.set_exception(Cancelled())

    async def work(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Call a function on the queue's thread; in a turn only."""
        return await self._queue.work(partial(function, *arguments, **named))

    async def run(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Wait for a turn, and call a function in it."""
        async with self.turn():
            return await self.work(function, *arguments, **named)


class FairQueue:
    """Does one piece of work after the other. To be used on the event loop only; the work itself runs on a thread.

    Whichever of the servers that wait had no turn for longest is next, and in it the member who had none for longest. When the
    queue is full, the server with the most in it makes room for one with less.
    """

    def __init__(self, name: str, what: str, limits: QueueLimits) -> None:
        """`name` is that of the thread; `what` is what waits, as members call it, in the plural."""
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._what = what
        self._limits = limits
        self._admitted: list[Ticket] = []
        self._line: dict[int | None, dict[int | None, deque[Ticket]]] = {}  # by server and member
        self._numbers = itertools.count(1)
        self._taken = 0  # the number of the turn that somebody has; 0 where nobody has one
        self._turns: dict[tuple[int | None, int | None], int] = {}  # the last one of a server, and of a member in it

    @contextmanager
    def admit(self, party: Party) -> Iterator[Ticket]:
        """Return a ticket for one piece of work. Raises `Busy`, at once, where the party or the queue has too much already."""
        ticket = Ticket(self, party)
        if party.member is not None:
            self._make_room(party)
            self._admitted.append(ticket)
        try:
            yield ticket
        finally:
            if ticket in self._admitted:
                self._admitted.remove(ticket)

    async def run(
        self, party: Party, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Admit a party, wait for its turn, and call a function in it."""
        with self.admit(party) as ticket:
            return await ticket.run(function, *arguments, **named)

    async def wait(self, ticket: Ticket) -> None:
        """Return when it is a ticket's turn, which ends with `pass_on`."""
        if not self._taken:
            self._note_turn(ticket.party)
            return
        call = ticket.call = asyncio.get_running_loop().create_future()
        members = self._line.setdefault(ticket.party.server, {})
        members.setdefault(ticket.party.member, deque()).append(ticket)
        try:
            await call
        except asyncio.CancelledError:
            if call.done() and not call.cancelled() and call.exception() is None:
                self.pass_on()  # it was called, and does not come
            raise
        finally:
            ticket.call = None

    def pass_on(self) -> None:
        """End a turn: call who is next in line. Whose time is over is told so, and has no turn."""
        while self._line:
            ticket = self._take_next()
            call = ticket.call
            if call is None or call.done():
                continue
            if ticket.party.until < time.perf_counter():
                call.set_exception(WaitedTooLong("It took too long until it was your turn. Please try again."))
                continue
            self._note_turn(ticket.party)
            call.set_result(None)
            return
        self._taken = 0
        self._turns.clear()

    async def work(self, function: Callable[[], _Result]) -> _Result:
        """Call a function on the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function)

    def shut_down(self) -> None:
        """Let what is running end, and drop what waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _take_next(self) -> Ticket:
        """Take out of the line who waits of the server that had no turn for longest, and in it of the member who had none."""
        server = min(self._line, key=lambda one: self._turns.get((one, None), 0))
        members = self._line[server]
        member = min(members, key=lambda one: self._turns.get((server, one), 0))
        ticket = members[member].popleft()
        if not members[member]:
            del members[member]
        if not members:
            del self._line[server]
        return ticket

    def _note_turn(self, party: Party) -> None:
        self._taken = next(self._numbers)
        self._turns[party.server, None] = self._turns[party.server, party.member] = self._taken

    def _make_room(self, party: Party) -> None:
        limits, what = self._limits, self._what
        counts = Counter(ticket.party.server for ticket in self._admitted)
        mine = sum((party.server, party.member) == (t.party.server, t.party.member) for t in self._admitted)
        if mine >= limits.member:
            raise Busy(f"You have {mine} {what} waiting already. Please wait until they are done.")
        if counts[party.server] >= limits.server:
            raise Busy(
                f"{counts[party.server]} {what} of this server are waiting already. Please try again in a minute."
            )
        if len(self._admitted) >= limits.whole:
            full = Busy(f"Too many {what} are waiting. Please try again in a minute.")
            largest, most = counts.most_common(1)[0]
            if most <= counts[party.server] + 1:
                raise full
            self._send_away(largest, full)

    def _send_away(self, server: Any, why: Busy) -> None:
        """Refuse the last ticket of a server that has no turn now."""
        waiting = [t for t in self._admitted if t.party.server == server and t.call is not None]
        if not waiting:
            raise why
        ticket = waiting[-1]
        self._admitted.remove(ticket)
        if ticket.call is not None and not ticket.call.done():
            ticket.call.set_exception(why)


def read_party(interaction: discord.Interaction[Any]) -> Party:
    """Return for whom an interaction that came just now is worked on."""
    return Party(interaction.guild_id, interaction.user.id, time.perf_counter() + TOKEN_SECONDS)

"""Work of one kind is done in turns: servers take turns, and so do the members of each; too much of it is refused at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.discord_app.fair_queue import Busy, FairQueue, Party, QueueLimits, WaitedTooLong

LIMITS = QueueLimits(member=4, server=6, whole=9)


@pytest.fixture
async def queue() -> AsyncIterator[FairQueue]:
    queue = FairQueue("test", "questions", LIMITS)
    yield queue
    queue.shut_down()


@asynccontextmanager
async def hold(queue: FairQueue) -> AsyncIterator[None]:
    """Have the thread at work while others line up."""
    go_on = threading.Event()
    busy = asyncio.create_task(queue.run(Party(), go_on.wait, 60))
    await asyncio.sleep(0)
    yield
    go_on.set()
    await busy


async def line_up(queue: FairQueue, parties: list[Party], done: list[Party]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(queue.run(party, done.append, party)) for party in parties]
    await asyncio.sleep(0)
    return tasks


async def test_servers_take_turns_and_so_do_the_members_of_each(queue: FairQueue) -> None:
    a, b, there = Party(1, 11), Party(1, 12), Party(2, 21)
    done: list[Party] = []
    async with hold(queue):
        tasks = await line_up(queue, [a, a, a, b, there, there], done)
    await asyncio.gather(*tasks)
    assert done == [a, there, b, there, a, a]


async def test_a_server_that_comes_later_goes_before_one_that_had_a_turn_already(queue: FairQueue) -> None:
    done: list[Party] = []
    async with hold(queue):
        tasks = await line_up(queue, [Party(1, 11)] * 3, done)
        first = threading.Event()
        tasks += [asyncio.create_task(queue.run(Party(2, 21), first.wait, 60))]
        await asyncio.sleep(0)
    await tasks[0]
    tasks += await line_up(queue, [Party(3, 31)], done)
    first.set()
    await asyncio.gather(*tasks)
    assert done == [Party(1, 11), Party(3, 31), Party(1, 11), Party(1, 11)]


async def test_work_is_done_one_at_a_time_and_returns_or_raises_what_it_does(queue: FairQueue) -> None:
    assert await queue.run(Party(1, 11), divmod, 7, 3) == (2, 1)
    with pytest.raises(ZeroDivisionError):
        await queue.run(Party(1, 11), divmod, 1, 0)
    assert await queue.run(Party(1, 11), divmod, 7, 3) == (2, 1)


async def test_a_member_and_a_server_with_too_much_are_told_at_once_and_others_are_not(queue: FairQueue) -> None:
    done: list[Party] = []
    async with hold(queue):
        tasks = await line_up(queue, [Party(1, 11)] * 4, done)
        with pytest.raises(Busy, match="You have 4 questions waiting already"):
            await queue.run(Party(1, 11), done.append, Party())
        tasks += await line_up(queue, [Party(1, 12)] * 2, done)
        with pytest.raises(Busy, match="6 questions of this server are waiting already"):
            await queue.run(Party(1, 13), done.append, Party())
        tasks += await line_up(queue, [Party(2, 11)], done)
    await asyncio.gather(*tasks)
    assert len(done) == 7
    await queue.run(Party(1, 11), done.append, Party())


async def test_in_a_full_queue_the_server_with_the_most_makes_room(queue: FairQueue) -> None:
    done: list[Party] = []
    async with hold(queue):
        first = await line_up(queue, [Party(1, 11)] * 3 + [Party(1, 12)] * 3, done)
        rest = await line_up(queue, [Party(2, 21)] * 3, done)
        new = await line_up(queue, [Party(3, 31)], done)
        with pytest.raises(Busy, match="Too many questions are waiting"):
            await first[-1]
    await asyncio.gather(*first[:-1], *rest, *new)
    assert len(done) == 9
    assert done.index(Party(3, 31)) == 2


async def test_what_waited_too_long_for_its_turn_is_not_done(queue: FairQueue) -> None:
    late = Party(1, 11, until=time.perf_counter() - 1)
    done: list[Party] = []
    async with hold(queue):
        tasks = await line_up(queue, [late, Party(1, 12)], done)
    with pytest.raises(WaitedTooLong):
        await tasks[0]
    await tasks[1]
    assert done == [Party(1, 12)]


async def test_who_is_cancelled_while_waiting_or_when_called_leaves_the_turn_to_the_next(queue: FairQueue) -> None:
    done: list[Party] = []
    async with hold(queue):
        tasks = await line_up(queue, [Party(1, 11), Party(1, 12), Party(1, 13)], done)
        tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert done[-1] == Party(1, 13)
    await queue.run(Party(1, 14), done.append, Party(1, 14))
    assert done[-1] == Party(1, 14)

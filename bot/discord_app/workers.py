"""Workers: the threads that keep blocking work off the event loop, one group of threads for each kind of work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Workers:
    """Runs a function with its arguments on a thread, and returns what it returns or raises what it raises.

    Work of one kind waits for work of that kind only: a member's question never for a moderator's upload, and what takes
    milliseconds for neither.
    """

    def __init__(self) -> None:
        self._model = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._uploads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="uploads")
        self._store = ThreadPoolExecutor(max_workers=4, thread_name_prefix="store")

    async def model(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Do what a member waits for and the models are needed for: answering a question."""
        return await _run(self._model, partial(function, *arguments, **named))

    async def uploads(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Do what may take minutes: reading and embedding documents, and asking earlier questions of them again."""
        return await _run(self._uploads, partial(function, *arguments, **named))

    async def store(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Do what takes the store, and of the models a few sentences at most: lists, receipts, FAQ entries."""
        return await _run(self._store, partial(function, *arguments, **named))

    def shut_down(self) -> None:
        """Let what is running end, and drop what waits for its turn."""
        for threads in (self._model, self._uploads, self._store):
            threads.shutdown(wait=False, cancel_futures=True)


async def _run(threads: ThreadPoolExecutor, work: Callable[[], _Result]) -> _Result:
    return await asyncio.get_running_loop().run_in_executor(threads, work)

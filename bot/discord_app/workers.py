"""Workers: the threads that keep blocking work off the event loop, one group of threads for each kind of work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from bot.discord_app.fair_queue import FairQueue, QueueLimits

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

_QUESTIONS = QueueLimits()
_UPLOADS = QueueLimits(member=3, server=6, whole=40)


class Workers:
    """Runs a function with its arguments on a thread, and returns what it returns or raises what it raises.

    Work of one kind waits for work of that kind only: a member's question never for a moderator's upload, and what takes
    milliseconds for neither. `questions` is for what a member waits for and the models are needed for; `uploads` for what may
    take minutes: reading and embedding documents, and asking earlier questions of them again.
    """

    def __init__(self, questions: QueueLimits = _QUESTIONS) -> None:
        self.questions = FairQueue("model", "questions", questions)
        self.uploads = FairQueue("uploads", "uploads", _UPLOADS)
        self._store = ThreadPoolExecutor(max_workers=4, thread_name_prefix="store")

    async def store(
        self, function: Callable[_Given, _Result], *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Do what takes the store, and of the models a few sentences at most: lists, receipts, FAQ entries."""
        return await asyncio.get_running_loop().run_in_executor(self._store, partial(function, *arguments, **named))

    def shut_down(self) -> None:
        """Let what is running end, and drop what waits for its turn."""
        self.questions.shut_down()
        self.uploads.shut_down()
        self._store.shutdown(wait=False, cancel_futures=True)

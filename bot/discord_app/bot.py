"""LandscapeBot: the client of Discord. It holds the desk, the threads and the jobs, loads the features, and ends in good order."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import discord
from discord.ext import commands

from bot.discord_app.apologies import apologise_by_reply, came_too_late
from bot.discord_app.errors import log_failure
from bot.discord_app.fair_queue import QueueLimits
from bot.discord_app.form_desk import FormDesk
from bot.discord_app.jobs import Jobs
from bot.discord_app.kept_views import KeptViews
from bot.discord_app.sync import register_commands
from bot.discord_app.tree import CommandTree
from bot.discord_app.workers import Workers
from corpus.errors import Stopped
from corpus.store.bookkeeping import Bookkeeping
from corpus.store.database import StoreError
from index.desk import Desk
from index.engine import Engine
from index.gaps.book import DAILY_GAPS

_log = logging.getLogger(__name__)

EXTENSIONS = (
    "bot.features.ask.cog",
    "bot.features.ask.documents_cog",
    "bot.features.server.about",
    "bot.features.documents.cog",
    "bot.features.server.setup",
    "bot.features.documents.following",
    "bot.features.ask.receipts_cog",
    "bot.features.documents.refreshing",
    "bot.features.documents.drafts",
    "bot.features.faq.cog",
    "bot.features.faq.admin_cog",
    "bot.features.gaps.cog",
    "bot.features.gaps.watch",
    "bot.features.gaps.digest_cog",
    "bot.features.server.stats",
    "bot.features.ask.feedback",
    "bot.features.ask.giving_up_cog",
    "bot.features.server.privacy",
    "bot.features.server.leaving",
)

# No privileged intent: Discord sends the content of direct messages and of messages that mention the bot without one.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)

_QUESTIONS = QueueLimits()
_GRACE_SECONDS = 5.0  # for the questions that are being answered when the bot is told to stop


class LandscapeBot(commands.Bot):
    """The bot on Discord. Nothing that blocks runs on the event loop."""

    def __init__(
        self,
        engine: Engine,
        *,
        notes: bool = True,
        refresh_hours: float = 0,
        left_server_days: float = 30,
        questions: QueueLimits = _QUESTIONS,
        daily_gaps: int = DAILY_GAPS,
    ) -> None:
        """`questions`: how many may wait; `daily_gaps`: how many refused questions of a member are kept a day."""
        super().__init__(
            command_prefix=commands.when_mentioned,  # required, and without effect: see `on_message`
            help_command=None,
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=CommandTree,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
        )
        self.engine = engine
        self.desk = Desk(engine, notes=notes, daily_gaps=daily_gaps)
        self.workers = Workers(questions)
        self.jobs = Jobs()
        self.forms = FormDesk()
        self.kept_views = KeptViews()
        self.bookkeeping = Bookkeeping(engine.store)
        self.refresh_hours = refresh_hours
        self.left_server_days = left_server_days
        self.editing = asyncio.Lock()  # held by who draws a reply anew that was posted already
        self._stopping = Event()
        self._answering: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        try:
            await register_commands(self.tree, self.bookkeeping, self.workers)
        except (discord.HTTPException, OSError, StoreError) as error:
            log_failure(error, "registering the slash commands")

    async def on_ready(self) -> None:
        _log.info("Landscape is online as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no text commands, and mentions are read by `features/ask/cog.py`."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if error is None or came_too_late(error, event_method):
            return
        message = args[0] if args else None
        if isinstance(message, discord.Message) and (message.guild is None or self.user in message.mentions):
            await apologise_by_reply(message, error, event_method)
        else:
            log_failure(error, event_method)

    async def close(self) -> None:
        """Disconnect, once the questions that are being answered are, or a few seconds have passed."""
        self._stopping.set()
        self.jobs.cancel_all()
        answering = self._answering - {asyncio.current_task()}
        if answering:
            await asyncio.wait(answering, timeout=_GRACE_SECONDS)
        await asyncio.to_thread(self.desk.finish_writing, _GRACE_SECONDS)
        await super().close()
        self.workers.shut_down()

    def check_running(self) -> None:
        """Raise `Stopped` where the bot was told to stop: what runs on a thread and takes long asks this."""
        if self._stopping.is_set():
            raise Stopped

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Mark the current task as one that a member waits for."""
        task = asyncio.current_task()
        assert task is not None  # only coroutines answer
        self._answering.add(task)
        try:
            yield
        finally:
            self._answering.discard(task)

    async def note_posted(self, number: int | None, channel_id: int, message_id: int) -> None:
        """Note where a logged reply was posted for all to see, so that it can follow its sources."""
        if number is not None and await self.workers.store(self.desk.note_posted, number, channel_id, message_id):
            self.dispatch("reply_posted", number)

    def announce_change(self) -> None:
        """Let those who follow the documents know that one was changed."""
        self.dispatch("documents_changed")

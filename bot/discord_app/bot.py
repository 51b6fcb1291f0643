"""LandscapeBot: intents, extensions, command sync, the hop to the model's thread, and the one error handler."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.errors import CannotStart, cause_of, is_gone, log_failure
from bot.discord_app.form_desk import FormDesk
from bot.ui import replies
from bot.ui.layout import View, render_problem
from corpus.errors import MendableError
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.database import StoreError
from corpus.store.links import LinkTable
from index.desk import Desk

if TYPE_CHECKING:
    from bot.discord_app.jobs import Job
    from bot.settings import Settings
    from index.engine import Engine

_log = logging.getLogger(__name__)

EXTENSIONS = (
    "bot.features.ask.cog",
    "bot.features.server.about",
    "bot.features.documents.cog",
    "bot.features.server.setup",
    "bot.features.documents.following",
    "bot.features.ask.receipts_cog",
    "bot.features.documents.refreshing",
    "bot.features.faq.cog",
    "bot.features.faq.admin_cog",
    "bot.features.gaps.cog",
    "bot.features.gaps.watch",
    "bot.features.gaps.digest_cog",
    "bot.features.server.stats",
    "bot.features.ask.feedback",
    "bot.features.ask.giving_up_cog",
    "bot.features.server.privacy",
)

# No privileged intent: Discord sends the content of direct messages and of messages that mention the bot without one.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)

_GRACE_SECONDS = 5.0  # for the questions that are being answered when the bot is told to stop
_NO_HISTORY = 160002  # Discord's code: replying needs the permission to read the message history

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Answered:
    """What is to be sent, and the number of the reply in the log; `None` where it is not logged."""

    view: View
    number: int | None = None


class LandscapeBot(commands.Bot):
    """The bot on Discord. It holds the engine, and nothing of the engine runs on the event loop."""

    def __init__(self, engine: Engine, *, notes: bool = True, refresh_hours: float = 0) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,  # required, and without effect: see `on_message`
            help_command=None,
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=_Tree,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
        )
        self.engine = engine
        self.desk = Desk(engine, notes=notes)
        self.servers, self.gaps = self.desk.servers, self.desk.gaps
        self.links = LinkTable(engine.store)
        self.jobs: dict[str, Job] = {}  # the uploads that are being worked on, by the token of their buttons
        self.forms = FormDesk()
        self.refresh_hours = refresh_hours
        self.bookkeeping = Bookkeeping(engine.store)
        self._questions = ThreadPoolExecutor(max_workers=1, thread_name_prefix="question")
        self._documents = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
        self._quick = ThreadPoolExecutor(max_workers=2, thread_name_prefix="quick")
        self._answering: set[asyncio.Task[Any]] = set()
        self.editing = asyncio.Lock()  # held by who draws a reply anew that was posted already

    async def setup_hook(self) -> None:
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        try:
            await self._sync_commands()
        except (discord.HTTPException, OSError, StoreError) as error:
            log_failure(error, "registering the slash commands")

    async def on_ready(self) -> None:
        _log.info("Landscape is online as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no text commands, and mentions are read by `features/ask/cog.py`."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if error is None or _set_aside(error, event_method):
            return
        message = args[0] if args else None
        if not isinstance(message, discord.Message) or (message.guild and self.user not in message.mentions):
            log_failure(error, event_method)
        elif isinstance(error, MendableError):
            await _attempt(self.reply(message, render_problem(str(error))), event_method)
        else:
            reference = log_failure(error, event_method)
            await _attempt(self.reply(message, replies.render_failure(reference)), reference)

    async def close(self) -> None:
        """Disconnect, once the questions that are being answered are, or a few seconds have passed."""
        answering = self._answering - {asyncio.current_task()}
        if answering:
            await asyncio.wait(answering, timeout=_GRACE_SECONDS)
        await super().close()
        for job in self.jobs.values():
            job.cancel()
        self._questions.shutdown(wait=False, cancel_futures=True)
        self._documents.shutdown(wait=False, cancel_futures=True)
        self._quick.shutdown(wait=False, cancel_futures=True)

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

    async def answer(self, question: str, guild_id: int | None, *, asker_id: int, private: bool = False) -> Answered:
        """Answer a question that was asked in a server, or in a direct message (`None`), and log the reply.

        `private`: only the asker sees the reply.
        """
        served = await self.off_loop(lambda: self.desk.serve(question, guild_id, asker_id=asker_id))
        public = guild_id is not None and not private
        view = replies.render_reply(served.reply, served.overview, receipt=served.receipt, public=public)
        return Answered(view, served.receipt)

    async def posted(self, number: int | None, channel_id: int, message_id: int) -> None:
        """Note where a logged reply was posted for all to see, so that it can follow its sources."""
        if number is not None and await self.off_loop(lambda: self.desk.note_posted(number, channel_id, message_id)):
            self.dispatch("reply_posted", number)

    async def how_to_ask(self, guild_id: int | None) -> View:
        """Say how to ask, and what the documents of this server are about."""
        return replies.render_help(await self.off_loop(lambda: self.desk.overview(guild_id)))

    def scopes(self, guild_id: int | None) -> tuple[str, ...]:
        """Return whose documents may answer in a server, or in direct messages. Reads the store."""
        return self.desk.scopes(guild_id)

    async def reply(self, message: discord.Message, view: View) -> discord.Message | None:
        """Reply to a message without a ping; where the bot may not write, log it and return `None`."""
        try:
            return await message.channel.send(
                view=view, reference=message.to_reference(fail_if_not_exists=False), mention_author=False
            )
        except discord.HTTPException as error:
            if error.code == _NO_HISTORY:
                return await message.channel.send(view=view)
            if not isinstance(error, discord.Forbidden):
                raise
            _log.info("not allowed to reply in channel %d: %s", message.channel.id, error.text)
            return None

    async def off_loop(self, work: Callable[[], _Result]) -> _Result:
        """Do what takes the model or the store on the thread of the questions."""
        return await asyncio.get_running_loop().run_in_executor(self._questions, work)

    async def off_loop_documents(self, work: Callable[[], _Result]) -> _Result:
        """Do long work for moderators on a thread of its own, one piece at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._documents, work)

    async def off_loop_quick(self, work: Callable[[], _Result]) -> _Result:
        """Do what takes milliseconds (the FAQ, the store) on threads that no question keeps waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, work)

    def changed(self) -> None:
        """Let those who follow the documents know that one was changed."""
        self.dispatch("documents_changed")

    async def tell_failure(self, interaction: discord.Interaction[Self], error: Exception, doing: str) -> None:
        """Log an error of ours, and tell whoever waits, with the reference under which it stands in the log."""
        if _set_aside(error, doing):
            return
        reference = log_failure(error, doing)
        view = replies.render_failure(reference)
        if interaction.response.is_done():
            await _attempt(interaction.followup.send(view=view, ephemeral=True), reference)
        else:
            await _attempt(interaction.response.send_message(view=view, ephemeral=True), reference)

    async def _sync_commands(self) -> None:
        """Register the slash commands with Discord, unless they are those of the last time."""
        described = sorted(
            (command.to_dict(self.tree) for command in self.tree.get_commands()), key=lambda c: c["name"]
        )
        stated = json.dumps([self.application_id, described], sort_keys=True)
        mark = {"sha256": hashlib.sha256(stated.encode()).hexdigest()}
        if await asyncio.to_thread(self.bookkeeping.read, Ledger.COMMANDS) == mark:
            _log.info("the slash commands are unchanged")
            return
        await self.tree.sync()
        await asyncio.to_thread(self.bookkeeping.write, Ledger.COMMANDS, mark)
        _log.info("registered %d slash commands", len(described))


class _Tree(app_commands.CommandTree[LandscapeBot]):
    """The slash commands, and what a member is told when one of them fails."""

    async def on_error(
        self, interaction: discord.Interaction[LandscapeBot], error: app_commands.AppCommandError, /
    ) -> None:
        cause = cause_of(error)
        name = interaction.command.qualified_name if interaction.command else "unknown"
        if _set_aside(cause, f"/{name}"):
            return
        if isinstance(cause, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
            _log.warning("Discord still offers an older form of a command: %s", cause)
            view = render_problem("I was updated just now. Please reload Discord and try again.")
            await _attempt(_respond(interaction, view), name)
        elif isinstance(cause, MendableError):
            await _attempt(_respond(interaction, render_problem(str(cause))), name)
        elif isinstance(cause, app_commands.CheckFailure):
            await _attempt(_respond(interaction, render_problem("You can't use this command here.")), name)
        else:
            reference = log_failure(cause, f"/{name}")
            await _attempt(_respond(interaction, replies.render_failure(reference)), reference)


def run_bot(engine: Engine, settings: Settings) -> None:
    """Run the bot until it is told to stop (SIGINT, SIGTERM).

    Raises `CannotStart` with the remedy where the token or the network does not serve.
    """
    asyncio.run(_run(engine, settings))


async def _run(engine: Engine, settings: Settings) -> None:
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise CannotStart(
            "DISCORD_TOKEN is missing or malformed: copy the bot's token from the developer portal to .env"
        )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with LandscapeBot(engine, notes=settings.shipped_notes, refresh_hours=settings.refresh_hours) as bot:
        running = asyncio.create_task(bot.start(token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            _log.info("stopping")
            await bot.close()
            running.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await running
        except discord.LoginFailure:
            raise CannotStart(
                "Discord refused DISCORD_TOKEN: reset it under Bot in the developer portal, and copy it to .env"
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise CannotStart("Discord asks for intents that this bot does not use: update Landscape") from None
        except (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            raise CannotStart(f"Discord cannot be reached ({error}): check the network, and try again") from error


def _set_aside(error: BaseException, doing: str) -> bool:
    """Log, in one line, an error that leaves nobody to tell; return whether it was one."""
    if is_gone(error):
        _log.warning("%s came too late to be answered: %s", doing, error)
        return True
    return False


async def _respond(interaction: discord.Interaction[LandscapeBot], view: View) -> None:
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


async def _attempt(sending: Any, reference: str) -> None:
    """Send an apology; that it cannot be sent is one line in the log, not another error."""
    try:
        await sending
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("ref %s: the member could not be told: %s", reference, error)

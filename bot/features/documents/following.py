"""Following the documents: a posted answer says what became of its sources, and the log channel tells each change."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

import discord
from discord.ext import commands, tasks

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure
from bot.ui import replies
from bot.ui.changes import format_changes
from corpus.scopes import DIRECT, owner_of
from corpus.store.bookkeeping import Ledger
from corpus.store.edits import Edits
from corpus.store.history import Action, Event
from corpus.store.replies import KEPT_DAYS, LoggedReply, ReplyLog
from corpus.store.servers import Servers
from index.engine import Overview
from index.kept_replies import find_changes, restore_answer, restore_citations

_log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
PAUSE_SECONDS = 1.0  # between two edits of messages: there may be hundreds, and questions come first
ANSWER_DAYS = 30  # answers that are older are left as they are
_DAY_SECONDS = 24 * 3600.0
_AT_ONCE = 1000  # changes that are read in one go
_TRIES = 3  # rounds, after which a change that can't be told or followed is given up
_ARCHIVED = 50083  # Discord's code: nothing can be edited in an archived thread


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change that was told in the log channels, and the last that the posted answers have followed."""

    told: int
    followed: int


class Following(commands.Cog):
    """Looks for changes of documents, whoever made them. A mark moves after the work that it stands for."""

    def __init__(self, bot: LandscapeBot, *, pause: float = PAUSE_SECONDS) -> None:
        self.bot = bot
        store = bot.engine.store
        self._edits, self._replies, self._servers = Edits(store), ReplyLog(store), Servers(store)
        self._mark: Mark | None = None
        self._pause = pause
        self._next_edit = 0.0
        self._next_forgetting = 0.0
        self._tries: Counter[str] = Counter()
        self._lock = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()
        self._kicked = False  # whether a round was asked for that has not begun yet

    async def cog_load(self) -> None:
        self._watch.start()

    async def cog_unload(self) -> None:
        self._watch.cancel()
        for task in self._soon:
            task.cancel()

    @tasks.loop(seconds=EVERY_SECONDS)
    async def _watch(self) -> None:
        await self.round()

    @_watch.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    def kick(self) -> None:
        """Look for changes now; a command that made one need not wait for the next round."""
        if not self._kicked:
            self._kicked = True
            task = asyncio.create_task(self.round())
            self._soon.add(task)
            task.add_done_callback(self._soon.discard)

    @commands.Cog.listener()
    async def on_documents_changed(self) -> None:
        self.kick()

    @commands.Cog.listener()
    async def on_reply_posted(self, number: int) -> None:
        """Look once at a new answer: its source may have changed between the reading and the posting."""
        reply = await asyncio.to_thread(self._replies.get, number)
        if reply is not None and reply.outcome == "answer":
            await self.follow(reply)

    async def round(self) -> None:
        """Tell and follow all changes since the last time. What fails is logged, and tried again in the next round."""
        async with self._lock:
            self._kicked = False  # what changes from here on may be too late for this round, and starts another
            for step in (self._tell, self._follow, self._forget):
                try:
                    await step()
                except Exception as error:  # noqa: BLE001  (an error would end the loop for ever)
                    log_failure(error, f"following the documents: {step.__name__.strip('_')}")

    # ---- the log channel

    async def _tell(self) -> None:
        mark = await self._marked()
        for batch in _batches(await asyncio.to_thread(self._edits.events_after, mark.told, _AT_ONCE)):
            try:
                await self._post(batch)
            except Exception as error:  # noqa: BLE001  (one change must not keep all later ones back)
                if not self._given_up(f"telling change {batch[0].id}", error):
                    return
            await self._move(told=batch[-1].id)

    async def _post(self, batch: Sequence[Event]) -> None:
        settings = await asyncio.to_thread(self._servers.get, owner_of(batch[0].scope))
        if settings.log_channel is None:
            return
        try:
            await self.bot.get_partial_messageable(settings.log_channel).send(
                format_changes(batch),
                suppress_embeds=True,
                nonce=f"change-{batch[0].id}",  # Discord drops it where it was sent just before the bot was killed
            )
        except (discord.NotFound, discord.Forbidden) as error:
            _log.info("not allowed to write in log channel %d: %s", settings.log_channel, error.text)

    # ---- the posted answers

    async def _follow(self) -> None:
        mark = await self._marked()
        events = await asyncio.to_thread(self._edits.events_after, mark.followed, _AT_ONCE)
        if not events:
            return
        failure: Exception | None = None
        for reply in await asyncio.to_thread(self._citing, events):
            try:
                await self.follow(reply)
            except Exception as error:  # noqa: BLE001  (one message must not keep all others back)
                _log.warning("the message of reply %d can't follow its sources: %s", reply.id, error)
                failure = error
        if failure is None or self._given_up(f"following the changes up to {events[-1].id}", failure):
            await self._move(followed=events[-1].id)

    def _citing(self, events: Sequence[Event]) -> list[LoggedReply]:
        """Return the posted answers that cite a document of these changes, the newest first."""
        documents = {event.document_id for event in events if not _is_new(event)}
        found = {reply.id: reply for one in documents for reply in self._replies.citing(one, ANSWER_DAYS)}
        return sorted(found.values(), key=lambda reply: -reply.id)

    async def follow(self, reply: LoggedReply) -> None:
        """Have the message of an answer say what became of its sources, where it does not yet."""
        changed = await asyncio.to_thread(find_changes, reply, self._replies)
        if reply.channel_id is None or reply.message_id is None or changed == reply.noted:
            return
        citations = await asyncio.to_thread(restore_citations, reply, self._edits)
        if (
            not citations
        ):  # none of the versions is there: the data directory is another than the one that it was given from
            await asyncio.to_thread(self._replies.note, reply.id, changed)
            return
        answer = restore_answer(reply, citations)
        view = replies.render_reply(
            answer,
            Overview((), 0, reply.asked_at),
            receipt=reply.id,
            changed=changed,
            public=reply.scope != DIRECT,
        )
        message = self.bot.get_partial_messageable(reply.channel_id).get_partial_message(reply.message_id)
        await self._pace()
        try:
            async with self.bot.editing:
                if not await asyncio.to_thread(self._is_answer, reply.id):
                    return
                await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
        except (discord.NotFound, discord.Forbidden) as error:
            _log.info("the message of reply %d is gone: %s", reply.id, error.text)
            await asyncio.to_thread(self._replies.gone, reply.id)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            _log.info("the message of reply %d is in an archived thread and stays as it is", reply.id)
        else:
            await asyncio.to_thread(self._replies.note, reply.id, changed)

    def _is_answer(self, number: int) -> bool:
        """Whether a reply is one still: its asker may have given an unsure one up, or had it deleted."""
        reply = self._replies.get(number)
        return reply is not None and reply.outcome == "answer"

    async def _pace(self) -> None:
        """Wait until a pause has passed since the last edit."""
        now = asyncio.get_running_loop().time()
        wait = max(0.0, self._next_edit - now)
        self._next_edit = now + wait + self._pause
        await asyncio.sleep(wait)

    # ---- marks

    async def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next_forgetting:
            await asyncio.to_thread(self._replies.forget, KEPT_DAYS)
            self._next_forgetting = now + _DAY_SECONDS

    async def _marked(self) -> Mark:
        if self._mark is None:
            self._mark = await asyncio.to_thread(self._begin)
        return self._mark

    def _begin(self) -> Mark:
        """Return the mark of the last run; on the first start, that of the newest change."""
        stored, newest = self.bot.bookkeeping.read(Ledger.FOLLOWING), self._edits.last_event()
        if stored is not None:
            try:
                known = Mark(**{name: min(int(number), newest) for name, number in stored.items()})
            except (ValueError, TypeError, AttributeError) as error:
                _log.warning("what was followed last can't be read (%s): changes are followed from now on", error)
            else:
                return known
        self.bot.bookkeeping.write(Ledger.FOLLOWING, asdict(Mark(newest, newest)))
        return Mark(newest, newest)

    async def _move(self, **to: int) -> None:
        self._mark = replace(await self._marked(), **to)
        await asyncio.to_thread(self.bot.bookkeeping.write, Ledger.FOLLOWING, asdict(self._mark))

    def _given_up(self, doing: str, error: Exception) -> bool:
        """Log a failure; return whether it was the last try."""
        self._tries[doing] += 1
        log_failure(error, f"{doing}, try {self._tries[doing]} of {_TRIES},")
        if self._tries[doing] < _TRIES:
            return False
        del self._tries[doing]
        return True


def _batches(events: Sequence[Event]) -> Iterator[list[Event]]:
    for _, batch in groupby(events, key=lambda event: (event.scope, event.batch)):
        yield list(batch)


def _is_new(event: Event) -> bool:
    """Whether a document was added that was never there before: no answer can cite it."""
    return event.action is Action.ADD and event.after.get("version") == 1


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Following(bot))

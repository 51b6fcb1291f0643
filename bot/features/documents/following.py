"""Following the documents: a posted answer says what became of its sources, and the log channel tells each change."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import groupby

import discord
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure
from bot.discord_app.rounds import Rounds, Step
from bot.discord_app.sending import post_in_log_channel
from bot.ui import replies
from bot.ui.changes import format_changes
from bot.ui.several_replies import ShownPart, replace_part
from corpus.scopes import DIRECT, owner_of
from corpus.store.bookkeeping import Ledger
from corpus.store.edits import Edits
from corpus.store.history import Action, Event
from corpus.store.replies import KEPT_DAYS, LoggedReply, ReplyLog
from corpus.store.servers import Servers
from index.engine import Overview
from index.kept_replies import find_changes, restore_answer, restore_citations

_log = logging.getLogger(__name__)

FOLLOW_EVERY = timedelta(minutes=1)
PAUSE_SECONDS = 1.0  # between two edits of messages: there may be hundreds, and questions come first
ANSWER_DAYS = 30  # answers that are older are left as they are
_AT_ONCE = 1000  # changes that are read in one go
_TRIES = 3  # rounds, after which a change that can't be told or followed is given up
_ARCHIVED = 50083  # Discord's code: nothing can be edited in an archived thread


@dataclass(frozen=True, slots=True)
class FollowingMark:
    """The last change that was told in the log channels, and the last that the posted answers have followed."""

    told: int
    followed: int


class Following(Rounds):
    """Looks for changes of documents, whoever made them. A mark moves after the work that it stands for."""

    def __init__(self, bot: LandscapeBot, *, pause: float = PAUSE_SECONDS) -> None:
        super().__init__(bot, every=FOLLOW_EVERY)
        store = bot.engine.store
        self._edits, self._replies, self._servers = Edits(store), ReplyLog(store), Servers(store)
        self._mark: FollowingMark | None = None
        self._pause = pause
        self._next_edit = 0.0
        self._tries: Counter[str] = Counter()

    @property
    def steps(self) -> Sequence[Step]:
        return self._tell_changes, self._follow_changes

    async def forget(self) -> None:
        await self.bot.workers.store(self._replies.forget, KEPT_DAYS)

    @commands.Cog.listener()
    async def on_documents_changed(self) -> None:
        self.kick()

    @commands.Cog.listener()
    async def on_reply_posted(self, number: int) -> None:
        """Look once at a new answer: its source may have changed between the reading and the posting."""
        reply = await self.bot.workers.store(self._replies.get, number)
        if reply is not None and reply.outcome == "answer":
            await self.follow(reply)

    # ---- the log channel

    async def _tell_changes(self) -> None:
        mark = await self._read_mark()
        for batch in _group_batches(await self.bot.workers.store(self._edits.list_events_after, mark.told, _AT_ONCE)):
            try:
                await self._post_batch(batch)
            except Exception as error:  # noqa: BLE001  (one change must not keep all later ones back)
                if not self._count_failure(f"telling change {batch[0].id}", error):
                    return
            await self._move_mark(told=batch[-1].id)

    async def _post_batch(self, batch: Sequence[Event]) -> None:
        settings = await self.bot.workers.store(self._servers.get, owner_of(batch[0].scope))
        # Discord drops what has the nonce of a message that was sent just before the bot was killed.
        nonce = f"change-{batch[0].id}"
        await post_in_log_channel(
            self.bot, settings.log_channel, content=format_changes(batch), suppress_embeds=True, nonce=nonce
        )

    # ---- the posted answers

    async def _follow_changes(self) -> None:
        mark = await self._read_mark()
        events = await self.bot.workers.store(self._edits.list_events_after, mark.followed, _AT_ONCE)
        if not events:
            return
        failure: Exception | None = None
        for reply in await self.bot.workers.store(self._find_citing, events):
            try:
                await self.follow(reply)
            except Exception as error:  # noqa: BLE001  (one message must not keep all others back)
                _log.warning("the message of reply %d can't follow its sources: %s", reply.id, error)
                failure = error
        if failure is None or self._count_failure(f"following the changes up to {events[-1].id}", failure):
            await self._move_mark(followed=events[-1].id)

    def _find_citing(self, events: Sequence[Event]) -> list[LoggedReply]:
        """Return the posted answers that cite a document of these changes, the newest first."""
        documents = {event.document_id for event in events if not _is_new(event)}
        found = {reply.id: reply for one in documents for reply in self._replies.list_citing(one, ANSWER_DAYS)}
        return sorted(found.values(), key=lambda reply: -reply.id)

    async def follow(self, reply: LoggedReply) -> None:
        """Have the message of an answer say what became of its sources, where it does not yet."""
        changed = await self.bot.workers.store(find_changes, reply.citations, self._replies)
        if reply.channel_id is None or reply.message_id is None or changed == reply.noted:
            return
        citations = await self.bot.workers.store(restore_citations, reply.citations, self._edits)
        if (
            not citations
        ):  # none of the versions is there: the data directory is another than the one that it was given from
            await self.bot.workers.store(self._replies.note, reply.id, changed)
            return
        answer = restore_answer(reply, citations)
        part = ShownPart(answer, reply.id, public=reply.scope != DIRECT)
        overview = Overview((), 0, reply.asked_at)
        message = self.bot.get_partial_messageable(reply.channel_id).get_partial_message(reply.message_id)
        beside = await self.bot.workers.store(self._replies.list_posted, reply.scope, reply.message_id)
        await self._pace()
        try:
            async with self.bot.editing:
                if not await self.bot.workers.store(self._is_answer, reply.id):
                    return
                if len(beside) > 1:  # the replies to other questions of the message stay
                    view = await self.bot.workers.store(replace_part, await message.fetch(), part, overview, changed)
                else:
                    view = await self.bot.workers.store(
                        replies.render_reply, answer, overview, receipt=reply.id, changed=changed, public=part.public
                    )
                await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
        except (discord.NotFound, discord.Forbidden) as error:
            _log.info("the message of reply %d is gone: %s", reply.id, error.text)
            await self.bot.workers.store(self._replies.note_gone, reply.id)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            _log.info("the message of reply %d is in an archived thread and stays as it is", reply.id)
        else:
            await self.bot.workers.store(self._replies.note, reply.id, changed)

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

    async def _read_mark(self) -> FollowingMark:
        if self._mark is None:
            self._mark = await self.bot.workers.store(self._load_mark)
        return self._mark

    def _load_mark(self) -> FollowingMark:
        """Return the mark of the last run; on the first start, that of the newest change."""
        stored, newest = self.bot.bookkeeping.read(Ledger.FOLLOWING), self._edits.read_last_event_number()
        if stored is not None:
            try:
                known = FollowingMark(**{name: min(int(number), newest) for name, number in stored.items()})
            except (ValueError, TypeError, AttributeError) as error:
                _log.warning("what was followed last can't be read (%s): changes are followed from now on", error)
            else:
                return known
        self.bot.bookkeeping.write(Ledger.FOLLOWING, asdict(FollowingMark(newest, newest)))
        return FollowingMark(newest, newest)

    async def _move_mark(self, **to: int) -> None:
        self._mark = replace(await self._read_mark(), **to)
        await self.bot.workers.store(self.bot.bookkeeping.write, Ledger.FOLLOWING, asdict(self._mark))

    def _count_failure(self, doing: str, error: Exception) -> bool:
        """Log a failure; return whether it was the last try."""
        self._tries[doing] += 1
        log_failure(error, f"{doing}, try {self._tries[doing]} of {_TRIES},")
        if self._tries[doing] < _TRIES:
            return False
        del self._tries[doing]
        return True


def _group_batches(events: Sequence[Event]) -> Iterator[list[Event]]:
    for _, batch in groupby(events, key=lambda event: (event.scope, event.batch)):
        yield list(batch)


def _is_new(event: Event) -> bool:
    """Whether a document was added that was never there before: no answer can cite it."""
    return event.action is Action.ADD and event.after.get("version") == 1


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Following(bot))

"""Posting the answer to a gap where it was asked: once, mentioning only those who follow it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_app.sending import send_reply
from bot.features.gaps.views import address_answer, address_directly
from bot.ui import replies
from corpus.scopes import server_of
from corpus.store.edits import Edits
from corpus.store.gaps.records import Gap, Place, Ready, Status, UnknownGap
from corpus.store.history import Actor
from corpus.store.replies import ReplyLog
from index.engine import Overview
from index.judge.grades import Certainty
from index.kept_replies import find_changes, restore_citations
from index.outcomes import Answer, ByModerators, Citation

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_log = logging.getLogger(__name__)

RECENT_DAYS = 30  # in a channel where nobody follows, an older asking gets no answer any more


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of an answer: in how many places it was posted, how many were skipped, and how many failed."""

    posted: int = 0
    skipped: int = 0
    failed: int = 0


def read_waiting(bot: LandscapeBot, gap: Gap) -> tuple[Citation, ...]:
    """Return the citations of the answer that waits for a gap; empty where none does. Blocks."""
    return restore_citations(gap.ready.citations, Edits(bot.engine.store)) if gap.is_ready and gap.ready else ()


async def post_answer(bot: LandscapeBot, scope: str, gap_id: int, actor: Actor) -> Posted:
    """Close a gap with the answer that waits for it, and post that where it was asked.

    A place where the bot may not write, or that is gone, is skipped. Where Discord fails otherwise the gap stays open, for
    another try at the places that are left. Raises `UnknownGap` where it has no answer, or has one no more.
    """
    gap, citations, places = await bot.workers.store(_begin, bot, scope, gap_id, actor)
    posted = skipped = failed = 0
    for place in places:
        told = await bot.workers.store(bot.desk.gaps.store.tell, gap.id, place)
        if place.followers and not told:
            continue
        try:
            await (_send_directly if place.is_direct else _send)(bot, gap, citations, place, told)
            posted += 1
        except (discord.Forbidden, discord.NotFound) as error:
            _log.info("not allowed to post an answer in channel %d: %s", place.channel_id, error.text)
            skipped += 1
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("an answer could not be posted in channel %d: %s", place.channel_id, error)
            await bot.workers.store(bot.desk.gaps.store.untell, gap.id, place, told)
            failed += 1
    if failed:
        await bot.workers.store(bot.desk.gaps.store.reopen, scope, gap.id, Status.ANSWERED)
    return Posted(posted, skipped, failed)


def _begin(
    bot: LandscapeBot, scope: str, gap_id: int, actor: Actor
) -> tuple[Gap, tuple[Citation, ...], Sequence[Place]]:
    """Close the gap, and return it with its answer and the places; where two moderators do so at once, only one succeeds."""
    gaps = bot.desk.gaps.store
    gap = gaps.reading.get(scope, gap_id)
    citations = read_waiting(bot, gap)
    if gap.ready is None or not citations:
        raise UnknownGap(f"“{gap.question}” has no answer that waits: it was posted, or the documents changed")
    if find_changes(gap.ready.citations, ReplyLog(bot.engine.store)):
        raise UnknownGap(f"what answers “{gap.question}” was changed just now: look again in a minute")
    if not gaps.close(scope, gap.id, Status.ANSWERED, actor.name):
        raise UnknownGap(f"“{gap.question}” was answered by somebody else just now")
    return gap, citations, gaps.reading.places(gap.id, RECENT_DAYS)


async def _send_directly(
    bot: LandscapeBot, gap: Gap, citations: tuple[Citation, ...], place: Place, told: Sequence[int]
) -> None:
    """Send the answer to who asked in private. It is not logged: nobody else is to see that it was given."""
    assert gap.ready is not None  # `_begin` saw to that
    ready = gap.ready
    asked = await bot.workers.store(ReplyLog(bot.engine.store).get, place.message_id)
    answer = _make_answer(ready, citations, asked.question if asked else "")
    server_id = server_of(gap.scope)
    guild = bot.get_guild(server_id) if server_id is not None else None
    view = await bot.workers.store(
        replies.render_reply, answer, Overview((), 0, None),
        frame=lambda view: address_directly(view, guild.name if guild else "", unsure=ready.is_unsure),
    )  # fmt: skip
    for user_id in told:
        await (await bot.create_dm(discord.Object(user_id))).send(view=view)


def _make_answer(ready: Ready, citations: tuple[Citation, ...], question: str) -> Answer:
    by = ByModerators("", ready.entry) if ready.entry else None
    return Answer(question, citations, ready.probability, by, Certainty(ready.certainty))


async def _send(
    bot: LandscapeBot, gap: Gap, citations: tuple[Citation, ...], place: Place, told: Sequence[int]
) -> None:
    assert gap.ready is not None  # `_begin` saw to that
    ready = gap.ready

    def keep() -> tuple[Answer, int | None]:
        posted = ReplyLog(bot.engine.store).list_posted(gap.scope, place.message_id)
        refused = {asking.reply_id for asking in gap.askings}  # a message of several questions has several replies
        asked = next((one for one in posted if one.id in refused), posted[-1] if posted else None)
        # Without a question where it isn't kept: the gap's own wording may be another member's, who asked in private.
        answer = _make_answer(ready, citations, asked.question if asked else "")
        return answer, bot.desk.keep(answer, place=gap.scope, asker_id=None, scopes=tuple(ready.revisions))

    answer, number = await bot.workers.store(keep)
    view = await bot.workers.store(
        replies.render_reply, answer, Overview((), 0, None), receipt=number, public=True,
        frame=lambda view: address_answer(view, told, gap.id, unsure=ready.is_unsure),
    )  # fmt: skip
    channel = bot.get_partial_messageable(place.channel_id)
    mentioned = [discord.Object(user) for user in told]
    allowed = discord.AllowedMentions(everyone=False, roles=False, users=mentioned, replied_user=False)
    reference = discord.MessageReference(
        message_id=place.message_id, channel_id=place.channel_id, fail_if_not_exists=False
    )
    message = await send_reply(channel, reference, view=view, allowed_mentions=allowed)
    await bot.note_posted(number, place.channel_id, message.id)

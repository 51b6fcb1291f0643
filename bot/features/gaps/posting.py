"""Posting the answer to a gap where it was asked: once, mentioning only those who follow it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_app.sending import send_reply
from bot.features.gaps.answer_views import Outcome, address_answer, address_directly
from bot.features.gaps.showing import RECENT_DAYS, read_waiting
from bot.ui import replies
from corpus.scopes import server_of
from corpus.store.gaps.records import Gap, Place, Posting, Ready, Status, UnknownGap
from corpus.store.history import Actor
from corpus.store.replies import ReplyLog
from index.engine import Overview
from index.judge.grades import Certainty
from index.kept_replies import find_changes
from index.outcomes import Answer, ByModerators, Citation

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_log = logging.getLogger(__name__)


async def post_answer(bot: LandscapeBot, scope: str, gap_id: int, actor: Actor) -> Outcome:
    """Close a gap with the answer that waits for it, and post that where it was asked.

    A place where the bot may not write, or that is gone, is skipped. Where Discord fails otherwise the gap stays open, for
    another try at the places that are left. Raises `UnknownGap` where it has no answer, or has one no more.
    """
    gap, citations, places = await bot.workers.store(_begin, bot, scope, gap_id, actor)
    postings: list[Posting] = []
    skipped: list[Place] = []
    failed: list[Place] = []
    for place in places:
        told = await bot.workers.store(bot.desk.gaps.store.tell, gap.id, place)
        if place.followers and not told:
            continue
        try:
            posting = await (_send_directly if place.is_direct else _send)(bot, gap, citations, place, told)
        except (discord.Forbidden, discord.NotFound) as error:
            _log.info("not allowed to post an answer in channel %d: %s", place.channel_id, error.text)
            skipped.append(place)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("an answer could not be posted in channel %d: %s", place.channel_id, error)
            await bot.workers.store(bot.desk.gaps.store.untell, gap.id, place, told)
            failed.append(place)
        else:
            postings.append(posting)
            await bot.workers.store(bot.desk.gaps.store.note_posted, gap.id, posting)
    if failed:
        await bot.workers.store(bot.desk.gaps.store.reopen, scope, gap.id, Status.ANSWERED)
    return Outcome(gap, postings, skipped, failed)


def _begin(
    bot: LandscapeBot, scope: str, gap_id: int, actor: Actor
) -> tuple[Gap, tuple[Citation, ...], Sequence[Place]]:
    """Close the gap, and return it with its answer and the places; where two moderators do so at once, only one succeeds."""
    gaps = bot.desk.gaps.store
    gap = gaps.reading.get(scope, gap_id)
    if gap.status is not Status.OPEN:
        raise UnknownGap("nothing was posted: somebody saw to this question before")
    citations = read_waiting(bot, gap)
    if gap.ready is None or not citations:
        raise UnknownGap("nothing was posted: no answer waits for it any more")
    if find_changes(gap.ready.citations, ReplyLog(bot.engine.store)):
        raise UnknownGap("nothing was posted: what answers it was changed just now; look again in a minute")
    if not gaps.close(scope, gap.id, Status.ANSWERED, actor.name):
        raise UnknownGap("nothing was posted: somebody else did so just now")
    return gap, citations, gaps.reading.places(gap.id, RECENT_DAYS)


async def _send_directly(
    bot: LandscapeBot, gap: Gap, citations: tuple[Citation, ...], place: Place, told: Sequence[int]
) -> Posting:
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
    return Posting(place.channel_id, place.message_id, len(told))


def _make_answer(ready: Ready, citations: tuple[Citation, ...], question: str) -> Answer:
    by = ByModerators("", ready.entry) if ready.entry else None
    return Answer(question, citations, ready.probability, by, Certainty(ready.certainty))


async def _send(
    bot: LandscapeBot, gap: Gap, citations: tuple[Citation, ...], place: Place, told: Sequence[int]
) -> Posting:
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
    return Posting(place.channel_id, message.id, len(told))

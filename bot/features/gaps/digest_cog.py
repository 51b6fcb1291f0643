"""The weekly digest: once a week in the log channel of each server that set one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import discord

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.errors import log_failure
from bot.discord_app.rounds import Rounds, Step
from bot.features.gaps.digest import WEEK, read_digest, render_digest, render_digest_text
from corpus.store.bookkeeping import Ledger

_log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(hours=1)
_WEEK = timedelta(days=WEEK)


class WeeklyDigest(Rounds):
    """Posts the weekly digests. A server's first one comes a week after its log channel was seen first."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=LOOK_EVERY)

    @property
    def steps(self) -> Sequence[Step]:
        return (self.post_due,)

    async def post_due(self, now: datetime | None = None) -> None:
        """Post the digests that are due at a time (UTC); one that fails is logged, and tried again in the next round."""
        now = now or datetime.now(UTC)
        channels = await self.bot.workers.store(self.bot.desk.servers.list_log_channels)
        last = await self.bot.workers.store(self._read_last)
        for scope, channel_id in channels:
            try:
                if scope not in last:
                    last[scope] = now
                elif now - last[scope] >= _WEEK:
                    await self._post(scope, channel_id, now)
                    last[scope] = now
                else:
                    continue
                await self.bot.workers.store(self._keep_last, last)
            except Exception as error:  # noqa: BLE001  (one server must not keep the others back)
                log_failure(error, f"the digest of {scope}")

    async def _post(self, scope: str, channel_id: int, now: datetime) -> None:
        told = await self.bot.workers.store(read_digest, self.bot, scope)
        if not told.week.asked and not told.open:
            return  # nothing to tell
        view, chart = await self.bot.workers.store(render_digest, told)
        channel = self.bot.get_partial_messageable(channel_id)
        nonce = f"d{channel_id}-{now:%V}"  # Discord drops it where it was sent just before the bot was killed
        try:
            await channel.send(view=view, file=chart, nonce=nonce)
        except discord.Forbidden:  # it may lack the permission to attach files only
            with suppress(discord.Forbidden):
                await channel.send(view=render_digest_text(told), nonce=nonce)
                return
            _log.info("not allowed to write in log channel %d", channel_id)
        except discord.NotFound as error:
            _log.info("log channel %d is gone: %s", channel_id, error.text)

    def _read_last(self) -> dict[str, datetime]:
        stored = self.bot.bookkeeping.read(Ledger.DIGESTS) or {}
        try:
            return {scope: datetime.fromisoformat(at) for scope, at in stored.items()}
        except (ValueError, TypeError, AttributeError) as error:
            _log.warning("when the last digests came can't be read (%s): the next ones come in a week", error)
            return {}

    def _keep_last(self, last: dict[str, datetime]) -> None:
        self.bot.bookkeeping.write(Ledger.DIGESTS, {scope: at.isoformat() for scope, at in last.items()})


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(WeeklyDigest(bot))

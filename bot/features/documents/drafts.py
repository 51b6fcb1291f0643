"""Drafts that nobody decided on: they go after a day, as a button of theirs says when it is pressed later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.rounds import Rounds, Step

FORGET_EVERY = timedelta(hours=1)
KEPT = timedelta(days=1)


class AbandonedDrafts(Rounds):
    """Deletes uploads that were neither published nor discarded, and entries of the FAQ that were neither saved nor discarded."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=FORGET_EVERY)

    @property
    def steps(self) -> Sequence[Step]:
        return self.discard_old, self.drop_old_entries

    async def discard_old(self, now: datetime | None = None) -> None:
        """Delete the drafts that are more than a day old at `now` (UTC)."""
        await self.bot.workers.store(self.bot.engine.discard_before, (now or datetime.now(UTC)) - KEPT)

    async def drop_old_entries(self, now: datetime | None = None) -> None:
        """Delete the drafts of FAQ entries that are more than a day old at `now` (UTC)."""
        await self.bot.workers.store(self.bot.engine.faq.store.drop_drafts_before, (now or datetime.now(UTC)) - KEPT)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(AbandonedDrafts(bot))

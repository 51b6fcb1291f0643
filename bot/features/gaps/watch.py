"""Asking gaps again: whenever documents or a FAQ change, whoever changed them, and telling moderators what came of it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import UTC, datetime, timedelta

from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import Party
from bot.discord_app.rounds import Rounds, Step, tell_servers
from bot.discord_app.sending import post_in_log_channel
from bot.features.gaps.showing import show_ready
from corpus.scopes import server_of
from corpus.store.feedback import Feedback
from corpus.store.gaps.records import Gap, rank_gaps
from corpus.store.retitled import Retitled

ASK_EVERY = timedelta(minutes=10)
GAPS_A_ROUND = 100  # gaps that are asked again in one round; the rest waits for the next


class GapWatch(Rounds):
    """Asks each open gap once for each state of the documents, the most asked of late first; questions go first."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=ASK_EVERY)
        self._untold: dict[str, set[int]] = {}  # gaps whose answers no log channel shows yet, by their server's scope
        self._last = ""  # the scope that was asked last

    @property
    def steps(self) -> Sequence[Step]:
        return self._embed_retitled, self._ask_all, self._tell_all

    async def forget(self) -> None:
        await self.bot.workers.store(self.bot.desk.gaps.store.forget)
        await self.bot.workers.store(Feedback(self.bot.engine.store).forget)

    @commands.Cog.listener()
    async def on_documents_changed(self) -> None:
        """Ask now; a moderator waits to see what a document answers."""
        self.kick()

    async def _embed_retitled(self) -> None:
        """Make the vectors anew of documents that were retitled in the terminal, which loads no model for that."""
        engine = self.bot.engine
        if await self.bot.workers.store(Retitled(engine.store).list):
            await self.bot.workers.uploads.run(Party(), engine.library.embed_retitled)

    @commands.Cog.listener()
    async def on_gap_answered(self, scope: str, gap_id: int) -> None:
        """Tell of an answer that was found outside of a round."""
        self._untold.setdefault(scope, set()).add(gap_id)
        self.kick()

    async def _ask_all(self) -> None:
        """Ask `GAPS_A_ROUND` gaps, one of each server after the other; who comes last in this round comes first in the next."""
        waiting = await self.bot.workers.store(self.bot.desk.gaps.store.reading.scopes)
        waiting = [scope for scope in waiting if scope > self._last] + [s for s in waiting if s <= self._last]
        due = [(scope, *await self.bot.workers.store(self._find_due, scope)) for scope in waiting]
        turns = [
            (scope, scopes, gaps[place])
            for place in range(GAPS_A_ROUND)
            for scope, scopes, gaps in due
            if place < len(gaps)
        ]
        for scope, scopes, gap in turns[:GAPS_A_ROUND]:  # a turn for each: an upload need not wait for all
            party = Party(server_of(scope))
            if await self.bot.workers.uploads.run(party, self.bot.desk.gaps.ask_again, gap, scopes):
                self._untold.setdefault(scope, set()).add(gap.id)
            self._last = scope

    async def _tell_all(self) -> None:
        """Show in each log channel what is new; what Discord fails to take is shown in the next round."""
        await tell_servers(self._untold, self._tell)

    def _find_due(self, scope: str) -> tuple[Sequence[str], list[Gap]]:
        """Return the scopes that answer in a server, and the gaps to ask again: those not asked since these scopes changed."""
        scopes = self.bot.desk.scopes_seen_from(scope)
        state = self.bot.desk.gaps.describe_state(scopes)
        return scopes, rank_gaps(self.bot.desk.gaps.store.reading.list_unchecked(scope, state), datetime.now(UTC))

    async def _tell(self, scope: str, new: Set[int]) -> None:
        """Show the answers that are new in the log channel, if one is set; `/gaps ready` shows them too."""
        settings = await self.bot.workers.store(self.bot.desk.servers.get, scope)
        card = await self.bot.workers.store(show_ready, self.bot, scope, frozenset(new))
        if not card.total:
            return
        message = await post_in_log_channel(self.bot, settings.log_channel, view=card.view)
        if message is not None:
            note = self.bot.desk.gaps.store.note_card
            await self.bot.workers.store(note, card.gaps, message.channel.id, message.id)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(GapWatch(bot))

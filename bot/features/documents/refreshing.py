"""Documents that came from links are read again: on a schedule, where the operator set one, and by `/corpus refresh`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import Party
from bot.discord_app.jobs import Job
from bot.discord_app.rounds import Rounds, Step, tell_servers
from bot.discord_app.sending import post_in_log_channel
from bot.features.documents import views
from corpus.store.links import LinkTable
from index.upkeep.refreshing import LinkOutcome, Refreshed, refresh_documents

_Result = TypeVar("_Result")


class Refreshing(Rounds):
    """Reads links again in the background. A link that died keeps its last version, and moderators are told once."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=timedelta(hours=bot.refresh_hours))
        self._untold: dict[str, list[Refreshed]] = {}  # links that died, by the scope of their server

    async def cog_load(self) -> None:
        if self.bot.refresh_hours:
            await super().cog_load()

    @property
    def steps(self) -> Sequence[Step]:
        return self._refresh, self.tell_dead

    async def _refresh(self) -> None:
        self.note_dead(await refresh_links(self.bot, None, Party()))

    def note_dead(self, refreshed: Sequence[Refreshed]) -> None:
        """Note which links died just now: their servers are to be told."""
        for link in refreshed:
            if link.outcome in (LinkOutcome.DEAD, LinkOutcome.UNREADABLE) and link.first:
                self._untold.setdefault(link.link.scope, []).append(link)

    async def tell_dead(self) -> None:
        """Tell the log channel of each server which of its links died; what Discord fails to take is told in the next round."""
        await tell_servers(self._untold, self._tell)

    async def _tell(self, scope: str, links: Sequence[Refreshed]) -> None:
        settings = await self.bot.workers.store(self.bot.desk.servers.get, scope)
        await post_in_log_channel(self.bot, settings.log_channel, view=views.render_refreshed(links))


async def refresh_links(
    bot: LandscapeBot,
    scope: str | None,
    party: Party,
    job: Job | None = None,
) -> list[Refreshed]:
    """Read the links of a server, or of all, again, each in a turn of a party. Raises `Cancelled` where the job is, at once."""

    async def run_in_turn(work: Callable[[], _Result]) -> _Result:
        with bot.workers.uploads.admit(party) as ticket:
            async with ticket.turn(job):
                return await ticket.work(work)

    links = await bot.workers.store(LinkTable(bot.engine.store).list_links, scope)
    found = await refresh_documents(
        bot.engine.library,
        bot.engine.store,
        links,
        run_off_loop=run_in_turn,
        on_progress=job.progress if job else None,
        check=job.check if job else bot.check_running,
    )
    bot.announce_change()
    return found


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Refreshing(bot))

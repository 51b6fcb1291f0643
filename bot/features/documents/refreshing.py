"""Documents that came from links are read again: on a schedule, where the operator set one, and by `/corpus refresh`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.rounds import Rounds, Step
from bot.discord_app.sending import post_in_log_channel
from bot.features.documents import views
from corpus.store.links import LinkTable
from index.upkeep.refreshing import LinkOutcome, Refreshed, refresh_documents


class Refreshing(Rounds):
    """Reads links again in the background. A link that died keeps its last version, and moderators are told once."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot, every=timedelta(hours=bot.refresh_hours))

    async def cog_load(self) -> None:
        if self.bot.refresh_hours:
            await super().cog_load()

    @property
    def steps(self) -> Sequence[Step]:
        return (self._refresh,)

    async def _refresh(self) -> None:
        await self.tell(await refresh_links(self.bot, None))

    async def tell(self, refreshed: Sequence[Refreshed]) -> None:
        """Tell the log channel of each server which of its links died just now."""
        dead: dict[str, list[Refreshed]] = {}
        for link in refreshed:
            if link.outcome in (LinkOutcome.DEAD, LinkOutcome.UNREADABLE) and link.first:
                dead.setdefault(link.link.scope, []).append(link)
        for scope, links in dead.items():
            settings = await self.bot.workers.store(self.bot.desk.servers.get, scope)
            await post_in_log_channel(self.bot, settings.log_channel, view=views.render_refreshed(links))


async def refresh_links(
    bot: LandscapeBot, scope: str | None, on_progress: Callable[[int, int], None] | None = None
) -> list[Refreshed]:
    """Read the links of a server, or of all, again."""
    links = await bot.workers.store(LinkTable(bot.engine.store).of, scope)
    found = await refresh_documents(
        bot.engine.library, bot.engine.store, links, run_off_loop=bot.workers.uploads, on_progress=on_progress
    )
    bot.announce_change()
    return found


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Refreshing(bot))

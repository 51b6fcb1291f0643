"""Documents that came from links are read again: on a schedule, where the operator set one, and by `/corpus refresh`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import discord
from discord.ext import commands, tasks

from bot.discord_app.bot import LandscapeBot
from bot.features.documents import views
from index.upkeep.refreshing import LinkOutcome, Refreshed, refresh_documents

_log = logging.getLogger(__name__)


class Refreshing(commands.Cog):
    """Reads links again in the background. A link that died keeps its last version, and moderators are told once."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        if self.bot.refresh_hours:
            self._scheduled.change_interval(hours=self.bot.refresh_hours)
            self._scheduled.start()

    async def cog_unload(self) -> None:
        self._scheduled.cancel()

    @tasks.loop(hours=24)
    async def _scheduled(self) -> None:
        try:
            await self.tell(await refresh_links(self.bot, None))
        except Exception:  # noqa: BLE001  (the schedule goes on)
            _log.exception("reading links again failed; it is tried again in %s hours", self.bot.refresh_hours)

    @_scheduled.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def tell(self, found: Sequence[Refreshed]) -> None:
        """Tell the log channel of each server which of its links died just now."""
        dead: dict[str, list[Refreshed]] = {}
        for one in found:
            if one.outcome in (LinkOutcome.DEAD, LinkOutcome.UNREADABLE) and one.first:
                dead.setdefault(one.link.scope, []).append(one)
        for scope, links in dead.items():
            settings = await self.bot.off_loop(lambda scope=scope: self.bot.servers.get(scope))  # type: ignore[misc]
            if settings.log_channel is None:
                continue
            try:
                await self.bot.get_partial_messageable(settings.log_channel).send(view=views.render_refreshed(links))
            except (discord.Forbidden, discord.NotFound) as error:
                _log.info("the log channel %d can't be written to: %s", settings.log_channel, error)


async def refresh_links(
    bot: LandscapeBot, scope: str | None, on_progress: Callable[[int, int], None] | None = None
) -> list[Refreshed]:
    """Read the links of a server, or of all, again."""
    links = await bot.off_loop_documents(lambda: bot.links.of(scope))
    found = await refresh_documents(
        bot.engine.library, bot.engine.store, links, run_off_loop=bot.off_loop_documents, on_progress=on_progress
    )
    bot.changed()
    return found


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Refreshing(bot))

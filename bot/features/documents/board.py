"""Board: where a moderator, and nobody else, sees what becomes of work that takes longer than a second."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_app.errors import is_gone
from bot.discord_app.jobs import Job
from bot.discord_app.permissions import scope_of
from bot.features.documents.views import render_notice
from bot.ui.progress import render_progress

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_log = logging.getLogger(__name__)

_TOKEN_SECONDS = 14 * 60  # an interaction's token serves for 15 minutes


class Board:
    """The answer to a command, in which the moderator sees the work.

    After 15 minutes Discord takes nothing for one member any more. What was to be seen, such as questions of members, is not
    for the channel: a notice there, with nothing of it, has a button that shows it to moderators alone.
    """

    def __init__(self, interaction: discord.Interaction[LandscapeBot]) -> None:
        self._interaction = interaction
        self._until = time.monotonic() + _TOKEN_SECONDS
        self._notice: discord.Message | None = None
        self._says_over: bool | None = None  # what the notice says of the work; `None` while there is no notice

    async def show(self, view: discord.ui.LayoutView) -> None:
        """Show the moderator what came of the work."""
        await self._show(view, over=True)

    async def show_progress(self, job: Job) -> None:
        """Show how far a job is, with the button that cancels it."""
        await self._show(render_progress(job), over=False)

    async def _show(self, view: discord.ui.LayoutView, *, over: bool) -> None:
        if self._says_over is None and time.monotonic() < self._until:
            try:
                await self._interaction.edit_original_response(view=view)
            except discord.HTTPException as error:
                if not is_gone(error):
                    raise
            else:
                return
        token = f"{self._interaction.id:x}"
        self._interaction.client.kept_views.keep(token, scope_of(self._interaction), view)
        if self._says_over is not over:
            self._says_over = over
            await self._post(render_notice(token, over=over))

    async def _post(self, notice: discord.ui.LayoutView) -> None:
        """Post the notice in the channel, or edit it; where that fails the work goes on, and the log says so."""
        try:
            if self._notice is not None:
                await self._notice.edit(view=notice)
            elif isinstance(self._interaction.channel, discord.abc.Messageable):
                self._notice = await self._interaction.channel.send(view=notice)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.info("that there is something to see could not be told in its channel: %s", error)

"""Board: where a moderator sees what becomes of work that takes longer than a second."""

from __future__ import annotations

import time
from typing import Any

import discord

from bot.discord_app.errors import is_gone
from bot.discord_app.jobs import Job
from bot.ui.progress import render_progress

_TOKEN_SECONDS = 14 * 60  # an interaction's token serves for 15 minutes


class Board:
    """The message in which a moderator sees the work: the answer to a command, and after 15 minutes one of its own."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction
        self._until = time.monotonic() + _TOKEN_SECONDS
        self._message: discord.Message | None = None

    async def show(self, view: discord.ui.LayoutView) -> None:
        """Put a view where the moderator looks; where the token does not serve any more, post a message in the channel."""
        if self._message is None and time.monotonic() < self._until:
            try:
                await self._interaction.edit_original_response(view=view)
            except discord.HTTPException as error:
                if not is_gone(error):
                    raise
            else:
                return
        if self._message is not None:
            await self._message.edit(view=view)
        elif isinstance(self._interaction.channel, discord.abc.Messageable):
            self._message = await self._interaction.channel.send(view=view)

    async def show_progress(self, job: Job) -> None:
        """Show how far a job is, with the button that cancels it."""
        await self.show(render_progress(job))

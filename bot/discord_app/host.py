"""Host: what checks, buttons and forms need of the bot. They need not know the bot itself, which knows all of them."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from typing import Any, Protocol

import discord

from bot.discord_app.jobs import Jobs
from bot.discord_app.workers import Workers
from index.desk import Desk


class Host(Protocol):
    """A bot with a desk where questions are put, threads for what blocks, and the uploads that moderators wait for."""

    @property
    def desk(self) -> Desk:
        """What answers questions and logs the replies."""

    @property
    def workers(self) -> Workers:
        """The threads on which work is done that takes long."""

    @property
    def jobs(self) -> Jobs:
        """The uploads that are being worked on."""

    @property
    def editing(self) -> asyncio.Lock:
        """Held by who draws a reply anew that was posted already."""
        ...

    def answering(self) -> AbstractContextManager[None]:
        """Mark the current task as one that a member waits for."""
        ...

    def announce_change(self) -> None:
        """Let those who follow the documents know that one was changed."""
        ...


def host_of(interaction: discord.Interaction[Any]) -> Host:
    """Return the bot to which something was sent."""
    host: Host = interaction.client
    return host

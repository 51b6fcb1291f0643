"""Waiting for what the bot does by itself, and reading it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import simcord
from support.asking import QUESTION, read_message
from support.discord_schema import texts

from bot.discord_app.bot import LandscapeBot
from bot.features.documents.following import Following
from corpus.scopes import SHARED, of_server
from corpus.store.history import Actor
from corpus.store.servers import Servers
from index.engine import Engine

MIRA = Actor("Mira @everyone", 77)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the bot does in a task of its own."""
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


def raw(message: Any) -> str:
    return texts([component.to_dict() for component in message.components])


FERRY = b"# The ferry\n\nThe ferry to Vara leaves the old harbour at noon on every weekday.\n"
FERRY_QUESTION = "When does the ferry to Vara leave the old harbour?"
NOON = "The ferry to Vara leaves the old harbour at noon on every weekday."


@dataclass
class Scene:
    """A server with a member and the bot, whose engine holds one shared document."""

    env: simcord.Env
    engine: Engine
    channel: Any
    alice: Any

    @property
    def following(self) -> Following:
        cog = self.env.bot.get_cog("Following")
        assert cog is not None
        return cog  # type: ignore[return-value]

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def document(self) -> str:
        """The ID of the shared document."""
        return next(
            one.id for one in self.engine.store.listing([SHARED]) + self.engine.library.edits.list_removed(SHARED)
        )

    @property
    def answer(self) -> str:
        """What the last message in the channel says."""
        return read_message(self.channel.last_message)

    async def ask(self, question: str = QUESTION, **options: Any) -> Any:
        return await self.alice.slash(self.channel, "ask", question=question, **options)

    async def remove(self) -> None:
        """Remove the document, and look for changes."""
        self.engine.store.remove(self.document, MIRA)
        await self.following.round()

    async def restore(self) -> None:
        self.engine.library.restore(self.document, MIRA)
        await self.following.round()

    async def restart(self) -> None:
        assert isinstance(self.env.bot, LandscapeBot)
        await self.env.restart_bot(LandscapeBot(self.engine, notes=False))

    def edits(self) -> list[Any]:
        """The requests that edited a message in a channel."""
        return [seen for seen in self.env.http_requests if seen.method == "PATCH" and "/channels/" in seen.path]

    def log_channel(self) -> Any:
        log = self.channel.guild.create_text_channel("log")
        Servers(self.engine.store).change(self.scope, log_channel=log.id)
        return log

    def add_ferry(self, scope: str | None = None) -> str:
        return self.engine.library.add(FERRY, "ferry.md", scope or self.scope, actor=MIRA).document_id


def lines_in(channel: Any) -> list[str]:
    return [message.content for message in channel.history()]

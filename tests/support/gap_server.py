"""A server on which questions are refused, put to its moderators, and answered later."""

from __future__ import annotations

from typing import Any

import simcord
from support.discord_members import moderator
from support.following import until
from support.uploads import ASKED, FERRY, read_plain, upload

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.gaps.records import Gap, Status
from index.engine import Engine

AGAIN = "what time does the ferry to Vara leave from the old harbour"  # the same in other words
OTHER = "Who is the captain of the ferry to Vara?"


class Server:
    """A server with a moderator and members, each asking in one channel."""

    def __init__(self, env: simcord.Env, engine: Engine, name: str = "Here") -> None:
        self.env, self.engine = env, engine
        self.channel = env.create_guild(name).create_text_channel("general")
        self.mod = moderator(env, self.channel, f"mod-{name.lower()}")

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def bot(self) -> LandscapeBot:
        assert isinstance(self.env.bot, LandscapeBot)
        return self.env.bot

    def cog(self, name: str) -> Any:
        return self.bot.get_cog(name)

    def member(self, name: str) -> Any:
        return self.channel.guild.add_member(self.env.create_user(name))

    def gaps(self, status: Status = Status.OPEN) -> list[Gap]:
        return self.bot.desk.gaps.store.reading.listing(self.scope, status)

    async def ask(self, member: Any, question: str = ASKED, **options: Any) -> Any:
        return (await member.slash(self.channel, "ask", question=question, **options)).response

    async def follow(self, member: Any, question: str = ASKED) -> Any:
        """Ask, and put it to the moderators; return the message of the refusal."""
        refusal = await self.ask(member, question)
        told = await member.click(refusal, label="Ask the moderators")
        assert told.ephemeral
        assert "You’ll be told here" in read_plain(told.response)
        return refusal

    async def publish(self, data: bytes = FERRY, name: str = "ferry.md") -> None:
        """Add a document, and wait until the gaps were asked again."""
        await upload(self.mod, self.channel, (name, data), publish=True)
        await until(lambda: not self.due())

    def due(self) -> list[Gap]:
        gaps = self.bot.desk.gaps
        return gaps.store.reading.list_unchecked(
            self.scope, gaps.describe_state(self.bot.desk.scopes(self.channel.guild.id))
        )

    async def command(self, name: str, **options: Any) -> Any:
        return (await self.mod.slash(self.channel, name, **options)).response

    async def post(self) -> str:
        """Post the answers that are ready; return what the moderator is told."""
        ready = await self.command("gaps ready")
        done = await self.mod.click(ready, label="Post the answer")
        return read_plain(done.response or ready)

    def posts(self) -> list[Any]:
        """The requests that posted a message in a channel of any server."""
        return [one for one in self.env.http_requests if one.method == "POST" and one.path.endswith("/messages")]

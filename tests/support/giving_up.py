"""A server whose documents answer unsurely, and what an answer looks like that was given up there."""

from __future__ import annotations

from typing import Any

import discord
import simcord
from support.asking import BUILT, QUESTION, read_message
from support.discord_members import moderator
from support.grading import make_unsure
from support.replies_kept import read_newest

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.gaps.records import Gap, Status
from corpus.store.replies import LoggedReply, ReplyLog
from index.engine import Engine

DOUBT = "I am not sure that this answers it."
BUTTON = "Not what I asked"
REFUSED = "This answer was taken back."
ORANGE, YELLOW = 0xE67E22, 0xF1C40F


class Room:
    """A server whose documents answer unsurely, with a moderator, who asks, and who reads along."""

    def __init__(self, env: simcord.Env, engine: Engine) -> None:
        make_unsure(engine)
        self.env, self.engine = env, engine
        self.channel = env.create_guild().create_text_channel("general")
        self.mod = moderator(env, self.channel, "mod")
        self.alice, self.bob = (self.channel.guild.add_member(env.create_user(name)) for name in ("alice", "bob"))

    @property
    def bot(self) -> LandscapeBot:
        assert isinstance(self.env.bot, LandscapeBot)
        return self.env.bot

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def log(self) -> ReplyLog:
        return ReplyLog(self.engine.store)

    def newest(self, scope: str | None = None) -> LoggedReply:
        return read_newest(self.engine.store, scope or self.scope)

    def gaps(self, status: Status = Status.OPEN) -> list[Gap]:
        return self.bot.desk.gaps.store.reading.listing(self.scope, status)

    def cog(self, name: str) -> Any:
        return self.bot.get_cog(name)

    async def ask(self, **options: Any) -> Any:
        """Return the message of the unsure answer to alice."""
        return (await self.alice.slash(self.channel, "ask", question=QUESTION, **options)).response

    async def posted(self, number: int, channel: Any = None) -> Any:
        """Return a message of the bot with the button of a reply, whatever became of that."""
        live = self.env.bot.get_channel((channel or self.channel).id)
        assert isinstance(live, discord.TextChannel)
        view = discord.ui.LayoutView(timeout=None)
        button: Any = discord.ui.Button(label=BUTTON, custom_id=f"notasked:{number}")
        view.add_item(discord.ui.ActionRow(button))
        view.stop()
        await live.send(view=view)
        return (channel or self.channel).last_message

    async def restart(self) -> None:
        await self.env.restart_bot(LandscapeBot(self.engine, notes=False))


def colour(message: Any) -> int:
    (container,) = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return int(container["accent_color"])


def assert_given_up(message: Any) -> None:
    told = read_message(message)
    assert REFUSED in told
    assert "not what they asked" in told or "not what was asked" in told
    assert "What was the answer" in told
    assert f"> {BUILT}" in told, "what was the answer is shown as the closest passage"
    assert DOUBT not in told
    assert BUTTON not in str(message.components)
    assert colour(message) == YELLOW

"""Asking: the slash command `/ask`, and a question in a message that mentions the bot."""

from __future__ import annotations

import logging
import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import Answered, LandscapeBot
from bot.ui import replies

_log = logging.getLogger(__name__)

_PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


class Ask(commands.Cog):
    """Takes questions, has them answered, and sends what comes back."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(question="One question, in plain words", private="Show the answer to you alone")
    async def ask(
        self,
        interaction: discord.Interaction[LandscapeBot],
        question: app_commands.Range[str, 1, replies.QUESTION_LIMIT],
        private: bool = False,
    ) -> None:
        """Ask a question, and get the passages of the documents that answer it"""
        with self.bot.answering():
            await interaction.response.defer(ephemeral=private, thinking=True)
            answered = await self.bot.answer(
                question, interaction.guild_id, asker_id=interaction.user.id, private=private
            )
            message = await interaction.edit_original_response(view=answered.view)
            if not private and interaction.channel_id is not None:
                await self.bot.posted(answered.number, interaction.channel_id, message.id)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot, or a direct message, with a reply."""
        assert self.bot.user is not None  # there are no messages before the login
        question = question_in(message, self.bot.user.id)
        if question is None:
            return
        with self.bot.answering():
            try:
                async with message.channel.typing():
                    answered = await self._answered(question, message)
            except discord.Forbidden as error:
                _log.info("not allowed to write in channel %d: %s", message.channel.id, error.text)
                return
            reply = await self.bot.reply(message, answered.view)
            if reply is not None:
                await self.bot.posted(answered.number, reply.channel.id, reply.id)

    async def _answered(self, question: str, message: discord.Message) -> Answered:
        guild_id = message.guild.id if message.guild else None
        if not question:
            return Answered(await self.bot.how_to_ask(guild_id))
        if len(question) > replies.QUESTION_LIMIT:
            return Answered(replies.render_too_long(len(question)))
        return await self.bot.answer(question, guild_id, asker_id=message.author.id)


def question_in(message: discord.Message, bot_id: int) -> str | None:
    """Return the question that a message puts to the bot, empty if it only calls it; `None` if it is not addressed.

    Only the bot's own mention, written out, addresses it: no role, no `@everyone`, no reply that pings.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _PEOPLE_WRITE:
        return None
    mention = re.compile(rf"<@!?{bot_id}>")
    if message.guild is not None and not mention.search(message.content):
        return None
    text = mention.sub(" ", message.content)
    for user in message.mentions:
        text = re.sub(rf"<@!?{user.id}>", lambda _, name=user.display_name: f"@{name}", text)  # type: ignore[misc]
    return " ".join(text.split())


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Ask(bot))

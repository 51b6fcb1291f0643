"""Asking: the slash command `/ask`, and a question in a message that mentions the bot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import Party, Ticket, read_party
from bot.discord_app.sending import reply_to, show_typing
from bot.ui import replies
from bot.ui.helping import render_help
from bot.ui.layout import View
from bot.ui.refusals import Setting
from bot.ui.several_replies import ShownPart, render_several
from bot.ui.sources import QUESTION_LIMIT
from index.answering.question_parts import read_parts
from index.desk import DeskReply
from index.outcomes import Several

_PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


class Ask(commands.Cog):
    """Takes questions, has them answered, and sends what comes back."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(
        question="A question, or a few, in plain words",
        private="Only you see question and answer; the moderators don’t either",
    )
    async def ask(
        self,
        interaction: discord.Interaction[LandscapeBot],
        question: app_commands.Range[str, 1, replies.MESSAGE_LIMIT],
        private: bool = False,
    ) -> None:
        """Ask a question, and get the passages of the documents that answer it"""
        if too_long := _check_length(question):
            await interaction.response.send_message(view=too_long, ephemeral=True)
            return
        with self.bot.answering(), self.bot.workers.questions.admit(read_party(interaction)) as ticket:
            await interaction.response.defer(ephemeral=private, thinking=True)
            view, numbers = await self._answer(question, ticket, private=private)
            message = await interaction.edit_original_response(view=view)
            if not private and interaction.channel_id is not None:
                await self._note_posted(numbers, interaction.channel_id, message.id)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot, or a direct message, with a reply."""
        assert self.bot.user is not None  # there are no messages before the login
        question = read_question(message, self.bot.user.id)
        if question is None:
            return
        with self.bot.answering():
            async with show_typing(message.channel):
                view, numbers = await self._answer_message(question, message)
            reply = await reply_to(message, view)
            if reply is not None:
                await self._note_posted(numbers, reply.channel.id, reply.id)

    async def _note_posted(self, numbers: Sequence[int], channel_id: int, message_id: int) -> None:
        for number in numbers:
            await self.bot.note_posted(number, channel_id, message_id)

    async def _answer_message(self, question: str, message: discord.Message) -> tuple[View, list[int]]:
        guild_id = message.guild.id if message.guild else None
        if not question:
            overview = await self.bot.workers.store(self.bot.desk.overview, guild_id)
            return render_help(overview, setting=Setting(direct=guild_id is None)), []
        if too_long := _check_length(question):
            return too_long, []
        with self.bot.workers.questions.admit(Party(guild_id, message.author.id)) as ticket:
            return await self._answer(question, ticket)

    async def _answer(self, question: str, ticket: Ticket, *, private: bool = False) -> tuple[View, list[int]]:
        """Return what is to be sent, and the numbers of the replies in the log; none of those that are not logged."""
        server_id, asker_id = ticket.party.server, ticket.party.member
        assert asker_id is not None  # a member asks
        served = await ticket.run(self.bot.desk.serve, question, server_id, asker_id=asker_id, private=private)
        view = await self.bot.workers.store(_render, served, server_id is not None, private)
        receipts = [part.receipt for part in served.parts] or [served.receipt]
        return view, [number for number in receipts if number is not None]


def _render(served: DeskReply, on_server: bool, private: bool) -> View:
    """Return the message of a reply, or of the replies to several questions."""
    public, confidential = on_server and not private, on_server and private
    setting = Setting(direct=not on_server, opted_out=served.opted_out)
    if isinstance(served.reply, Several):
        parts = [
            ShownPart(part.reply, part.receipt, public and part.may_follow, confidential, setting)
            for part in served.parts
        ]
        return render_several(parts, served.overview, left_out=served.reply.left_out)
    return replies.render_reply(
        served.reply, served.overview, receipt=served.receipt, public=public and served.may_follow,
        confidential=confidential, setting=setting,
    )  # fmt: skip


def _check_length(question: str) -> View | None:
    """Return the refusal of a message that is too long, by the limit of one question or of several; `None` where it is not."""
    several = len(read_parts(question)) > 1
    limit = replies.MESSAGE_LIMIT if several else QUESTION_LIMIT
    return replies.render_too_long(len(question), limit) if len(question) > limit else None


def read_question(message: discord.Message, bot_id: int) -> str | None:
    """Return the question that a message puts to the bot, empty if it only calls it; `None` if it is not addressed.

    Only the bot's own mention, written out, addresses it: no role, no `@everyone`, no reply that pings. Its lines stay lines, as
    each may ask something.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _PEOPLE_WRITE:
        return None
    mention = re.compile(rf"<@!?{bot_id}>")
    if message.guild is not None and not mention.search(message.content):
        return None
    text = mention.sub(" ", message.content)
    for user in message.mentions:
        text = re.sub(rf"<@!?{user.id}>", lambda _, name=user.display_name: f"@{name}", text)  # type: ignore[misc]
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Ask(bot))

"""`/faq`: the questions that are asked often, offered while somebody types, and answered from memory."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import PressableItem
from bot.features.faq import views
from bot.features.faq.posting import post_entry
from bot.ui.layout import render_problem
from bot.ui.sources import QUESTION_LIMIT
from corpus.store.faq.entries import UnknownEntry
from index.faq.book import Match

_Interaction = discord.Interaction[LandscapeBot]
_PICKED = re.compile(r"faq:([0-9a-f]{12})")
_PATIENCE = 1.5  # seconds until a member is told to wait: Discord gives 3
_GONE = "that FAQ entry is gone: somebody removed it just now, or its document"


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A question that was looked up: the scopes whose entries were searched, its words, and the entries that match."""

    scopes: Sequence[str]
    question: str
    match: Match


class FaqCog(commands.Cog, name="Faq"):
    """Answers with the entries of the FAQ. Nothing here waits for a question that is being answered."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(
        question="Pick one from the list, or write your own",
        member="Post the answer for this member",
        private="Only you see question and answer; the moderators don’t either",
    )
    @app_commands.rename(member="for")
    async def faq(
        self,
        interaction: _Interaction,
        question: app_commands.Range[str, 1, QUESTION_LIMIT],
        member: discord.User | None = None,
        private: bool = False,
    ) -> None:
        """Look up a question that is asked often, for yourself or for somebody else"""
        if private and member is not None:
            view = render_problem("A private answer can't be for somebody else: leave out “for” or “private”.")
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        with self.bot.answering():
            looking = asyncio.ensure_future(self.bot.workers.store(self._look_up, question, interaction.guild_id))
            done, _ = await asyncio.wait([looking], timeout=_PATIENCE)
            if not done:
                await interaction.response.defer(ephemeral=private, thinking=True)
            await self._reply(interaction, await looking, member.id if member else None, private)

    async def _reply(self, interaction: _Interaction, lookup: _Lookup, member_id: int | None, private: bool) -> None:
        match = lookup.match
        if match.entry is not None:
            await post_entry(
                interaction, match.entry, lookup.question, lookup.scopes, probability=match.probability,
                member_id=member_id, private=private,
            )  # fmt: skip
            return
        if match.candidates:
            view = await self.bot.workers.store(
                views.render_candidates, lookup.question, match.candidates, member_id, private=private
            )
        else:
            view = views.render_no_match(lookup.question)
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)

    def _look_up(self, question: str, guild_id: int | None) -> _Lookup:
        scopes, book = self.bot.desk.scopes(guild_id), self.bot.engine.faq
        picked = _PICKED.fullmatch(question)
        if picked is None:
            return _Lookup(scopes, question, book.match(question, scopes))
        entry = book.get(picked[1], scopes)
        if entry is None:
            raise UnknownEntry(_GONE)
        return _Lookup(scopes, entry.question, Match(entry, 1.0))

    @faq.autocomplete("question")
    async def _offer_entries(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        guild_id, bot = interaction.guild_id, self.bot
        scopes = await bot.workers.store(bot.desk.scopes, guild_id)
        entries = await bot.workers.store(bot.engine.faq.suggest, current, scopes)
        return [app_commands.Choice(name=views.cut_label(entry.question), value=f"faq:{entry.id}") for entry in entries]


class PickButton(PressableItem, template=r"faq:pick:(?P<entry>[0-9a-f]{12}):(?P<member>\d{1,20}):(?P<private>[01])"):
    """Answers with the entry that was meant."""

    async def handle(self, interaction: _Interaction) -> None:
        bot, guild_id = interaction.client, interaction.guild_id
        scopes = await bot.workers.store(bot.desk.scopes, guild_id)
        entry = await bot.workers.store(bot.engine.faq.get, self.match["entry"], scopes)
        if entry is None:
            raise UnknownEntry(_GONE)
        await post_entry(
            interaction, entry, entry.question, scopes, member_id=int(self.match["member"]) or None,
            private=self.match["private"] == "1",
        )  # fmt: skip


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(PickButton)
    await bot.add_cog(FaqCog(bot))

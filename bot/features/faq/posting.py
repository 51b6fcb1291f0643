"""Posting an entry's answer: at once, to everybody, to one member or privately, and only then noted in the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from bot.features.faq.views import render_entry
from corpus.scopes import place_of_server
from corpus.store.faq.entries import FaqEntry
from index.faq.book import quote_entry

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot


async def post_entry(
    interaction: discord.Interaction[LandscapeBot],
    entry: FaqEntry,
    question: str,
    scopes: Sequence[str],
    *,
    probability: float = 1.0,
    member_id: int | None = None,
    private: bool = False,
) -> None:
    """Send the answer of an entry to a question, then count the use and log the reply. Only the member it is for is pinged."""
    bot, answer = interaction.client, quote_entry(entry, question, probability)
    view = await bot.workers.store(render_entry, answer, addressee=member_id)
    pinged = [discord.Object(member_id)] if member_id is not None else []
    allowed = discord.AllowedMentions(everyone=False, roles=False, users=pinged, replied_user=False)
    if interaction.response.is_done():
        message = await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=allowed, wait=True)
        message_id: int | None = message.id
    else:
        sent = await interaction.response.send_message(view=view, ephemeral=private, allowed_mentions=allowed)
        message_id = sent.message_id

    def note() -> int | None:
        bot.desk.count_use(entry.use_key, scopes)
        place = place_of_server(interaction.guild_id)
        return bot.desk.keep(answer, place=place, asker_id=interaction.user.id, scopes=scopes, private=private)

    number = await bot.workers.store(note)
    if not private and interaction.channel_id is not None and message_id is not None:
        await bot.note_posted(number, interaction.channel_id, message_id)

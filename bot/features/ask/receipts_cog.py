"""The receipt button under every answer and refusal. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.telling import tell
from bot.features.ask import receipts
from bot.ui import replies
from bot.ui.reply_buttons import receipt_button
from corpus.scopes import DIRECT, place_of_server
from corpus.store.replies import LoggedReply, ReplyLog

_UNKNOWN = "There is no receipt for this reply any more: it is kept for 90 days."


class ReceiptButton(ui.DynamicItem[ui.Button[replies.View]], template=r"receipt:(?P<number>[0-9]{1,18})"):
    """Shows whoever presses it, and nobody else, how the reply came about."""

    def __init__(self, number: int) -> None:
        super().__init__(receipt_button(number))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction[LandscapeBot]) -> None:  # type: ignore[override]
        bot = interaction.client
        with bot.answering():
            try:
                await interaction.response.defer(ephemeral=True, thinking=True)
                view = await bot.off_loop(lambda: self._shown(interaction))
                await interaction.edit_original_response(view=view)
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the member would wait)
                await tell(interaction, error, "a receipt")

    def _shown(self, interaction: discord.Interaction[LandscapeBot]) -> replies.View:
        engine = interaction.client.engine
        reply = ReplyLog(engine.store).get(self.number)
        if reply is None or not _given_here(reply, interaction):
            return replies.notice(_UNKNOWN)
        return receipts.render(receipts.receipt_of(engine, reply, interaction.client.scopes(interaction.guild_id)))


def _given_here(reply: LoggedReply, interaction: discord.Interaction[LandscapeBot]) -> bool:
    """Whether a reply was given on the server, or in the direct messages, where its receipt is asked for."""
    if reply.scope != place_of_server(interaction.guild_id):
        return False
    return reply.scope != DIRECT or reply.channel_id in (None, interaction.channel_id)


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(ReceiptButton)

"""The receipt button under every answer and refusal. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import discord

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.features.ask.receipts import read_receipt, render_receipt
from bot.ui.layout import View, render_problem
from corpus.scopes import DIRECT, place_of_server
from corpus.store.replies import LoggedReply, ReplyLog

_UNKNOWN = "There is no receipt for this reply any more: it is kept for 90 days."


class ReceiptButton(MemberButton, template=r"receipt:(?P<number>[0-9]{1,18})"):
    """Shows whoever presses it, and nobody else, how the reply came about."""

    def press(self, interaction: discord.Interaction[LandscapeBot]) -> View:
        engine = interaction.client.engine
        reply = ReplyLog(engine.store).get(int(self.match["number"]))
        if reply is None or not _was_given_here(reply, interaction):
            return render_problem(_UNKNOWN)
        return render_receipt(read_receipt(engine, reply, interaction.client.desk.scopes(interaction.guild_id)))


def _was_given_here(reply: LoggedReply, interaction: discord.Interaction[LandscapeBot]) -> bool:
    """Whether a reply was given on the server, or in the direct messages, where its receipt is asked for.

    One that was not posted for all to see, as a private one, is shown to who asked: a forged ID may name any reply.
    """
    if reply.scope != place_of_server(interaction.guild_id):
        return False
    if reply.channel_id is None:
        return reply.asker_id == interaction.user.id
    return reply.scope != DIRECT or reply.channel_id == interaction.channel_id


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(ReceiptButton)

"""The receipt button under every answer and refusal, and that for the figures. They are found by their IDs, also after a restart."""

from __future__ import annotations

from collections.abc import Callable

import discord

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.features.ask.receipts import Receipt, read_receipt, render_figures_of_receipt, render_receipt
from bot.ui.layout import View, render_problem
from corpus.scopes import DIRECT, place_of_server
from corpus.store.replies import KEPT_DAYS, LoggedReply, ReplyLog

_Interaction = discord.Interaction[LandscapeBot]

_UNKNOWN = f"There is no receipt for this reply any more: its question was deleted, or is older than {KEPT_DAYS} days."


class ReceiptButton(MemberButton, template=r"receipt:(?P<number>[0-9]{1,18})"):
    """Shows whoever presses it, and nobody else, how the reply came about."""

    def press(self, interaction: _Interaction) -> View:
        return _show(interaction, int(self.match["number"]), render_receipt)


class FiguresButton(MemberButton, template=r"receipt:figures:(?P<number>[0-9]{1,18})"):
    """Shows whoever presses it, and nobody else, the figures behind a receipt."""

    def press(self, interaction: _Interaction) -> View:
        return _show(interaction, int(self.match["number"]), render_figures_of_receipt)


def _show(interaction: _Interaction, number: int, render: Callable[[Receipt], View]) -> View:
    engine = interaction.client.engine
    reply = ReplyLog(engine.store).get(number)
    if reply is None or not _was_given_here(reply, interaction):
        return render_problem(_UNKNOWN)
    return render(read_receipt(engine, reply, interaction.client.desk.scopes(interaction.guild_id)))


def _was_given_here(reply: LoggedReply, interaction: _Interaction) -> bool:
    """Whether a reply was given on the server, or in the direct messages, where its receipt is asked for.

    One that was not posted for all to see, as a private one, is shown to who asked: a forged ID may name any reply.
    """
    if reply.scope != place_of_server(interaction.guild_id):
        return False
    if reply.channel_id is None:
        return reply.asker_id == interaction.user.id
    return reply.scope != DIRECT or reply.channel_id == interaction.channel_id


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(ReceiptButton, FiguresButton)

"""The button *Not what I asked* under unsure answers. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot import logged, replies
from bot.client import LandscapeBot
from bot.giving_up import GivingUp, Press
from bot.moderators import NotModerator, check_moderator
from bot.telling import tell
from corpus.edits import Edits
from corpus.feedback import Feedback
from corpus.privacy import Privacy
from corpus.reply_log import ReplyLog
from index.engine import Overview
from index.outcomes import Refusal

_Interaction = discord.Interaction[LandscapeBot]


class NotAskedButton(ui.DynamicItem[ui.Button[Any]], template=r"notasked:(?P<number>\d{1,18})"):
    """Makes a refusal of the message, or notes the vote of who only reads along and tells them alone."""

    def __init__(self, match: re.Match[str]) -> None:
        super().__init__(ui.Button(custom_id=match.string))
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match)

    async def callback(self, interaction: _Interaction) -> None:  # type: ignore[override]
        bot = interaction.client
        with bot.answering():
            try:
                await interaction.response.defer()
                press = await _press(interaction)
                async with bot.editing:  # who follows the sources of this answer must not draw it again after this
                    await self._answer(interaction, press)
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the member would wait)
                await tell(interaction, error, self.match.string)

    async def _answer(self, interaction: _Interaction, press: Press) -> None:
        bot, number = interaction.client, int(self.match["number"])

        def work() -> tuple[Refusal | ui.LayoutView, Overview]:
            store = bot.engine.store
            giving_up = GivingUp(ReplyLog(store), Edits(store), Feedback(store), Privacy(store), bot.gaps)
            return giving_up.press(number, press), bot.engine.overview(bot.scopes(interaction.guild_id))

        told, overview = await bot.off_loop(work)
        if not isinstance(told, Refusal):
            await interaction.followup.send(view=told, ephemeral=True)
            return
        private = interaction.message is None or interaction.message.flags.ephemeral
        public = interaction.guild_id is not None and not private
        view = replies.render(told, overview, receipt=number, public=public)
        await interaction.edit_original_response(view=view)


async def _press(interaction: _Interaction) -> Press:
    try:
        moderates = bool(await check_moderator(interaction))
    except NotModerator:
        moderates = False
    reference = interaction.message.reference if interaction.message else None
    return Press(
        logged.place_of(interaction.guild_id),
        interaction.user.id,
        moderates,
        reference.message_id if reference else None,
    )


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(NotAskedButton)

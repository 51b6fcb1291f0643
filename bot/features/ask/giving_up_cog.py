"""The button *Not what I asked* under unsure answers. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import discord
from discord import ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.member_button import MemberButton
from bot.discord_app.permissions import NotModerator, check_moderator
from bot.discord_app.telling import tell
from bot.features.ask.giving_up import GivingUp, Press
from bot.ui import replies
from corpus.scopes import place_of_server
from corpus.store.edits import Edits
from corpus.store.feedback import Feedback
from corpus.store.members import Privacy
from corpus.store.replies import ReplyLog
from index.engine import Overview
from index.outcomes import Refusal

_Interaction = discord.Interaction[LandscapeBot]


class NotAskedButton(MemberButton, template=r"notasked:(?P<number>\d{1,18})"):
    """Makes a refusal of the message, or notes the vote of who only reads along and tells them alone."""

    async def callback(self, interaction: _Interaction) -> None:  # type: ignore[override]
        with interaction.client.answering():
            try:
                await interaction.response.defer()
                await self._answer(interaction, await _press(interaction))
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the member would wait)
                await tell(interaction, error, self.match.string)

    async def _answer(self, interaction: _Interaction, press: Press) -> None:
        bot, number = interaction.client, int(self.match["number"])

        def work() -> tuple[Refusal | ui.LayoutView, Overview, bool]:
            store = bot.engine.store
            giving_up = GivingUp(ReplyLog(store), Edits(store), Feedback(store), Privacy(store), bot.gaps)
            told, overview = giving_up.press(number, press), bot.engine.overview(bot.scopes(interaction.guild_id))
            return told, overview, bot.gaps.store.reading.of_reply(press.scope, number) is not None

        told, overview, is_gap = await bot.off_loop(work)
        if not isinstance(told, Refusal):
            await interaction.followup.send(view=told, ephemeral=True)
            return
        private = interaction.message is None or interaction.message.flags.ephemeral
        # Who opted out leaves no gap that the moderators could be asked about.
        view = replies.render(told, overview, receipt=number, public=is_gap and not private)
        # The log has the refusal by now: who follows the sources looks there first, and draws no answer over this.
        async with bot.editing:
            await interaction.edit_original_response(view=view)


async def _press(interaction: _Interaction) -> Press:
    try:
        moderates = bool(await check_moderator(interaction))
    except NotModerator:
        moderates = False
    reference = interaction.message.reference if interaction.message else None
    return Press(
        place_of_server(interaction.guild_id),
        interaction.user.id,
        moderates,
        reference.message_id if reference else None,
    )


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(NotAskedButton)

"""The button *Not what I asked* under unsure answers. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import discord
from discord import ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import PressableItem
from bot.discord_app.fair_queue import read_party
from bot.discord_app.permissions import NotModerator, check_moderator
from bot.features.ask.giving_up import GivingUp, Press
from bot.ui.refusals import Setting
from bot.ui.several_replies import ShownPart, replace_part
from corpus.scopes import place_of_server
from corpus.store.edits import Edits
from corpus.store.feedback import Feedback
from corpus.store.members import Privacy
from corpus.store.replies import ReplyLog
from index.engine import Overview
from index.outcomes import Refusal

_Interaction = discord.Interaction[LandscapeBot]


class NotAskedButton(PressableItem, template=r"notasked:(?P<number>\d{1,18})"):
    """Makes a refusal of the message, or notes the vote of who only reads along and tells them alone."""

    async def handle(self, interaction: _Interaction) -> None:
        await interaction.response.defer()
        press = await _read_press(interaction)
        bot, number = interaction.client, int(self.match["number"])

        def work() -> tuple[Refusal | ui.LayoutView, Overview, bool]:
            store = bot.engine.store
            giving_up = GivingUp(ReplyLog(store), Edits(store), Feedback(store), Privacy(store), bot.desk.gaps)
            outcome = giving_up.press(number, press)
            overview = bot.engine.overview(bot.desk.scopes(interaction.guild_id))
            return outcome, overview, bot.desk.gaps.store.reading.find_by_reply(press.scope, number) is not None

        outcome, overview, is_gap = await bot.workers.questions.run(read_party(interaction), work)
        if not isinstance(outcome, Refusal):
            await interaction.followup.send(view=outcome, ephemeral=True)
            return
        private = interaction.message is None or interaction.message.flags.ephemeral
        # Who opted out leaves no gap that the moderators could be asked about.
        public = is_gap and not private
        setting = Setting(direct=interaction.guild_id is None)
        confidential = private and interaction.guild_id is not None
        part = ShownPart(outcome, number, public, confidential, setting)
        view = await bot.workers.store(replace_part, interaction.message, part, overview)
        # The log has the refusal by now: who follows the sources looks there first, and draws no answer over this.
        async with bot.editing:
            await interaction.edit_original_response(view=view)


async def _read_press(interaction: _Interaction) -> Press:
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

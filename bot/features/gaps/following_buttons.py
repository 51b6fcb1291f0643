"""*Ask the moderators* under a refusal, and *Unfollow*: found by their IDs, so they work after a restart too."""

from __future__ import annotations

import discord
from discord import ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton, PressableItem
from bot.discord_app.fair_queue import read_party
from bot.features.gaps.views import render_following
from bot.ui.layout import render_done, render_problem
from corpus.scopes import place_of_server
from corpus.store.gaps.records import DIRECTLY, Status, UnknownGap
from corpus.store.members import Privacy
from corpus.store.replies import LoggedReply, ReplyLog

_Interaction = discord.Interaction[LandscapeBot]

_UNKNOWN = "This question isn't kept any more: ask it again, then press the button there."
_OPTED_OUT = (
    "This question isn't kept any more, and of yours I keep none: with /privacy you can have me keep them again, then ask it and "
    "press the button there."
)
_TOO_MANY = "I keep no more questions of yours today: ask it again tomorrow, then press the button there."


class FollowButton(PressableItem, template=r"gap:follow:(?P<number>\d{1,18})"):
    """Has a member told, under the refusal, when there is an answer. Pressing twice is like pressing once.

    Who asked in private puts the question to the moderators with it, and is told in a direct message.
    """

    async def handle(self, interaction: _Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        workers, store = interaction.client.workers, interaction.client.engine.store
        reply = await workers.store(ReplyLog(store).get, int(self.match["number"]))
        if reply is not None and reply.private:
            view = await workers.questions.run(read_party(interaction), self._follow_secretly, interaction, reply)
        else:
            view = await workers.store(self._follow, interaction)
        await interaction.edit_original_response(view=view)

    def _follow(self, interaction: _Interaction) -> ui.LayoutView:
        if interaction.message is None or interaction.channel_id is None:
            return render_problem(_UNKNOWN)
        return self._follow_from(interaction, interaction.channel_id, interaction.message.id)

    def _follow_secretly(self, interaction: _Interaction, reply: LoggedReply) -> ui.LayoutView:
        """Make a gap of a question that nobody but its asker could read; a forged number may name one of somebody else."""
        gaps, scope = interaction.client.desk.gaps, place_of_server(interaction.guild_id)
        if (reply.scope, reply.asker_id, reply.outcome) != (scope, interaction.user.id, "refusal"):
            return render_problem(_UNKNOWN)
        if gaps.store.reading.find_by_reply(scope, reply.id) is None and gaps.note_reply(reply, reply.asker_id) is None:
            return render_problem(_TOO_MANY)
        return self._follow_from(interaction, DIRECTLY, reply.id)

    def _follow_from(self, interaction: _Interaction, channel_id: int, message_id: int) -> ui.LayoutView:
        store, scope = interaction.client.desk.gaps.store, place_of_server(interaction.guild_id)
        gap = store.reading.find_by_reply(scope, int(self.match["number"]))
        if gap is None:
            out = Privacy(interaction.client.engine.store).is_out(scope, interaction.user.id)
            return render_problem(_OPTED_OUT if out else _UNKNOWN)
        if gap.status is Status.ANSWERED:
            return render_problem("There is an answer by now: ask again.")
        if gap.status is Status.DISMISSED:
            return render_problem("The moderators have seen this question: it is none for the documents here.")
        store.follow(scope, gap.id, interaction.user.id, channel_id, message_id)
        return render_following(gap.id, directly=channel_id == DIRECTLY)


class UnfollowButton(MemberButton, template=r"gap:unfollow:(?P<number>\d{1,18})"):
    """Tells a member no more of a question."""

    def press(self, interaction: _Interaction) -> ui.LayoutView:
        try:
            scope = place_of_server(interaction.guild_id)
            interaction.client.desk.gaps.store.unfollow(scope, int(self.match["number"]), interaction.user.id)
        except UnknownGap:
            pass  # what is gone is followed by nobody
        return render_done("You don't follow this question any more.")

"""The votes under answers: helpful or not, one a member a reply."""

from __future__ import annotations

import discord
from discord import ui

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.ui.layout import render_done, render_problem
from corpus.scopes import place_of_server
from corpus.store.feedback import Feedback


class VoteButton(MemberButton, template=r"helpful:(?P<vote>yes|no):(?P<number>\d{1,18})"):
    """Keeps whether an answer helped whoever presses it; the last vote counts."""

    def press(self, interaction: discord.Interaction[LandscapeBot]) -> ui.LayoutView:
        votes, helpful = Feedback(interaction.client.engine.store), self.match["vote"] == "yes"
        scope = place_of_server(interaction.guild_id)
        if not votes.vote(scope, int(self.match["number"]), interaction.user.id, helpful):
            return render_problem("This answer isn't kept any more, so it can't be voted on.")
        said = "it helped" if helpful else "it did not help"
        return render_done(f"Thank you: I noted that {said}. You can change your vote.")


async def setup(bot: LandscapeBot) -> None:
    bot.add_dynamic_items(VoteButton)

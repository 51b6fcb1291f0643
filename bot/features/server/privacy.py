"""`/privacy`: what is kept of a member's questions, keeping none from now on, and deleting what there is."""

from __future__ import annotations

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import MemberButton
from bot.ui.layout import BLURPLE, View, build_card, format_count
from corpus.scopes import DIRECT, place_of_server
from corpus.store.gaps.store import CLOSED_DAYS
from corpus.store.members import Privacy
from corpus.store.replies import KEPT_DAYS

_Interaction = discord.Interaction[LandscapeBot]

_KEPT = (
    f"**What I keep of your questions {{where}}**\n"
    f"- Each question with my reply, your user ID, the time and the message, for {KEPT_DAYS} days: so that an answer can "
    "say when its source changes, and for the numbers in `/stats`.\n"
    "- A question that I could not answer, or whose unsure answer was given up as not what was asked, with your user ID, for "
    f"the moderators: until nobody asks it for a year, or until {CLOSED_DAYS} days after it is answered.\n"
    "- Your vote on an answer, and which questions you follow.\n"
    "The moderators see questions and numbers, never who asked. No other server sees anything."
)
_OUT = (
    "**I keep none of your questions {where}.** My replies to you have no buttons and don't follow their sources, and nobody "
    "can tell you when a question is answered later. I keep your user ID to know that. Votes, and questions that you choose to "
    "follow, are still kept."
)
_ACTIONS = {"out": "Don't keep my questions", "in": "Keep my questions", "forget": "Delete what is kept"}


def render_privacy(privacy: Privacy, scope: str, user_id: int) -> View:
    """Return what is kept of a member in a scope, with the buttons that change it. Blocks."""
    out, kept = privacy.is_out(scope, user_id), privacy.count_kept(scope, user_id)
    where = "in direct messages" if scope == DIRECT else "on this server"
    buttons: ui.ActionRow[View] = ui.ActionRow()
    for action in ("in" if out else "out", "forget"):
        style = discord.ButtonStyle.danger if action == "forget" else discord.ButtonStyle.secondary
        buttons.add_item(ui.Button(label=_ACTIONS[action], style=style, custom_id=f"privacy:{action}"))
    count = f"Kept now: {format_count(kept, 'question')} of yours."
    texts = [(_OUT if out else _KEPT).format(where=where), count]
    return build_card(BLURPLE, *map(ui.TextDisplay[View], texts), buttons)


class PrivacyButton(MemberButton, template=r"privacy:(?P<action>out|in|forget)"):
    """Changes what is kept of whoever presses it."""

    def press(self, interaction: _Interaction) -> View:
        privacy, scope, user = (
            Privacy(interaction.client.engine.store),
            place_of_server(interaction.guild_id),
            interaction.user,
        )
        match self.match["action"]:
            case "out":
                privacy.opt_out(scope, user.id)
            case "in":
                privacy.opt_in(scope, user.id)
            case _:
                privacy.forget(scope, user.id)
        return render_privacy(privacy, scope, user.id)


class PrivacyCog(commands.Cog, name="Privacy"):
    """Tells members what is kept."""

    def __init__(self, bot: LandscapeBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(PrivacyButton)

    @app_commands.command()
    async def privacy(self, interaction: _Interaction) -> None:
        """See what I keep of your questions, and have me keep none"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        privacy, scope = Privacy(self.bot.engine.store), place_of_server(interaction.guild_id)
        view = await self.bot.workers.store(render_privacy, privacy, scope, interaction.user.id)
        await interaction.edit_original_response(view=view)


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(PrivacyCog(bot))

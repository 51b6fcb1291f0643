"""`/privacy`: what is kept of a member's questions, keeping none from now on, and deleting what there is."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.buttons import PressableItem
from bot.ui.layout import BLURPLE, View, build_card
from bot.wording import format_count
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
    "The moderators see questions and numbers, never who asked. A private question they don’t see, unless you put it to them. "
    "No other server sees anything."
)
_KEPT_DIRECTLY = (
    f"**What I keep of your questions in direct messages**\n"
    f"- Each question with my reply, your user ID, the time and the message, for {KEPT_DAYS} days: so that an answer can "
    "say when its source changes, and *Receipt* can tell what it was made from.\n"
    "No server sees them, and no moderator."
)
_OUT = (
    "**I keep none of your questions {where}.** My replies to you have no buttons and don't follow their sources, and nobody "
    "can tell you when a question is answered later. I keep your user ID to know that. Votes, and questions that you choose to "
    "follow, are still kept."
)
_OUT_DIRECTLY = (
    "**I keep none of your questions in direct messages.** My replies to you have no buttons and don't follow their sources. "
    "I keep your user ID to know that."
)
_ASK = (
    "**Delete what I keep of you {where}?**\n"
    "That is {count} of yours with my replies to you, your votes, and what you follow. Nobody can bring it back. Messages in "
    "Discord stay, without receipts. A question that others asked too stays, in their words."
)
_DELETED = "**Deleted.** I keep no question of yours {where} any more, no vote, and nothing that you follow."
_ACTIONS = {
    "out": "Don't keep my questions", "in": "Keep my questions", "forget": "Delete what is kept", "erase": "Delete for good",
    "show": "Back",
}  # fmt: skip
_RED = ("forget", "erase")


def render_privacy(privacy: Privacy, scope: str, user_id: int) -> View:
    """Return what is kept of a member in a scope, with the buttons that change it. Blocks."""
    out, kept = privacy.is_out(scope, user_id), privacy.count_kept(scope, user_id)
    count = f"Kept now: {format_count(kept, 'question')} of yours."
    kept_here, out_here = (_KEPT_DIRECTLY, _OUT_DIRECTLY) if scope == DIRECT else (_KEPT, _OUT)
    texts = [(out_here if out else kept_here).format(where=_name_place(scope)), count]
    return _build_card(texts, "in" if out else "out", "forget")


def render_deletion(privacy: Privacy, scope: str, user_id: int) -> View:
    """Return the question whether all that is kept of a member is to be deleted. Blocks."""
    count = format_count(privacy.count_kept(scope, user_id), "question")
    return _build_card([_ASK.format(where=_name_place(scope), count=count)], "erase", "show")


def render_deleted(privacy: Privacy, scope: str, user_id: int) -> View:
    """Return the message that nothing is kept any more. Blocks."""
    return _build_card(
        [_DELETED.format(where=_name_place(scope))], "in" if privacy.is_out(scope, user_id) else "out", "show"
    )


def _build_card(texts: Sequence[str], *actions: str) -> View:
    buttons: ui.ActionRow[View] = ui.ActionRow()
    for action in actions:
        style = discord.ButtonStyle.danger if action in _RED else discord.ButtonStyle.secondary
        buttons.add_item(ui.Button(label=_ACTIONS[action], style=style, custom_id=f"privacy:{action}"))
    return build_card(BLURPLE, *map(ui.TextDisplay[View], texts), buttons)


def _name_place(scope: str) -> str:
    return "in direct messages" if scope == DIRECT else "on this server"


class PrivacyButton(PressableItem, template=r"privacy:(?P<action>out|in|forget|erase|show)"):
    """Changes what is kept of whoever presses it, in the message that they alone see; what is deleted is asked for first."""

    async def handle(self, interaction: _Interaction) -> None:
        await interaction.response.defer()
        bot, scope = interaction.client, place_of_server(interaction.guild_id)
        view = await bot.workers.store(
            _act, self.match["action"], Privacy(bot.engine.store), scope, interaction.user.id
        )
        await interaction.edit_original_response(view=view)


def _act(action: str, privacy: Privacy, scope: str, user_id: int) -> View:
    match action:
        case "out":
            privacy.opt_out(scope, user_id)
        case "in":
            privacy.opt_in(scope, user_id)
        case "forget":
            return render_deletion(privacy, scope, user_id)
        case "erase":
            privacy.forget(scope, user_id)
            return render_deleted(privacy, scope, user_id)
    return render_privacy(privacy, scope, user_id)


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

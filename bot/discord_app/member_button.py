"""MemberButton: what any member may press. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.discord_app.telling import tell

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class MemberButton(ui.DynamicItem[ui.Button[Any]], template=r"never:member"):
    """A button whose outcome is shown to whoever pressed it, and to nobody else."""

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
                await interaction.response.defer(ephemeral=True, thinking=True)
                view = await bot.off_loop_quick(lambda: self.pressed(interaction))
                await interaction.edit_original_response(view=view)
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the member would wait)
                await tell(interaction, error, self.match.string)

    def pressed(self, interaction: _Interaction) -> ui.LayoutView:
        """Do what the button is for, and return what to show. Blocks."""
        raise NotImplementedError

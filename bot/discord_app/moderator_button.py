"""Guarded: what is pressed by moderators only. It is found by its ID, so it works after a restart too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.discord_app.permissions import check_moderator
from bot.discord_app.telling import tell

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]


class Guarded(ui.DynamicItem[Any], template=r"never:guarded"):
    """A button or a menu for moderators. What it can't do is told to whoever pressed it, and to nobody else."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    async def callback(self, interaction: _Interaction) -> None:  # type: ignore[override]
        with interaction.client.answering():
            try:
                await self.pressed(interaction, await check_moderator(interaction))
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the moderator would wait)
                await tell(interaction, error, self.match.string)

    async def pressed(self, interaction: _Interaction, scope: str) -> None:
        """Do what the button is for, in the scope of the server where it was pressed."""
        raise NotImplementedError

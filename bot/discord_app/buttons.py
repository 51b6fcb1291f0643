"""What members and moderators press under messages. It is found by its ID alone, so it works after a restart too."""

from __future__ import annotations

import re
from typing import Any, Self, final

import discord
from discord import ui

from bot.discord_app.host import host_of
from bot.discord_app.permissions import check_moderator
from bot.discord_app.telling import tell
from index.desk import Desk

_Interaction = discord.Interaction[Any]


class PressableItem(ui.DynamicItem[Any], template=r"never:item"):
    """A button or a menu that is found by its ID: the ID fits the template of its class, and `match` has its parts.

    What goes wrong is told to whoever pressed it, and to nobody else.
    """

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    @final
    async def callback(self, interaction: _Interaction) -> None:
        with host_of(interaction).answering():
            try:
                await self.handle(interaction)
            except Exception as error:  # noqa: BLE001  (discord.py would only log it, and the member would wait)
                await tell(interaction, error, self.match.string)

    async def handle(self, interaction: _Interaction) -> None:
        """Do what the item is for."""
        raise NotImplementedError


class MemberButton(PressableItem, template=r"never:member"):
    """A button for any member; its outcome is shown to whoever pressed it, and to nobody else."""

    @final
    async def handle(self, interaction: _Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await host_of(interaction).workers.store(self.press, interaction)
        await interaction.edit_original_response(view=view)

    def press(self, interaction: _Interaction) -> ui.LayoutView:
        """Do what the button is for, and return what to show. Blocks, for milliseconds at most."""
        raise NotImplementedError


class ModeratorItem(PressableItem, template=r"never:moderator"):
    """A button or a menu for moderators. No class below can leave the check out: it stands before `press`."""

    @final
    async def handle(self, interaction: _Interaction) -> None:
        await self.press(interaction, await check_moderator(interaction))

    async def press(self, interaction: _Interaction, scope: str) -> None:
        """Do what the item is for, in the scope of the server where it was pressed."""
        raise NotImplementedError


class PageButton(ModeratorItem, template=r"never:page"):
    """A button that leads to another page of a list; its template names the group `page`."""

    @final
    async def press(self, interaction: _Interaction, scope: str) -> None:
        host, number = host_of(interaction), int(self.match["page"])
        view = await host.workers.store(self.turn, host.desk, scope, number)
        await interaction.response.edit_message(view=view)

    def turn(self, desk: Desk, scope: str, number: int) -> ui.LayoutView:
        """Return a page of the list. Blocks, for milliseconds at most."""
        raise NotImplementedError

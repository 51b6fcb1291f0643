"""What all forms share: moderators fill them in, and are told what can't be used, and nobody else is."""

from __future__ import annotations

from typing import Any, final

import discord
from discord import ui

from bot.discord_app.permissions import check_moderator
from bot.discord_app.telling import tell

_Interaction = discord.Interaction[Any]


class ModeratorForm(ui.Modal):
    """A form for moderators. No class below can leave the check out: it stands before `submit`."""

    @final
    async def on_submit(self, interaction: _Interaction) -> None:
        await self.submit(interaction, await check_moderator(interaction))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        """Do with what was filled in what the form is for, in the scope of the server where it was sent."""
        raise NotImplementedError

    @final
    async def on_error(self, interaction: _Interaction, error: Exception) -> None:  # type: ignore[override]
        await tell(interaction, error, f"the form {self.title!r}")


def build_text_input(
    custom_id: str, limit: int, value: str = "", *, placeholder: str = "", long: bool = False, required: bool = False
) -> ui.TextInput[Any]:
    """Return a field for at most `limit` characters that has `value` in it already."""
    return ui.TextInput(
        custom_id=custom_id, required=required, max_length=limit, default=value[:limit] or None,
        placeholder=placeholder or None,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
    )  # fmt: skip

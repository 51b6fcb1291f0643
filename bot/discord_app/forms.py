"""What all forms share: whoever fills one in is told what can't be used, and nobody else."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.discord_app.telling import tell


class Form(ui.Modal):
    """A form whose errors are told to whoever filled it in."""

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:  # type: ignore[override]
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

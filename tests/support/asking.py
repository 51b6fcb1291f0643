"""A member who asks about the lighthouse by mentioning the bot."""

from __future__ import annotations

from typing import Any

import simcord
from support.discord_schema import texts
from support.escaping import as_shown

QUESTION = "When was the lighthouse of Vara built?"
BUILT = "The lighthouse of Vara was built in 1874 by the engineer Ines Holm."
OFF_TOPIC = "Which football club won the cup in Brazil?"


def mention(env: simcord.Env) -> str:
    assert env.bot.user is not None
    return env.bot.user.mention


def read_message(message: Any) -> str:
    parts = message.components if isinstance(message, simcord.ResponseMessage) else []
    raw = parts or [component.to_dict() for component in message.components]
    return as_shown(texts(raw))

"""A moderator who uploads a document about a ferry, and members who ask about it."""

from __future__ import annotations

from typing import Any

import simcord
from support.discord_schema import texts
from support.escaping import as_shown

FERRY = b"# The ferry\n\n## Times\n\nThe ferry to Vara leaves the old harbour at noon on every weekday.\n"
LATER = b"# The ferry\n\n## Times\n\nThe ferry to Vara leaves the old harbour at two o'clock on every weekday.\n"
ASKED = "When does the ferry to Vara leave the old harbour?"
NOON = "at noon on every weekday"


def read_plain(message: Any) -> str:
    parts = message.components if isinstance(message, simcord.ResponseMessage) else []
    raw = parts or [component.to_dict() for component in message.components]
    return as_shown(texts(raw)).replace("**", "").replace("-# ", "")


async def upload(mod: Any, channel: Any, *files: tuple[str, bytes], publish: bool = False, **typed: str) -> Any:
    shown = await mod.slash(channel, "corpus add", publish=publish)
    return await mod.submit_modal(shown, {"files": list(files), **typed})


async def ask(member: Any, channel: Any, question: str = ASKED) -> str:
    return read_plain((await member.slash(channel, "ask", question=question)).response)


async def take_back(mod: Any, channel: Any) -> str:
    """Take the last change back, as it is shown; return what the moderator is told."""
    shown = (await mod.slash(channel, "corpus undo")).response
    done = await mod.click(shown, label="Take back")
    return read_plain(done.response or shown)

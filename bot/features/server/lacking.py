"""What the bot may not do in a channel, named as Discord names it, and how an admin mends that."""

from __future__ import annotations

from collections.abc import Sequence

import discord

# As they stand in the settings of a channel.
_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_TO_ANSWER = ("view_channel", "send_messages", "attach_files", "read_message_history")
_TO_ANSWER_IN_THREADS = ("view_channel", "send_messages_in_threads", "attach_files", "read_message_history")
_TO_TELL = ("view_channel", "send_messages", "attach_files")  # changes, and the digest with its chart


def list_lacking_to_answer(permissions: discord.Permissions, *, in_thread: bool) -> list[str]:
    """Return the names of the permissions that are missing to answer questions in a channel."""
    return _list_lacking(permissions, _TO_ANSWER_IN_THREADS if in_thread else _TO_ANSWER)


def list_lacking_to_tell(permissions: discord.Permissions) -> list[str]:
    """Return the names of the permissions that are missing to tell changes, and the weekly digest, in a channel."""
    return _list_lacking(permissions, _TO_TELL)


def _list_lacking(permissions: discord.Permissions, needed: Sequence[str]) -> list[str]:
    return [_NAMES[name] for name in needed if not getattr(permissions, name)]


def format_lacking(names: Sequence[str], where: str) -> str:
    """Return what is missing in a channel and how to mend that, or that nothing is. `where` is the channel as a sentence has it."""
    if not names:
        return f"I have every permission that I need {where}."
    listed = ", ".join(f"*{name}*" for name in names)
    return f"⚠ I lack {listed} {where}: open **Edit Channel → Permissions** there, add my role and allow it."

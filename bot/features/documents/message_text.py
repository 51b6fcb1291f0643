"""The words of messages as members see them: names and dates where Discord keeps numbers, forwarded and pasted text included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import discord

_EMOJI = re.compile(r"<a?(:\w{1,64}:)\d{15,20}>")
_TIME = re.compile(r"<t:(-?\d{1,12})(?::([tTdDfFRsS]))?>")
_COMMAND = re.compile(r"<(/[\w -]{1,100}):\d{15,20}>")
_MENTION = re.compile(r"<(@[!&]?|#)(\d{15,20})>")
_SILENT = re.compile(r"\u200b(?=everyone|here|\d)")  # put behind an @ by discord.py, so that it pings nobody
_FORMATS = {"t": "%H:%M UTC", "T": "%H:%M:%S UTC", "d": "%Y-%m-%d", "D": "%Y-%m-%d"}
_PASTE = "message.txt"  # the name that Discord gives to a text that is too long for a message
_LONGEST_PASTE = 500_000  # bytes


async def read_message_text(message: discord.Message) -> str:
    """Return what a message says: its own words, those that it forwards, and a long text that Discord made a file of."""
    parts = [name_mentions(message.clean_content, message.guild)]
    for snapshot in message.message_snapshots:
        parts.append(name_mentions(snapshot.content, message.guild))
        parts += [await _read_paste(attachment) for attachment in snapshot.attachments if is_paste(attachment)]
    parts += [await _read_paste(attachment) for attachment in message.attachments if is_paste(attachment)]
    return "\n\n".join(filter(None, (part.strip() for part in parts)))


def list_files(message: discord.Message) -> Sequence[discord.Attachment]:
    """Return the attachments of a message and of what it forwards that are no long text of its own."""
    forwarded = [attachment for snapshot in message.message_snapshots for attachment in snapshot.attachments]
    return [attachment for attachment in (*message.attachments, *forwarded) if not is_paste(attachment)]


def is_paste(attachment: discord.Attachment) -> bool:
    """Whether a file is a text that was too long for a message."""
    return attachment.filename == _PASTE and attachment.size <= _LONGEST_PASTE


def name_mentions(content: str, guild: discord.Guild | None) -> str:
    """Return a message with names and dates (UTC) in place of Discord's numbers for them."""

    def name(match: re.Match[str]) -> str:
        kind, number = match[1], int(match[2])
        if kind == "#":
            channel = guild and guild.get_channel_or_thread(number)
            return f"#{channel.name}" if channel else "#deleted-channel"
        if kind == "@&":
            role = guild and guild.get_role(number)
            return f"@{role.name}" if role else "@deleted-role"
        member = guild and guild.get_member(number)
        return f"@{member.display_name}" if member else "@deleted-user"

    text = _COMMAND.sub(r"\1", _EMOJI.sub(r"\1", _MENTION.sub(name, content)))
    return _SILENT.sub("", _TIME.sub(_format_time, text))


def _format_time(match: re.Match[str]) -> str:
    try:
        moment = datetime.fromtimestamp(int(match[1]), UTC)
    except (OverflowError, ValueError, OSError):
        return match[0]
    return moment.strftime(_FORMATS.get(match[2] or "f", "%Y-%m-%d %H:%M UTC"))


async def _read_paste(attachment: discord.Attachment) -> str:
    """Return the text of a paste; nothing where Discord has it no more, as of a message that is gone."""
    try:
        return (await attachment.read()).decode("utf-8", "replace")
    except (discord.HTTPException, OSError):
        return ""

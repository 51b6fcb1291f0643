"""The messages of a thread as entries to write down: who wrote them, what they reply to, and which was marked as the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import discord

from bot.features.documents.message_text import read_message_text
from corpus.reading.threads.written import Entry, gather_entries, is_check_mark

_PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)
_MOST_CHECKED = 25  # messages with a check mark of which it is asked who set it
_MOST_USERS = 100  # of a reaction


async def list_entries(messages: Sequence[discord.Message], *, asks: bool) -> tuple[list[Entry], int]:
    """Return what people wrote in a thread, in order, and how many messages came without words that Discord may hide.

    What one member writes at a stretch is one entry; bots are left out. `asks`: where the thread stands, threads are questions.
    """
    written = [message for message in messages if not message.author.bot and message.type in _PEOPLE_WRITE]
    marked = await _find_marked(written)
    names = _name_authors(written)
    entries: list[Entry] = []
    places: dict[int, int] = {}
    silent = 0
    for message in written:
        text = await read_message_text(message)
        if not text:
            silent += not message.attachments and not message.message_snapshots
            continue
        entries.append(
            Entry(
                names[message.author.id], message.created_at, text, asks=asks and not entries,
                marked=message.id in marked and bool(entries), replies_to=places.get(_find_reference(message)),
            )
        )  # fmt: skip
        places[message.id] = len(places)
    return gather_entries(entries), silent


def _find_reference(message: discord.Message) -> int:
    """Return the ID of the message that a message replies to; 0 where it replies to none."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return 0
    return message.reference.message_id or 0


def _name_authors(messages: Sequence[discord.Message]) -> Mapping[int, str]:
    """Return the names of who writes, by their IDs; where two have one name, with that of their account."""
    authors = {message.author.id: message.author for message in messages}
    shown = [author.display_name for author in authors.values()]
    return {
        number: author.display_name
        if shown.count(author.display_name) == 1
        else f"{author.display_name} ({author.name})"
        for number, author in authors.items()
    }


async def _find_marked(messages: Sequence[discord.Message]) -> set[int]:
    """Return the IDs of the messages that who opened the thread marked with a check; else of those that somebody else did."""
    asker = messages[0].author.id if messages else 0
    by_asker, by_others = set[int](), set[int]()
    checked = [(message, check) for message in messages[1:] for check in message.reactions if _is_check(check)]
    for message, check in checked[:_MOST_CHECKED]:
        with suppress(discord.HTTPException):
            users = {user.id async for user in check.users(limit=_MOST_USERS)}
            if asker in users:
                by_asker.add(message.id)
            elif users - {message.author.id}:
                by_others.add(message.id)
    return by_asker or by_others


def _is_check(reaction: discord.Reaction) -> bool:
    return is_check_mark(reaction.emoji if isinstance(reaction.emoji, str) else reaction.emoji.name)

"""Documents from where people write: a link, a message, a thread."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import discord

from bot.features.documents.adding import Upload, choose_attachments, keep_on_disk
from bot.features.documents.message_text import list_files, read_message_text
from bot.features.documents.thread_entries import list_entries
from corpus.errors import MendableError
from corpus.reading.threads.written import write_thread
from corpus.web.fetching import UnreachableLink, fetch

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

_MESSAGES = 2000  # of a thread
_INTENT = (
    "Discord does not show me what is written there: the operator has to switch on Message Content Intent "
    "on the Bot page of the developer portal"
)
_OWN_MESSAGE = (
    "I wrote that message myself, and what I quote stands in the documents already: choose a message of somebody else, or keep "
    "my answer with Make FAQ entry"
)


class CannotCollect(MendableError):
    """What was named can't become a document; the message says why and what to do."""


async def collect_link(url: str) -> Upload:
    """Return the page or the file at an address as an upload. Raises `CannotCollect`."""
    try:
        fetched = await fetch(url.strip())
    except UnreachableLink as error:
        raise CannotCollect(str(error)) from error
    assert fetched is not None  # nothing was said that could be unmodified
    link = (fetched.url, fetched.etag, fetched.last_modified)
    return Upload(keep_on_disk(fetched.data), fetched.filename, {"url": fetched.url}, link)


async def collect_message(
    message: discord.Message, max_bytes: int, *, own_id: int | None
) -> tuple[list[Upload], list[str]]:
    """Return a message as a document, and its attachments each as one, with its author and address.

    What the bot itself (`own_id`) wrote only quotes documents that it has, and becomes none.
    """
    if message.author.id == own_id:
        return [], [_OWN_MESSAGE]
    details: dict[str, Any] = {
        "url": message.jump_url, "author": message.author.display_name, "published": _read_day(message),
    }  # fmt: skip
    uploads, failures = choose_attachments(list_files(message), details, max_bytes)
    text = await read_message_text(message)
    if text:
        title = f"Message by {message.author.display_name}, {_read_day(message).isoformat()}"
        uploads.insert(0, Upload(keep_on_disk(text.encode()), f"message-{message.id}.md", {**details, "title": title}))
    elif not uploads and not failures:
        failures.append("That message has no text and no file; choose another")
    return uploads, failures


async def collect_thread(thread: discord.Thread, interaction: discord.Interaction[LandscapeBot]) -> Upload:
    """Return a thread as one document: each message under a heading with its author and time; bots are left out.

    Raises `CannotCollect`.
    """
    try:
        if not await _may_read(thread, interaction.user):
            raise CannotCollect("You may not read that thread")
        starter = await _fetch_starter(thread)
        messages = [starter] if starter is not None else []
        messages += [message async for message in thread.history(limit=_MESSAGES, oldest_first=True)]
    except discord.Forbidden as error:
        raise CannotCollect("I may not read that thread: give me View Channel and Read Message History") from error
    entries, silent = await list_entries(messages, asks=isinstance(thread.parent, discord.ForumChannel))
    if not entries:
        raise CannotCollect(_INTENT if silent else "Nobody has written in that thread yet")
    details = {"title": thread.name, "url": thread.jump_url, "published": _read_creation_day(thread)}
    text = write_thread(thread.name, entries)
    return Upload(keep_on_disk(text.encode()), f"thread-{thread.id}.md", details)


async def _may_read(thread: discord.Thread, member: discord.User | discord.Member) -> bool:
    """Whether a member may read a thread. One that is private is read by its members and by who manages threads, of all who
    may read its channel.
    """
    if not isinstance(member, discord.Member) or thread.parent is None:
        return False
    permissions = thread.permissions_for(member)
    if not permissions.read_message_history:
        return False
    if not thread.is_private() or permissions.manage_threads:
        return True
    try:
        await thread.fetch_member(member.id)
    except discord.NotFound:
        return False
    return True


async def _fetch_starter(thread: discord.Thread) -> discord.Message | None:
    """Return the message that a thread was opened on: it stands in the parent channel."""
    parent = thread.parent
    if not isinstance(parent, discord.TextChannel):
        return None  # in a forum it is the thread's own first message
    try:
        return await parent.fetch_message(thread.id)
    except (discord.NotFound, discord.Forbidden):
        return None


def _read_creation_day(thread: discord.Thread) -> Any:
    return thread.created_at.astimezone(UTC).date() if thread.created_at else None


def _read_day(message: discord.Message) -> Any:
    return message.created_at.astimezone(UTC).date()

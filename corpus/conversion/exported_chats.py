"""Chats as JSON, as Discord, Slack and Telegram and the programs that export from them write it: who wrote what, when, in reply to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from corpus.reading.threads.written import Entry, gather_entries, is_check_mark, write_thread

_PEOPLE_WRITE = {"default", "reply", "message", "0", "19", ""}  # kinds of messages; the others are a program's own
_MENTION = re.compile(r"<(?:@[!&]?|#)\w+(?:\|([^<>]*))?>")
_NAMES = ("nickname", "global_name", "display_name", "real_name", "name", "username")


def convert_chat(value: object) -> str | None:
    """Return a chat written down as a thread; None for any other JSON. A channel's title begins with `#`, a thread's doesn't."""
    messages = value.get("messages") if isinstance(value, dict) else value
    if not isinstance(messages, list):
        return None
    entries = gather_entries(list(_read_entries([message for message in messages if isinstance(message, dict)])))
    if not entries or len(entries) * 4 < len(messages):
        return None
    return write_thread(_read_title(value), entries)


def _read_entries(messages: Sequence[Mapping[str, object]]) -> Iterator[Entry]:
    places: dict[str, int] = {}
    for message in sorted(messages, key=_find_thread):
        author, when, text = _read_author(message), _read_time(message), _read_text(message)
        if not author or when is None or not text or not _is_by_people(message):
            continue
        to = places.get(_find_reference(message))
        yield Entry(author, when, text, marked=bool(places) and _is_marked(message), replies_to=to)
        places[str(message.get("id") or message.get("ts"))] = len(places)


def _find_thread(message: Mapping[str, object]) -> str:
    """Return what keeps the replies of a thread together, where a channel has them among other messages."""
    return str(message.get("thread_ts") or message.get("ts") or "")


def _read_author(message: Mapping[str, object]) -> str:
    keys = ("author", "user_profile", "from", "username", "sender_name", "user")
    author = next((message[key] for key in keys if message.get(key)), None)
    if isinstance(author, dict):
        author = next((author[key] for key in _NAMES if author.get(key)), None)
    return " ".join(author.split()) if isinstance(author, str) else ""


def _is_by_people(message: Mapping[str, object]) -> bool:
    author = message.get("author")
    bot = isinstance(author, dict) and (author.get("isBot") or author.get("bot"))
    kind = message.get("subtype") or message.get("type")
    return not bot and not message.get("bot_id") and ("" if kind is None else str(kind).casefold()) in _PEOPLE_WRITE


def _read_time(message: Mapping[str, object]) -> datetime | None:
    stated = message.get("timestamp") or message.get("date") or message.get("ts")
    try:
        if isinstance(stated, int | float) or (isinstance(stated, str) and re.fullmatch(r"\d{9,10}(?:\.\d+)?", stated)):
            return datetime.fromtimestamp(float(stated), UTC)
        when = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return when.replace(tzinfo=UTC) if when is not None and when.tzinfo is None else when


def _read_text(message: Mapping[str, object]) -> str:
    content = message.get("content") or message.get("text")
    parts = content if isinstance(content, list) else [content]
    words = [part.get("text") if isinstance(part, dict) else part for part in parts]
    return _MENTION.sub(r"\1", "".join(word for word in words if isinstance(word, str))).strip()


def _find_reference(message: Mapping[str, object]) -> str:
    """Return the ID of the message that a message replies to."""
    reference = message.get("reference") or message.get("message_reference")
    if isinstance(reference, dict):
        return str(reference.get("messageId") or reference.get("message_id"))
    return str(message.get("reply_to_message_id") or message.get("thread_ts"))


def _is_marked(message: Mapping[str, object]) -> bool:
    reactions = message.get("reactions")
    for reaction in reactions if isinstance(reactions, list) else []:
        emoji = (reaction.get("emoji") or reaction.get("name")) if isinstance(reaction, dict) else None
        name = emoji.get("name") if isinstance(emoji, dict) else emoji
        if isinstance(name, str) and is_check_mark(name):
            return True
    return False


def _read_title(value: object) -> str:
    """Return the name of a thread, or that of a channel or a group with a `#` before it."""
    if not isinstance(value, dict):
        return "#chat"
    channel = value.get("channel")
    names = channel if isinstance(channel, dict) else value
    name = " ".join(str(names.get("name") or "chat").split())
    return name if "thread" in str(names.get("type")).casefold() else f"#{name.removeprefix('#')}"

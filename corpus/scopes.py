"""Whose documents are whose. A scope is a short text that is stored with every document.

There are three kinds: the notes that ship with the bot, what the operator adds for everybody, and what one server adds.
"""

from __future__ import annotations

SHIPPED = "shipped"
SHARED = "shared"
DIRECT = "direct"  # no scope: the place of a reply that was given in no server
_SERVER = "server:"
_DRAFT = "draft:"
_FAQ = "faq:"


def of_server(guild_id: int) -> str:
    """Return the scope of one Discord server."""
    return f"{_SERVER}{guild_id}"


def place_of_server(guild_id: int | None) -> str:
    """Return where a reply is given, as the log names it: the scope of a server, or `DIRECT` outside any (`None`)."""
    return DIRECT if guild_id is None else of_server(guild_id)


def is_server(scope: str) -> bool:
    """Whether a scope is that of a Discord server."""
    return scope.startswith(_SERVER)


def server_of(scope: str) -> int | None:
    """Return the Discord server whose scope it is; `None` for a scope of no server."""
    return int(scope.removeprefix(_SERVER)) if is_server(scope) else None


def draft_of(scope: str, token: str) -> str:
    """Return the scope in which documents wait to be published to `scope`; nobody asks it but the preview."""
    return f"{_DRAFT}{token}:{scope}"


def target_of(draft: str) -> str:
    """Return the scope to which a draft is to be published."""
    return draft.removeprefix(_DRAFT).split(":", 1)[1]


def is_draft(scope: str) -> bool:
    """Whether a scope holds documents that wait to be published."""
    return scope.startswith(_DRAFT)


def faq_of(scope: str) -> str:
    """Return the scope that keeps what moderators wrote for the FAQ of `scope`; no index reads it, no search finds it."""
    return f"{_FAQ}{scope}"


def is_faq(scope: str) -> bool:
    """Whether a scope keeps what moderators wrote for a FAQ."""
    return scope.startswith(_FAQ)


def owner_of(scope: str) -> str:
    """Return the scope to whose FAQ a scope belongs; any other scope belongs to itself."""
    return scope.removeprefix(_FAQ)


def visible_to(guild_id: int | None, *, notes: bool = True) -> tuple[str, ...]:
    """Return the scopes that may answer in a server, or outside any server (`None`: direct messages, the terminal)."""
    scopes = ((SHIPPED,) if notes else ()) + (SHARED,)
    return scopes if guild_id is None else (*scopes, of_server(guild_id))


def seen_from(scope: str, *, notes: bool = True) -> tuple[str, ...]:
    """Return all scopes whose documents answer where those of `scope` do: in its server, or outside of any."""
    return visible_to(server_of(scope), notes=notes)


def parse(text: str) -> str:
    """Return `text` if it names a scope.

    Raises `ValueError` with the remedy if it does not.
    """
    if text in (SHIPPED, SHARED) or (text.startswith(_SERVER) and text.removeprefix(_SERVER).isdecimal()):
        return text
    raise ValueError(f"{text!r} is no scope: use {SHARED!r} or 'server:' and the server's numeric ID")

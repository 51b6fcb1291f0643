"""Bodies as Discord sends them: users, members, channels, servers, messages."""

from __future__ import annotations

from typing import Any

BOT_ID, GUILD_ID, CHANNEL_ID, MEMBER_ID = 100, 200, 300, 400


def fill_in(component: dict[str, Any], uploads: list[str]) -> dict[str, Any]:
    """Return a control of a form as whoever fills it in sends it: files where it takes files, else left empty."""
    answer: dict[str, Any] = {"values": uploads} if component["type"] == 19 else {"value": ""}
    return {"type": component["type"], "id": 100, "custom_id": component["custom_id"], **answer}


def make_user(identity: int, name: str) -> dict[str, Any]:
    return {"id": str(identity), "username": name, "discriminator": "0", "global_name": name, "avatar": None}


def make_member(*roles: int) -> dict[str, Any]:
    return {
        "roles": [str(role) for role in roles],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def make_channel(guild_id: int = GUILD_ID) -> dict[str, Any]:
    """Return the channel of a server; that of the first is `CHANNEL_ID`."""
    return {
        "id": str(CHANNEL_ID + guild_id - GUILD_ID),
        "guild_id": str(guild_id),
        "type": 0,
        "name": "general",
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "topic": None,
        "nsfw": False,
    }


def moderator_role(guild_id: int) -> int:
    """Return the ID of the role of a server that may manage messages."""
    return guild_id * 10 + 1


def admin_role(guild_id: int) -> int:
    """Return the ID of the role of a server that may do everything."""
    return guild_id * 10 + 2


def _make_role(identity: int, permission: int) -> dict[str, Any]:
    return {"id": str(identity), "name": f"Role {identity}", "permissions": str(1 << permission), "position": 1}


def make_guild(guild_id: int = GUILD_ID) -> dict[str, Any]:
    everyone = {"id": str(guild_id), "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "hoist": False}
    return {
        "id": str(guild_id),
        "name": "A server",
        "owner_id": str(MEMBER_ID),
        "roles": [
            {**everyone, **role, "managed": False, "mentionable": False, "flags": 0}
            for role in ({}, _make_role(moderator_role(guild_id), 13), _make_role(admin_role(guild_id), 3))
        ],
        "channels": [make_channel(guild_id)],
        "members": [{**make_member(), "user": {**make_user(BOT_ID, "Landscape"), "bot": True}}],
        "member_count": 2,
        "emojis": [],
        "features": [],
        "large": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "afk_timeout": 0,
    }


def make_application() -> dict[str, Any]:
    return {
        "id": str(BOT_ID),
        "name": "Landscape",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": make_user(MEMBER_ID, "alice"),
        "verify_key": "",
        "flags": 0,
    }

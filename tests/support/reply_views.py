"""Reading the view of a reply as a member sees it, and holding it against Discord's rules."""

from __future__ import annotations

import re
from typing import Any

from support import discord_schema
from support.discord_schema import texts
from support.escaping import as_shown, still_active

from bot.ui.layout import TEXT_LIMIT, View
from index.engine import Overview

NOTHING = Overview((), 0, None)


def read_view(view: View) -> str:
    """All texts as a member reads them, without the marks for bold, small and quoted text."""
    return as_shown(texts(view.to_components()))


def container(view: View) -> dict[str, Any]:
    (only,) = view.to_components()
    return only


def buttons(view: View) -> list[dict[str, Any]]:
    return [item["accessory"] for item in container(view)["components"] if item["type"] == 9]


def assert_harmless(view: View) -> None:
    """Assert that each line, without the marks that we set ourselves, does nothing."""
    for line in texts(view.to_components()).split("\n"):
        ours = re.sub(r"^(-# |> )", "", line)
        struck = re.fullmatch(r"~~(.*?)~~", ours)  # as Discord reads it: up to the next two tildes
        ours = struck[1] if struck else ours
        assert not re.search("[\u202e\u200b]", ours)
        assert still_active(re.sub(r"(?<!\\)((?:\\\\)*)\*\*", r"\1", ours)) == []


def assert_within_limits(view: View) -> None:
    assert view.content_length() <= TEXT_LIMIT
    assert sum(1 for _ in view.walk_children()) <= 40
    if discord_schema.at_hand():
        body = {"components": view.to_components(), "flags": 32768}
        discord_schema.assert_bodies_fit([("POST", "/channels/1/messages", body)])

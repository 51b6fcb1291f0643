"""Waiting for what the bot does by itself, and reading it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from support.discord_schema import texts

from corpus.store.history import Actor

MIRA = Actor("Mira @everyone", 77)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the bot does in a task of its own."""
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


def raw(message: Any) -> str:
    return texts([component.to_dict() for component in message.components])

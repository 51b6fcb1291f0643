"""Registering the slash commands with Discord: once, and again only when they change."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from discord import app_commands

from bot.discord_app.workers import Workers
from corpus.store.bookkeeping import Bookkeeping, Ledger

_log = logging.getLogger(__name__)


async def register_commands(tree: app_commands.CommandTree[Any], bookkeeping: Bookkeeping, workers: Workers) -> None:
    """Register the commands of a tree, unless they are those of the last time.

    Raises what Discord answers, and `StoreError` as the store does.
    """
    described = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda command: command["name"])
    stated = json.dumps([tree.client.application_id, described], sort_keys=True)
    mark = {"sha256": hashlib.sha256(stated.encode()).hexdigest()}
    if await workers.store(bookkeeping.read, Ledger.COMMANDS) == mark:
        _log.info("the slash commands are unchanged")
        return
    await tree.sync()
    await workers.store(bookkeeping.write, Ledger.COMMANDS, mark)
    _log.info("registered %d slash commands", len(described))

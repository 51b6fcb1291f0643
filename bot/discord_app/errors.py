"""What is done about errors: which of them matter, and the short reference that ties a member's report to the log."""

from __future__ import annotations

import logging
import secrets

import discord
from discord import app_commands

from corpus.errors import MendableError

_log = logging.getLogger(__name__)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letter or digit that is read as another
_REFERENCE_LENGTH = 6

# Discord's codes for an interaction that nobody waits for any more: unknown message, webhook or interaction,
# already acknowledged, token expired.
_GONE = frozenset({10008, 10015, 10062, 40060, 50027})


class CannotStart(MendableError):
    """The bot cannot start; the message names the cause and the remedy in one line."""


def cause_of(error: BaseException) -> BaseException:
    """Return the error that a command itself raised, where discord.py wrapped another around it."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def is_gone(error: BaseException) -> bool:
    """Whether nobody waits for an answer any more: the interaction expired or was answered, or is deleted."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def log_failure(error: BaseException, doing: str) -> str:
    """Log an error of ours with its traceback, and return the reference that stands in the log line."""
    reference = "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE_LENGTH))
    _log.error("ref %s: %s failed", reference, doing, exc_info=error)
    return reference

"""The root of all errors that a user can mend."""

from __future__ import annotations


class MendableError(Exception):
    """Something went wrong that whoever asked for it can mend or wait out.

    The message says what to do, on one line, and names no secret: it is shown as it is, on Discord and in the terminal. Every
    other error is a fault of ours, and is shown as a reference to the log.
    """


class Stopped(Exception):
    """Whoever asked for some work had it stopped; nothing of it was stored."""

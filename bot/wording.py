"""Words that the terminal and Discord share."""

from __future__ import annotations


def sureness(probability: float) -> str:
    """Return a probability in per cent; nothing is ever quite certain."""
    return f"{min(99, max(1, int(probability * 100)))} %"

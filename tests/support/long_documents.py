"""A document that takes long to add, and the time in which Discord wants to hear."""

from __future__ import annotations

LIMIT = 0.3  # seconds from an interaction to its deferral
PASSAGES = 300


def long_document() -> bytes:
    """Text of as many sections as there shall be passages, each with figures of its own."""
    sections = (
        f"## Berth {n}\n\nThe harbour book says that berth {n} was dug in the year {1500 + n} for boats of "
        f"{n % 17 + 4} metres. Its keeper counted {n * 7} ropes, {n * 3} lamps and {n % 9} dogs, and wrote every "
        f"evening what the tide had taken, so that no captain could say later that berth {n} was dry.\n"
        for n in range(PASSAGES)
    )
    return "\n".join(["# The harbour book", *sections]).encode()

"""How far long work is, with a button that stops it."""

from __future__ import annotations

from typing import Protocol

from discord import ui

from bot.ui.layout import BLURPLE, View, build_card, format_title

_BAR = 16  # characters


class WorkInProgress(Protocol):
    """Work that can be watched: `done` of `total` parts (0 while nobody knows how many), and its button's token."""

    @property
    def token(self) -> str:
        """The token by which the button that stops the upload finds it."""

    @property
    def what(self) -> str:
        """What is being done, in a few words."""

    @property
    def done(self) -> int:
        """How many of its parts are done."""

    @property
    def total(self) -> int:
        """How many parts it has."""

    @property
    def seconds_left(self) -> float | None: ...


def render_progress(work: WorkInProgress) -> View:
    """Return how far some work is: what, how many of how many, and the time left; with a button that stops it."""
    text = f"**{format_title(work.what)}…**"
    if work.total:
        full = round(_BAR * work.done / work.total)
        text += f"\n{'█' * full}{'░' * (_BAR - full)} {work.done:,} of {work.total:,}"
        if (left := work.seconds_left) is not None:
            text += f" · {_format_seconds(left)} left"
    cancel: ui.Button[View] = ui.Button(label="Cancel", custom_id=f"job:cancel:{work.token}")
    return build_card(BLURPLE, ui.TextDisplay(text), ui.ActionRow(cancel))


def _format_seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"

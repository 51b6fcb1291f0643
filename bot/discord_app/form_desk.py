"""The forms that one feature opens of another: each is left here, when it is loaded, by the feature that it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from discord import ui

from bot.ui.layout import ViewItem
from corpus.store.faq.entries import FaqDraft


def _lack_form(*_: object) -> ui.Modal:
    raise RuntimeError("the feature that this form belongs to is not loaded")


async def _say_nothing(*_: object) -> Sequence[ViewItem]:
    return ()


@dataclass(slots=True)
class FormDesk:
    """Makes the forms that one feature opens of another: a FAQ entry to write, with its title, what stands in it and the gap that
    it answers; documents to add. And says at the end of a form what another feature has to say: of the gap that an entry was
    written for (the scope, the gap, the question of the entry), and of the open gaps where documents went live (the scope).
    """

    entry: Callable[[str, FaqDraft, int], ui.Modal] = _lack_form
    documents: Callable[[], ui.Modal] = _lack_form
    entry_end: Callable[[str, int, str], Awaitable[Sequence[ViewItem]]] = _say_nothing
    publishing_end: Callable[[str], Awaitable[Sequence[ViewItem]]] = _say_nothing

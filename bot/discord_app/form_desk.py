"""The forms that one feature opens of another: each is left here, when it is loaded, by the feature that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from discord import ui

from corpus.store.faq.entries import FaqDraft


def _lack_form(*_: object) -> ui.Modal:
    raise RuntimeError("the feature that this form belongs to is not loaded")


@dataclass(slots=True)
class FormDesk:
    """Makes the forms that one feature opens of another: a FAQ entry to write, with its title and what stands in it; documents to add."""

    entry: Callable[[str, FaqDraft], ui.Modal] = _lack_form
    documents: Callable[[], ui.Modal] = _lack_form

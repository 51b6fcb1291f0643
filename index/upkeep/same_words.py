"""The same words: whether a sentence stands in another text, whatever format the two came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from index.outcomes import Answer, Citation

_WORD = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\u00ad"


def list_words(text: str) -> list[str]:
    """Return the words of a text in small letters: formats differ in marks, ligatures and line breaks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace(_SOFT_HYPHEN, ""))
    return _WORD.findall(text.casefold())


def reduce_to_words(text: str) -> str:
    """Return the words of a text in small letters, with one space around each."""
    return f" {' '.join(list_words(text))} "


def pick_replacing(again: Answer, new: Collection[str], said: Sequence[str]) -> tuple[Citation | None, bool]:
    """Return the quote of a new document that an answer would begin with in place of what it `said`, its quotes in their order.

    `None` where the answer would begin as it does now, or with the same words out of a new document. The flag says whether
    what it said first would still be quoted, after the new sentence. `new` are the IDs of the new documents.
    """
    lead = again.citations[0]
    before, now = [reduce_to_words(quote) for quote in said], reduce_to_words(lead.quote)
    if lead.document.id not in new or any(now in quote for quote in before) or any(one in now for one in before[:1]):
        return None, False
    rest = [reduce_to_words(citation.quote) for citation in again.citations[1:]]
    return lead, any(one in quote for one in before[:1] for quote in rest)

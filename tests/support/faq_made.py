"""What tests of the FAQ share."""

from __future__ import annotations

from corpus.scopes import SHARED
from corpus.store.faq.entries import PassageRef
from index.engine import Engine


def find_passage(engine: Engine, words: str) -> PassageRef:
    """Return where the one shared document says something word for word."""
    (document,) = engine.store.listing([SHARED])
    start = engine.store.document(document.id).text.index(words)
    return PassageRef(document.id, document.version, start, start + len(words))

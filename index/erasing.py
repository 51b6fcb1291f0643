"""Erasing a server: what the store keeps of it, and the file of its index."""

from __future__ import annotations

from pathlib import Path

from corpus.store.documents import CorpusStore
from corpus.store.erasing import Erasure
from index.retrieval.scope_index import index_path


def erase_server_and_index(store: CorpusStore, index_dir: Path, scope: str) -> int:
    """Erase all that is kept of a server; return how many documents that were. Raises `StoreError`."""
    erased = Erasure(store).erase_server(scope)
    index_path(index_dir, scope).unlink(missing_ok=True)
    return erased

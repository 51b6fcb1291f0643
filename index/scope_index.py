"""All that is searched of one scope: its passages, their vectors and words, and the questions its documents answer."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import StoredPassage, StoredQuestion
from corpus.store import CorpusStore
from index.lexical import Bm25Index
from index.vectors import CorruptIndex, FaissVectorStore

_LOG = logging.getLogger(__name__)


class StaleIndex(Exception):
    """The vectors of a scope were made with another model or other passage settings."""


class ScopeIndex:
    """One revision of a scope, ready to be searched. Built from the store without embedding anything."""

    def __init__(
        self, revision: int, passages: list[StoredPassage], questions: list[StoredQuestion], vectors: FaissVectorStore
    ) -> None:
        self.revision = revision
        self.passages = {stored.id: stored for stored in passages}
        self.rows = [stored.id for stored in passages]
        self.vectors = vectors
        self.words = Bm25Index([f"{stored.passage.context}\n{stored.passage.text}" for stored in passages])
        self.languages = frozenset(stored.passage.document.source.language for stored in passages)
        self.questions = questions
        self.question_vectors = _matrix([stored.vector for stored in questions], 0)


def load(store: CorpusStore, folder: Path, scope: str, fingerprint: str, dimension: int) -> ScopeIndex:
    """Return the index of a scope at its current revision, read from its file or rebuilt from the store's vectors.

    Raises `StaleIndex` where the store's vectors have another fingerprint. A corrupt file is rebuilt, with a warning.
    """
    _, made_with = store.scope_state(scope)
    if made_with not in ("", fingerprint):
        raise StaleIndex(
            f"the documents of {scope!r} were indexed with {made_with}, and the settings now say {fingerprint}; "
            "run 'landscape index rebuild', or set EMBEDDING_MODEL back"
        )
    revision, passages, questions = store.snapshot(scope)
    path = index_path(folder, scope)
    manifest: dict[str, object] = {"scope": scope, "fingerprint": fingerprint, "revision": revision}
    try:
        vectors = FaissVectorStore.load(path, manifest)
    except CorruptIndex as error:
        _LOG.warning("%s; it is rebuilt from the store", error)
        vectors = None
    if vectors is None or len(vectors) != len(passages):
        vectors = FaissVectorStore(dimension)
        vectors.add([stored.id for stored in passages], _matrix([stored.vector for stored in passages], dimension))
        try:
            vectors.save(path, manifest)
        except OSError as error:  # the index is derived: without its file the next start is slower, and nothing is lost
            _LOG.warning("the index file %s can't be written: %s", path, error.strerror)
    return ScopeIndex(revision, passages, questions, vectors)


def index_path(folder: Path, scope: str) -> Path:
    """Return the index file of a scope; the name is safe on every file system and differs for every scope."""
    readable = "".join(letter if letter.isalnum() else "-" for letter in scope)
    return folder / f"{readable}-{hashlib.sha256(scope.encode()).hexdigest()[:8]}.faiss"


def _matrix(vectors: list[bytes], dimension: int) -> NDArray[np.float32]:
    if not vectors:
        return np.zeros((0, dimension), np.float32)
    return np.frombuffer(b"".join(vectors), np.float32).reshape(len(vectors), -1)

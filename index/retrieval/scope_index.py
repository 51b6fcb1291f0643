"""All that is searched of one scope: its passages, their vectors and words, and the questions its documents answer."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import MendableError
from corpus.scopes import is_draft
from corpus.store.changes import Changes, DocumentMark
from corpus.store.documents import CorpusStore
from corpus.store.records import StoredPassage, StoredQuestion
from index.retrieval.lexical import Bm25Index
from index.retrieval.vectors import CorruptIndex, VectorStore, VectorStoreKind

_LOG = logging.getLogger(__name__)

_PASSAGE_BYTES = 4096  # of a passage's words and places


class StaleIndex(MendableError):
    """The vectors of a scope were made with another model or other passage settings."""


class ScopeIndex:
    """A scope at one revision, ready to be searched, and brought to the next without embedding anything.

    While one thread refreshes it no other may search it; `passages` and `questions` are replaced then and never changed,
    so that whoever goes through them may do so meanwhile.
    """

    def __init__(self, scope: str, fingerprint: str, vectors: VectorStore, whole: Changes) -> None:
        """`vectors` are those of all passages of `whole`, which is all of the scope."""
        self.scope = scope
        self.vectors = vectors
        self.words = Bm25Index()
        self.passages: dict[int, StoredPassage] = {}  # by row, in the order of the rows
        self.questions: list[StoredQuestion] = []  # in the order of their numbers
        self._fingerprint = fingerprint
        self._take(whole, [])

    @property
    def rows(self) -> list[int]:
        """The numbers of the passages, rising."""
        return list(self.passages)

    def refresh(self, store: CorpusStore) -> None:
        """Bring the index to the store's present revision; only what differs is read and changed.

        Raises `StaleIndex` where the vectors have another fingerprint now, `StoreError` where the store fails; then
        nothing was changed. After any other error the index is of no use any more.
        """
        changes = _read_changes(store, self.scope, self._fingerprint, self._marks)
        gone = [row for row, stored in self.passages.items() if stored.passage.document.id in changes.gone]
        self.vectors.remove(gone)
        _add_vectors(self.vectors, changes.passages)
        self._take(changes, gone)

    def _take(self, changes: Changes, gone: list[int]) -> None:
        """Take everything but the vectors of changes over; `gone` are the rows of the documents that are gone."""
        self.words.remove(gone)
        self.words.add(
            [stored.id for stored in changes.passages],
            [f"{stored.passage.context}\n{stored.passage.text}" for stored in changes.passages],
        )
        passages = dict(self.passages)
        for row in gone:
            del passages[row]
        newest = next(reversed(passages), 0)
        passages.update((stored.id, stored) for stored in changes.passages)
        # A document that is restored has lower rows than the newest. Sorting makes so many tuples that Python would look
        # through all of its objects for garbage after some changes, which takes half a second.
        in_order = not changes.passages or changes.passages[0].id > newest
        self.passages = passages if in_order else dict(sorted(passages.items()))
        self.languages = frozenset(stored.passage.document.source.language for stored in self.passages.values())
        kept = [stored for stored in self.questions if stored.answer.document.id not in changes.gone]
        self.questions = sorted((*kept, *changes.questions), key=lambda stored: stored.id)
        self.question_vectors = _stack_vectors([stored.vector for stored in self.questions], 0)
        self.size = self._estimate_size()
        self._marks = changes.marks
        self.revision = changes.revision

    def _estimate_size(self) -> int:
        """Return about how many bytes of memory the index takes: the texts, each vector here and in FAISS, words and places."""
        texts = {stored.passage.document.id: len(stored.passage.document.text) for stored in self.passages.values()}
        return sum(texts.values()) + sum(2 * len(stored.vector) + _PASSAGE_BYTES for stored in self.passages.values())


def load_index(
    store: CorpusStore, folder: Path, scope: str, fingerprint: str, *, kind: VectorStoreKind, dimension: int
) -> ScopeIndex:
    """Return the index of a scope at its current revision, its vectors read from their file or from the store.

    `kind` is the class of the store of vectors, `dimension` their length.
    Raises `StaleIndex` where the store's vectors have another fingerprint. A corrupt file is rebuilt, with a warning.
    The file is written here only: 50,000 passages are 77 MB, too much to write for each change.
    """
    whole = _read_changes(store, scope, fingerprint, {})
    path = index_path(folder, scope)
    manifest: dict[str, object] = {"scope": scope, "fingerprint": fingerprint, "revision": whole.revision}
    try:
        vectors = kind.load(path, manifest)
    except CorruptIndex as error:
        _LOG.warning("%s; it is rebuilt from the store", error)
        vectors = None
    if vectors is None or len(vectors) != len(whole.passages):
        vectors = kind(dimension)
        _add_vectors(vectors, whole.passages)
        try:
            if not is_draft(scope):  # drafts come and go, and are small
                vectors.save(path, manifest)
        except OSError as error:  # the index is derived: without its file the next start is slower, and nothing is lost
            _LOG.warning("the index file %s can't be written: %s", path, error.strerror)
    return ScopeIndex(scope, fingerprint, vectors, whole)


def _read_changes(store: CorpusStore, scope: str, fingerprint: str, known: Mapping[str, DocumentMark]) -> Changes:
    changes = store.changes(scope, known)
    if changes.fingerprint not in ("", fingerprint):
        raise StaleIndex(
            f"the documents of {scope!r} were indexed with {changes.fingerprint}, and the settings now say {fingerprint}; "
            "run 'landscape index rebuild', or set EMBEDDING_MODEL back"
        )
    return changes


def _add_vectors(vectors: VectorStore, passages: list[StoredPassage]) -> None:
    vectors.add([stored.id for stored in passages], _stack_vectors([stored.vector for stored in passages], 0))


def index_path(folder: Path, scope: str) -> Path:
    """Return the index file of a scope; the name is safe on every file system and differs for every scope."""
    readable = "".join(letter if letter.isalnum() else "-" for letter in scope)
    return folder / f"{readable}-{hashlib.sha256(scope.encode()).hexdigest()[:8]}.faiss"


def _stack_vectors(vectors: list[bytes], dimension: int) -> NDArray[np.float32]:
    if not vectors:
        return np.zeros((0, dimension), np.float32)
    return np.frombuffer(b"".join(vectors), np.float32).reshape(len(vectors), -1)

"""Engine: the one thing that Discord and the terminal hold. It keeps the indexes in step with the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from corpus.documents import Passage
from corpus.store import CorpusStore
from index.answerer import Answerer, Trace
from index.calibration import Calibrations
from index.embedder import Embedder
from index.library import Added, Library, Progress
from index.outcomes import Reply
from index.retriever import Allowed
from index.scope_index import ScopeIndex, load


@dataclass(frozen=True, slots=True)
class Overview:
    """What the bot can talk about: the titles in use, how many documents, and when the last was added (UTC)."""

    titles: tuple[str, ...]
    documents: int
    updated: datetime | None


class Engine:
    """Answers questions and takes documents in. Blocks for the model's time; safe to use from several threads."""

    def __init__(
        self,
        store: CorpusStore,
        embedder: Embedder,
        library: Library,
        *,
        answerer: Answerer,
        calibrations: Calibrations,
        index_dir: Path,
    ) -> None:
        self.store = store
        self.library = library
        self.answerer = answerer
        self.calibrations = calibrations
        self._embedder = embedder
        self._index_dir = index_dir
        self._indexes: dict[str, ScopeIndex] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.store.close()

    def answer(self, question: str, scopes: Sequence[str], allowed: Allowed | None = None) -> Reply:
        """Answer a question from the documents of some scopes.

        Raises `StaleIndex` where their vectors were made with another model, `StoreError` where the store fails.
        """
        return self.trace(question, scopes, allowed).reply

    def trace(self, question: str, scopes: Sequence[str], allowed: Allowed | None = None) -> Trace:
        """Answer as `answer` does, and say how the reply came about."""
        indexes = [self.index(scope) for scope in scopes]
        return self.answerer.trace(question, indexes, allowed=allowed, threshold=self.threshold)

    def rankings_alone(
        self, question: str, scope: str, top: int, allowed: Allowed | None = None
    ) -> dict[str, list[Passage]]:
        """Return the first passages of a scope by cosine similarity alone and by BM25 alone, for comparison."""
        return self.answerer.retriever.alone(question, self.index(scope), top, allowed)

    def threshold(self, scope: str) -> float:
        """Return the probability from which the documents of a scope answer: a calibrated one, or the shipped."""
        fitted = self.calibrations.threshold(scope)
        return self.answerer.threshold(scope) if fitted is None else fitted

    def add(
        self,
        data: bytes,
        filename: str,
        scope: str,
        *,
        details: Mapping[str, Any] | None = None,
        on_progress: Progress | None = None,
    ) -> Added:
        """Add a document to a scope; see `Library.add`."""
        return self.library.add(data, filename, scope, details=details, on_progress=on_progress)

    def overview(self, scopes: Sequence[str]) -> Overview:
        """Return what the documents of some scopes are about."""
        documents = self.store.listing(scopes)
        return Overview(
            tuple(dict.fromkeys(document.title for document in documents)),
            len(documents),
            max((document.added_at for document in documents), default=None),
        )

    def index(self, scope: str) -> ScopeIndex:
        """Return the index of a scope at the store's present revision, whoever changed it."""
        revision, _ = self.store.scope_state(scope)
        known = self._indexes.get(scope)
        if known is not None and known.revision == revision:
            return known
        with self._lock:
            known = self._indexes.get(scope)
            if known is None or known.revision != revision:
                fingerprint = self.library.fingerprint
                known = load(self.store, self._index_dir, scope, fingerprint, self._embedder.dimension)
                self._indexes[scope] = known
        return known

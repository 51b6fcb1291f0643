"""Engine: answers questions and takes documents in, for Discord and the terminal; keeps the indexes in step with the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Passage
from corpus.scopes import is_draft, target_of
from corpus.store.documents import CorpusStore
from corpus.store.history import TERMINAL, Actor
from corpus.store.records import ListedDocument, StoredDocument, StoredPassage
from index.answering.answerer import Answerer, Trace
from index.answering.comparing import ask_both_sides
from index.courtesy import Courtesy
from index.erasing import erase_server_and_index
from index.faq.book import FaqBook
from index.judge.calibrations import Calibrations
from index.judge.grades import Thresholds
from index.library import Added, Library, Replaced, ReportProgress
from index.outcomes import Reply
from index.retrieval.embedder import Embedder
from index.retrieval.retriever import PassageFilter
from index.retrieval.scope_index import ScopeIndex, load_index
from index.retrieval.vectors import VectorStoreKind

INDEX_BYTES = 1024 * 1024 * 1024
_OVERVIEWS = 64  # that are kept: one for each server that was asked in lately


@dataclass(frozen=True, slots=True)
class Overview:
    """What the bot can talk about: the titles in use, each once, how many documents, and when the last was added (UTC).

    A server's own documents come first, the shipped notes last; `listed` has each in the same order.
    """

    titles: tuple[str, ...]
    documents: int
    updated: datetime | None
    listed: tuple[ListedDocument, ...] = ()


class Engine:
    """Answers questions and takes documents in. Its methods block while a model runs, and any thread may call them.

    One question is answered at a time, as the models run one at a time anyway: under one lock an index is brought up to
    date and searched, so that none changes while it is searched. Documents are read, embedded and stored outside of it.
    """

    def __init__(
        self,
        store: CorpusStore,
        embedder: Embedder,
        library: Library,
        *,
        answerer: Answerer,
        calibrations: Calibrations,
        index_dir: Path,
        vector_stores: VectorStoreKind,
        faq: FaqBook,
        index_bytes: int = INDEX_BYTES,
    ) -> None:
        """`index_bytes` is about how much memory the indexes of all scopes may take."""
        self.store = store
        self.library = library
        self.answerer = answerer
        self.calibrations = calibrations
        self.embedder = embedder
        self.faq = faq
        self._index_dir = index_dir
        self._vector_stores = vector_stores
        self.courtesy = Courtesy()
        self._indexes: dict[str, ScopeIndex] = {}  # the one that was used last is last
        self._index_bytes = index_bytes
        self._lock = RLock()
        self._overview_at = lru_cache(_OVERVIEWS)(self._read_overview)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.faq.close()
        self.store.close()

    def answer(self, question: str, scopes: Sequence[str], allowed: PassageFilter | None = None) -> Reply:
        """Answer a question from the documents of some scopes.

        Raises `StaleIndex` where their vectors were made with another model, `StoreError` where the store fails.
        """
        return self.trace(question, scopes, allowed).reply

    def trace(self, question: str, scopes: Sequence[str], allowed: PassageFilter | None = None) -> Trace:
        """Answer as `answer` does, and say how the reply came about. What the moderators' FAQ surely answers comes first."""
        with self.courtesy.mark_question():
            entry_answer = self.faq.answer(question, scopes) if allowed is None else None
        if entry_answer is not None:
            return Trace(entry_answer, entry_answer.probability, citations=entry_answer.citations)
        with self.courtesy.mark_question(), self._lock:
            indexes = [self.index(scope) for scope in scopes]
            return ask_both_sides(
                question,
                lambda text: self.answerer.trace(text, indexes, allowed=allowed, thresholds=self.thresholds),
            )

    def rank_alone(
        self, question: str, scope: str, top: int, allowed: PassageFilter | None = None
    ) -> dict[str, list[Passage]]:
        """Return the first passages of a scope by cosine similarity alone and by BM25 alone, for comparison."""
        with self._lock:
            return self.answerer.retriever.rank_alone(question, self.index(scope), top, allowed)

    def thresholds(self, scope: str) -> Thresholds:
        """Return the two thresholds of a scope: those that were calibrated for it, or else the shipped ones."""
        scope = target_of(scope) if is_draft(scope) else scope
        return self.calibrations.thresholds(scope) or self.answerer.thresholds

    def add(
        self,
        data: bytes,
        filename: str,
        scope: str,
        *,
        details: Mapping[str, Any] | None = None,
        actor: Actor = TERMINAL,
        batch: str | None = None,
        on_progress: ReportProgress | None = None,
    ) -> Added:
        """Add a document to a scope, as `Library.add` does. Questions that are asked meanwhile go first."""
        return self.library.add(
            data,
            filename,
            scope,
            details=details,
            actor=actor,
            batch=batch,
            on_progress=self._give_way_between(on_progress),
        )

    def replace(
        self,
        document_id: str,
        data: bytes,
        filename: str,
        actor: Actor,
        *,
        seen: int | None = None,
        on_progress: ReportProgress | None = None,
    ) -> Replaced:
        """Give a document another text, as `Library.replace` does. Questions that are asked meanwhile go first."""
        progress = self._give_way_between(on_progress)
        return self.library.replace(document_id, data, filename, actor, seen=seen, on_progress=progress)

    def publish(self, draft: str, actor: Actor) -> list[StoredDocument]:
        """Move the documents of a draft to the scope that it is a draft of, where they answer from then on."""
        documents = self.library.edits.drafts.publish(draft, actor)
        self._forget(draft)
        return documents

    def discard(self, draft: str) -> None:
        """Delete a draft with its documents."""
        self.library.edits.drafts.discard(draft)
        self._forget(draft)

    def discard_before(self, time: datetime) -> int:
        """Delete the drafts that are older than a time (UTC); return how many documents they held."""
        discarded = self.library.edits.drafts.discard_old(time)
        with self._lock:
            for scope in filter(is_draft, list(self._indexes)):
                del self._indexes[scope]  # that of a draft that stays is made again where somebody asks it
        return discarded

    def erase_server(self, scope: str) -> int:
        """Erase all that is kept of a server for good; return how many documents that were."""
        erased = erase_server_and_index(self.store, self._index_dir, scope)
        self._forget(scope)
        return erased

    def _forget(self, scope: str) -> None:
        with self._lock:
            self._indexes.pop(scope, None)

    def find_nearest(self, vector: NDArray[np.float32], scopes: Sequence[str]) -> tuple[float, StoredPassage] | None:
        """Return the passage of some scopes that is nearest to a unit vector, with its cosine; `None` where there is none."""
        with self._lock:
            hits = [
                (hit[0][1], index.passages[hit[0][0]])
                for index in map(self.index, scopes)
                if (hit := index.vectors.search(vector, 1))
            ]
        return max(hits, key=lambda hit: (hit[0], -hit[1].id), default=None)

    def find_passages(self, text: str, scopes: Sequence[str], limit: int) -> list[Passage]:
        """Return the passages of some scopes that have the words of a text, the best by BM25 first. No model runs."""
        with self._lock:
            hits = [
                (score, index.passages[row].passage)
                for index in map(self.index, scopes)
                for row, score in index.words.search(text, limit)
            ]
        return [passage for _, passage in sorted(hits, key=lambda hit: -hit[0])[:limit]]

    def _give_way_between(self, on_progress: ReportProgress | None) -> ReportProgress:
        def report(done: int, total: int) -> None:
            if on_progress is not None:
                on_progress(done, total)
            self.courtesy.give_way()

        return report

    def overview(self, scopes: Sequence[str]) -> Overview:
        """Return what the documents of some scopes are about; those of the last scope come first.

        The store is read only where one of them has changed.
        """
        revisions = tuple(self.store.scope_state(scope)[0] for scope in scopes)
        return self._overview_at(tuple(scopes), revisions)

    def _read_overview(self, scopes: tuple[str, ...], _revisions: tuple[int, ...]) -> Overview:
        order = {scope: place for place, scope in enumerate(scopes)}
        listed = sorted(self.store.titles(scopes), key=lambda one: -order[one.scope])
        return Overview(
            tuple(dict.fromkeys(one.title for one in listed)),
            len(listed),
            max((one.changed_at for one in listed), default=None),
            tuple(listed),
        )

    def index(self, scope: str) -> ScopeIndex:
        """Return the index of a scope at the store's present revision, whoever changed it.

        A later call may change it in place: to search it while other threads ask is not safe, to look through its
        passages is.
        """
        with self._lock:
            revision, _ = self.store.scope_state(scope)
            index = self._indexes.pop(scope, None)  # one that is left half changed by an error is not used again
            if index is None:
                index = load_index(
                    self.store, self._index_dir, scope, self.library.fingerprint,
                    kind=self._vector_stores, dimension=self.embedder.dimension,
                )  # fmt: skip
            elif index.revision != revision:
                index.refresh(self.store)
            self._indexes[scope] = index
            self._drop_idle()
            return index

    def _drop_idle(self) -> None:
        """Drop the indexes that were not used for longest where all together are too large; they are loaded again on use."""
        total = sum(index.size for index in self._indexes.values())
        for scope in list(self._indexes)[:-1]:
            if total <= self._index_bytes:
                return
            total -= self._indexes.pop(scope).size

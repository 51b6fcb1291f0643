"""Library: documents in and out. It reads, cuts and embeds; the store keeps the result in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from corpus.copies import list_digests
from corpus.documents import LeftOut, ReadDocument, Source
from corpus.file_limits import FileLimits
from corpus.passages import PassageSettings, split
from corpus.readers import UnreadableDocument
from corpus.scopes import SHIPPED
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import REFRESH, RELEASE, TERMINAL, Actor
from corpus.store.links import LinkTable
from corpus.store.quotas import Quota
from corpus.store.records import Embedded, NewPassage, NewQuestion, NewVersion, StoredDocument
from corpus.store.retitled import Retitled
from corpus.store.versions import Conflict
from index.notes import list_former_notes, list_unstored_notes
from index.passage_texts import compose_text, cut_answer, make_passage
from index.reading import SettledReader
from index.retrieval.embedder import Embedder
from index.retrieval.scope_index import StaleIndex

KnownVectors = Mapping[str, tuple[bytes, bytes]]  # of passages, by what was embedded: the vector, and the packed tokens
ReportProgress = Callable[[int, int], None]  # how many passages or documents are done, and how many there are in all
_LIMITS = FileLimits()


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was added. `existed`: the same bytes were there already, and nothing was changed.

    `left_out` is what its file holds and the document doesn't.
    """

    document_id: str
    title: str
    passages: int
    questions: int
    existed: bool
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document with its new text: how many of its passages were there before, and how many are new.

    `changed` is false where the file is the one that is there, or says the same: then nothing was done. `was` and `source` are
    its details before and after, `left_out` is what the file holds and the document doesn't, and `unlinked` says that it came
    from a link, from which it is read again no more.
    """

    document: StoredDocument
    kept: int
    new: int
    was: Source
    source: Source
    changed: bool = True
    left_out: tuple[LeftOut, ...] = ()
    unlinked: bool = False


class Library:
    """Adds documents to a scope. Slow work (reading, embedding) happens before the store is touched."""

    def __init__(
        self,
        store: CorpusStore,
        embedder: Embedder,
        settings: PassageSettings,
        limits: FileLimits = _LIMITS,
        quota: Quota | None = None,
    ) -> None:
        """`quota` is what each server may have; without one, as much as it likes."""
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._reader = SettledReader(embedder)
        self.limits = limits
        self._quota = quota
        self.edits = Edits(store)

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: the model, its hash and the passage settings."""
        return f"{self._embedder.fingerprint} {self._settings.fingerprint}"

    def add(
        self,
        data: bytes,
        filename: str,
        scope: str,
        *,
        document_id: str | None = None,
        details: Mapping[str, Any] | None = None,
        actor: Actor = TERMINAL,
        batch: str | None = None,
        on_progress: ReportProgress | None = None,
    ) -> Added:
        """Add a document. The same bytes again are a no-op that says so, whatever their line ends.

        `details` are fields of `Source` that are known better than the reader can tell: a title, a link, a date. Documents of
        one `batch` are taken back together. What `on_progress` raises stops the work, and nothing is stored; while a file is
        converted it is called with 0 of 0.

        Raises `UnreadableDocument`, `QuotaReached`, `StaleIndex` or `StoreError`; then nothing was changed.
        """
        digest = hashlib.sha256(data).hexdigest()
        found = self._store.find_any(scope, list_digests(data, filename))
        if found is not None:
            known = self._store.get(found)
            return Added(found, known.title, known.passages, 0, existed=True)
        self._check_scope(scope)
        self._check_quota(scope, documents=1, size=len(data))
        document = self._read(data, filename, on_progress)
        if details:
            document = replace(document, source=replace(document.source, **details))
        embedded = self._embed(document, filename, on_progress)
        identity = self._store.add(
            scope, NewVersion(document, embedded, filename, digest, data), fingerprint=self.fingerprint,
            document_id=document_id, actor=actor, batch=batch,
        )  # fmt: skip
        return Added(
            identity, document.source.title, len(embedded.passages), len(embedded.questions), existed=False,
            left_out=document.left_out,
        )  # fmt: skip

    def edit(
        self,
        document_id: str,
        details: Mapping[str, Any],
        actor: Actor,
        *,
        scope: str | None = None,
        seen: int | None = None,
    ) -> StoredDocument:
        """Give a document other details: fields of `Source`. A new title is embedded anew, for passages stand under it.

        `seen` is the version that the moderator saw. Raises `Conflict` where it is not the current one any more, and
        `UnknownDocument` where the document is not, or not any more, in `scope`.
        """
        document = self._store.document(document_id)
        self._check_quota(document.scope, size=len(document.text))
        source = replace(document.source, **details)
        embedded = None
        if source.title != document.title:
            read_again = self._reader.read_again(document.text, self._store.get(document.id).filename, source)
            embedded = self._embed(read_again, document.title, None)
        return self.edits.edit(document.id, source, actor, scope=scope, seen=seen, embedded=embedded)

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
        """Give a document another text. Its title, link and tags stay, and its date and author where the file names none.

        Passages that stay the same keep their vectors. A file that says the same as the document changes nothing.

        Raises `Conflict`, `UnreadableDocument`, `QuotaReached`, `StaleIndex` or `StoreError`; then nothing was changed.
        """
        known = self._store.get(document_id)
        old = self._store.document(known.id)
        same = Replaced(known, known.passages, 0, old.source, old.source, changed=False)
        there = self._store.find_any(known.scope, list_digests(data, filename))
        if there == known.id:
            return same
        if there is not None and actor != REFRESH:  # two pages may say the same
            title = self._store.get(there).title
            raise Conflict(f"{filename} is there already as “{title}” ({there}); remove one of the two")
        self._check_scope(known.scope)
        document = self._read(data, filename, on_progress)
        if document.text == old.text:
            return same
        self._check_quota(known.scope, size=len(data))
        document = replace(document, source=document.source.after(old.source))
        kept = self._store.vectors_of(known.id, known.version)
        embedded = self._embed(document, filename, on_progress, kept)
        linked = LinkTable(self._store).has(known.id)
        new = NewVersion(document, embedded, filename, hashlib.sha256(data).hexdigest(), data)
        stored = self.edits.replace(known.id, new, actor, seen=seen)
        fresh = sum(compose_text(document, passage.span) not in kept for passage in embedded.passages)
        return Replaced(
            stored, len(embedded.passages) - fresh, fresh, old.source, document.source,
            left_out=document.left_out, unlinked=linked and actor != REFRESH,
        )  # fmt: skip

    def restore(self, document_id: str, actor: Actor) -> StoredDocument:
        """Take a removed document into use again. Raises `Conflict` where it is in use, or the same bytes are."""
        document, filename = self.edits.last_version(document_id)
        self._check_scope(document.scope)
        self._check_quota(document.scope, documents=1)
        embedded = None
        if not self.edits.has_vectors(document.id, document.version):
            read_again = self._reader.read_again(document.text, filename, document.source)
            embedded = self._embed(read_again, filename, None)
        return self.edits.restore(document.id, actor, embedded)

    def embed_retitled(self) -> int:
        """Make the vectors anew of versions that were given another title without a model; return how many those were.

        One that is in use answers meanwhile, by its old vectors and its new title.
        """
        waiting = Retitled(self._store)
        versions = waiting.list()
        for one in versions:
            read_again = self._reader.read_again(one.document.text, one.filename, one.document.source)
            waiting.settle(one.document.id, one.document.version, self._embed(read_again, one.filename, None))
        return len(versions)

    def _check_quota(self, scope: str, *, documents: int = 0, size: int = 0) -> None:
        if self._quota is not None:
            self._quota.check(self._store, scope, documents=documents, size=size)

    def sync_notes(self) -> int:
        """Bring the shipped scope up to the notes of this release; return how many documents changed."""
        self._check_scope(SHIPPED)
        unstored = list_unstored_notes(self._store)
        for note in unstored:
            self.add(note.data, note.filename, SHIPPED, document_id=note.document_id, actor=RELEASE)
        gone = list_former_notes(self._store)
        for document in gone:
            self._store.remove(document.id, RELEASE)
        return len(unstored) + len(gone)

    def rebuild(self, on_progress: ReportProgress | None = None) -> int:
        """Cut and embed every document in use again, with the present model and settings; return how many."""
        documents = self._store.listing(self._store.scopes())
        for done, document in enumerate(documents):
            current = self._store.document(document.id)
            read_again = self._reader.read_again(current.text, document.filename, current.source)
            self._store.replace_passages(document.id, self._embed(read_again, document.filename, None))
            if on_progress is not None:
                on_progress(done + 1, len(documents))
        self._store.drop_unused_vectors()  # they came from the old model
        for scope in self._store.scopes():
            self._store.set_fingerprint(scope, self.fingerprint)
        return len(documents)

    def _read(self, data: bytes, filename: str, on_progress: ReportProgress | None) -> ReadDocument:
        check = None if on_progress is None else lambda: on_progress(0, 0)
        return self._reader.read_file(data, filename, self.limits, check)

    def _check_scope(self, scope: str) -> None:
        _, made_with = self._store.scope_state(scope)
        if made_with not in ("", self.fingerprint):
            raise StaleIndex(
                f"the documents of {scope!r} were indexed with {made_with}, and the settings now say "
                f"{self.fingerprint}; run 'landscape index rebuild', or set EMBEDDING_MODEL back"
            )

    def _embed(
        self,
        document: ReadDocument,
        filename: str,
        on_progress: ReportProgress | None,
        known: KnownVectors = MappingProxyType({}),
    ) -> Embedded:
        spans = split(document.text, document.blocks, self._settings)
        if not spans:
            raise UnreadableDocument(f"{filename} holds no text that could be quoted; give a file with sentences in it")
        asked = [(pair, cut_answer(document, pair)) for pair in document.questions]
        questions = [
            NewQuestion(pair.question.of(document.text), answer, vector.tobytes())
            for (pair, answer), vector in zip(
                asked, self._embedder.embed([pair.question.of(document.text) for pair, _ in asked]), strict=True
            )
        ]
        keys = [compose_text(document, span) for span in spans]
        new = [position for position, key in enumerate(keys) if key not in known]
        encoded = self._embedder.encode(
            [keys[position] for position in new],
            None if on_progress is None else lambda done: on_progress(done, len(new)),
        )
        fresh = dict(zip(new, encoded, strict=True))
        passages = [
            make_passage(span, key, fresh[position]) if position in fresh else NewPassage(span, *known[key])
            for position, (span, key) in enumerate(zip(spans, keys, strict=True))
        ]
        return Embedded(passages, questions)

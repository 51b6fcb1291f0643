"""Reading the FAQ: the entries of moderators and those that documents make, each with the span that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from corpus.documents import Document, Passage, Span
from corpus.scopes import SHARED, SHIPPED, faq_of
from corpus.store.changes import read_questions
from corpus.store.current import IN_USE, IS_CURRENT, select_current
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import FaqEntry, PassageRef, UnknownEntry, id_in_document
from corpus.store.records import StoredQuestion, to_document
from corpus.store.schema import DOCUMENTS, EVENTS, FAQ_ENTRIES, FAQ_USES, FAQ_VECTORS, PASSAGES, SCOPES, VERSIONS

_AT_ONCE = 500  # values in one query: SQLite bounds them


class FaqReading:
    """Reads entries, the passages that they cite, and how often they are used. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def revision(self, scope: str) -> tuple[int, int]:
        """Return two numbers that rise when documents that entries may cite change, and when the FAQ of a scope does."""
        documents = select(func.coalesce(func.sum(SCOPES.c.revision), 0)).where(
            SCOPES.c.scope.in_([SHIPPED, SHARED, scope])
        )
        changes = select(func.coalesce(func.max(EVENTS.c.id), 0)).where(EVENTS.c.scope == faq_of(scope))
        with self._store.reading() as connection:
            return connection.scalar(documents) or 0, connection.scalar(changes) or 0

    def entries(self, scope: str) -> list[FaqEntry]:
        """Return the entries of moderators that are in use, the oldest first."""
        return self._entries(FAQ_ENTRIES.c.scope == scope, FAQ_ENTRIES.c.removed_at.is_(None))

    def list_removed(self, scope: str) -> list[FaqEntry]:
        """Return the removed entries of moderators, the last removed first."""
        found = self._entries(FAQ_ENTRIES.c.scope == scope, FAQ_ENTRIES.c.removed_at.is_not(None))
        return sorted(found, key=lambda entry: str(entry.removed_at), reverse=True)

    def entry(self, scope: str, entry_id: str) -> FaqEntry:
        """Return one entry of moderators, removed or not. Raises `UnknownEntry`, also for an entry of another scope."""
        found = self._entries(FAQ_ENTRIES.c.scope == scope, FAQ_ENTRIES.c.id == entry_id)
        if not found:
            raise UnknownEntry("no entry of this server is called that: pick one from the list that is offered")
        return found[0]

    def list_made_by_documents(self, scope: str) -> list[tuple[FaqEntry, bytes]]:
        """Return the entries that the documents of a scope make themselves, each with its question's vector.

        They are there as long as their document is in use in the version that asks.
        """
        with self._store.reading() as connection:
            found: list[StoredQuestion] = read_questions(connection, scope)
        return [(_make_entry_of_document(stored), stored.vector) for stored in found]

    def passage(self, ref: PassageRef, scopes: Sequence[str]) -> Passage:
        """Return the span of a current version that is named. Raises `UnknownEntry` where these scopes don't hold it."""
        with self._store.reading() as connection:
            row = connection.execute(
                select_current().where(DOCUMENTS.c.id == ref.document_id, DOCUMENTS.c.scope.in_(scopes), IN_USE)
            ).one_or_none()
            found = None
            if row is not None and row.number == ref.version:
                found = _find_around(connection, to_document(row), ref.start, ref.end)
        if found is None:
            raise UnknownEntry("that passage is not in the documents any more: pick one from the list that is offered")
        return found

    def find(self, document_id: str, quote: str, scopes: Sequence[str]) -> PassageRef | None:
        """Return where a document that is in use in these scopes says something word for word; `None` where it doesn't."""
        query = select_current().where(DOCUMENTS.c.id == document_id, DOCUMENTS.c.scope.in_(scopes), IN_USE)
        with self._store.reading() as connection:
            row = connection.execute(query).one_or_none()
            start = row.text.find(quote) if row is not None and quote else -1
            if row is None or start == -1:
                return None
            found = _find_around(connection, to_document(row), start, start + len(quote))
        return None if found is None else PassageRef(document_id, found.document.version, found.start, found.end)

    def count_uses(self, scope: str) -> dict[tuple[str, str], int]:
        """Return how often each entry was used in a server, by `FaqEntry.use_key`."""
        query = select(FAQ_USES).where(FAQ_USES.c.scope == scope)
        with self._store.reading() as connection:
            return {(row.document_id, row.question): row.uses for row in connection.execute(query)}

    def count_uses_everywhere(self, key: tuple[str, str]) -> int:
        """Return how often an entry (`FaqEntry.use_key`) was used in all servers, for the operator."""
        query = select(func.coalesce(func.sum(FAQ_USES.c.uses), 0))
        with self._store.reading() as connection:
            return connection.scalar(query.where(FAQ_USES.c.document_id == key[0], FAQ_USES.c.question == key[1])) or 0

    def scopes(self) -> list[str]:
        """Return the scopes that have entries of moderators, removed ones included."""
        with self._store.reading() as connection:
            return list(connection.scalars(select(FAQ_ENTRIES.c.scope).distinct().order_by(FAQ_ENTRIES.c.scope)))

    def vectors(self, fingerprint: str, texts: Iterable[str]) -> dict[str, bytes]:
        """Return the kept vectors of texts, as far as there are any of this model."""
        wanted, found = list(texts), {}
        with self._store.reading() as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                query = select(FAQ_VECTORS.c.text, FAQ_VECTORS.c.vector).where(
                    FAQ_VECTORS.c.fingerprint == fingerprint,
                    FAQ_VECTORS.c.text.in_(wanted[first : first + _AT_ONCE]),
                )
                found.update({row.text: row.vector for row in connection.execute(query)})
        return found

    # ---- inside

    def _entries(self, *conditions: Any) -> list[FaqEntry]:
        query = (
            select(FAQ_ENTRIES, DOCUMENTS.c.scope.label("place"), DOCUMENTS.c.removed_at.label("gone"), *_DOCUMENT)
            .join(DOCUMENTS, DOCUMENTS.c.id == FAQ_ENTRIES.c.document_id)
            .join(VERSIONS, IS_CURRENT)
            .where(*conditions)
            .order_by(FAQ_ENTRIES.c.created_at, FAQ_ENTRIES.c.id)
        )
        documents: dict[str, Document] = {}
        with self._store.reading() as connection:
            return [_to_entry(connection, row, documents) for row in connection.execute(query).all()]


# The columns that `to_document` reads and that entries lack or call otherwise.
_DOCUMENT = [
    VERSIONS.c.number, VERSIONS.c.text, VERSIONS.c.title, VERSIONS.c.url, VERSIONS.c.source_title,
    VERSIONS.c.author.label("words_by"), VERSIONS.c.publisher, VERSIONS.c.published, VERSIONS.c.language,
    VERSIONS.c.tags.label("document_tags"),
]  # fmt: skip


class _DocumentRow:
    """A row of an entry, read as the row of its document."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self.id, self.scope, self.author, self.tags = row.document_id, row.place, row.words_by, row.document_tags

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _to_entry(connection: Connection, row: Any, documents: dict[str, Document]) -> FaqEntry:
    document = documents.setdefault(row.document_id, to_document(_DocumentRow(row)))
    answer: Passage | None = None
    if row.gone is not None and row.removed_at is None:
        pass  # the document was removed, and the entry is withdrawn with it
    elif row.document_id == row.id:  # the moderators' own words: the whole text, under the question that it answers
        answer = Passage(document, 0, len(document.text), (row.question,), (Span(0, len(document.text)),))
    elif row.document_version == document.version:
        answer = _find_around(connection, document, row.start, row.end)
    else:
        answer = _find_moved(connection, document, row)
    return FaqEntry(
        row.id, row.scope, row.question, answer, tuple(row.phrasings), tuple(row.tags), row.author, False, row.version,
        row.created_at, row.changed_at, row.removed_at,
    )  # fmt: skip


def _find_moved(connection: Connection, document: Document, row: Any) -> Passage | None:
    """Return where the current version of a document has the words of an entry; `None` where it has them no more."""
    old: str | None = connection.scalar(
        select(func.substr(VERSIONS.c.text, row.start + 1, row.end - row.start)).where(
            VERSIONS.c.document_id == document.id, VERSIONS.c.number == row.document_version
        )
    )
    start = document.text.find(old) if old else -1
    return None if not old or start == -1 else _find_around(connection, document, start, start + len(old))


def _find_around(connection: Connection, document: Document, start: int, end: int) -> Passage | None:
    """Return a span of a document under the headings of the passage that holds it; `None` where none does."""
    row = connection.execute(
        select(PASSAGES.c.headings, PASSAGES.c.sentences)
        .where(
            PASSAGES.c.document_id == document.id, PASSAGES.c.version == document.version,
            PASSAGES.c.start <= start, PASSAGES.c.end >= end,
        )
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None or start >= end:
        return None
    sentences = tuple(Span(first, last) for first, last in row.sentences if start <= first and last <= end)
    return Passage(document, start, end, tuple(row.headings), sentences or (Span(start, end),))


def _make_entry_of_document(stored: StoredQuestion) -> FaqEntry:
    document = stored.answer.document
    return FaqEntry(
        id_in_document(document.id, stored.question), document.scope, " ".join(stored.question.split()), stored.answer,
        tags=document.source.tags, author=document.source.author or "", by_document=True,
    )  # fmt: skip

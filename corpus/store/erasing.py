"""Erasing: what is kept of a document, of a server or of a member goes for good, with all versions. Nothing undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from corpus.scopes import faq_of, is_draft, owner_of
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.document_rows import drop_unnamed_files, touch
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.members import Privacy
from corpus.store.schema import (
    CITATIONS,
    DOCUMENTS,
    EVENTS,
    FAQ_DRAFTS,
    FAQ_ENTRIES,
    FAQ_USES,
    FAQ_VECTORS,
    FEEDBACK,
    GAP_ASKINGS,
    GAP_FOLLOWERS,
    GAPS,
    OPT_OUTS,
    REPLIES,
    SCOPES,
    SERVERS,
    VERSIONS,
)
from corpus.store.versions import delete_document

_NOBODY = "a former moderator"


class Erasure:
    """Erases from one store. Raises `StoreError` as the store does; then nothing was changed."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def erase_document(self, document_id: str) -> str:
        """Erase a document with all of its versions, its files and what cites it; return its last title.

        Raises `UnknownDocument`.
        """
        with self._store.writing() as connection:
            _overwrite(connection)
            title: str | None = connection.scalar(
                select(VERSIONS.c.title)
                .where(VERSIONS.c.document_id == document_id)
                .order_by(VERSIONS.c.number.desc())
                .limit(1)
            )
            if title is None:
                raise UnknownDocument(f"no document has the ID “{document_id}”")
            _erase_documents(connection, [document_id])
        return title

    def erase_server(self, scope: str) -> int:
        """Erase all that is kept of a server: documents, drafts, its FAQ, questions, gaps, settings; return how many documents."""
        mine = (scope, faq_of(scope))
        with self._store.writing() as connection:
            _overwrite(connection)
            drafts = [
                each
                for each in connection.scalars(select(SCOPES.c.scope).union(select(DOCUMENTS.c.scope)))
                if is_draft(each) and each.endswith((f":{scope}", f":{faq_of(scope)}"))
            ]
            documents = list(connection.scalars(select(DOCUMENTS.c.id).where(DOCUMENTS.c.scope.in_((*mine, *drafts)))))
            _erase_documents(connection, documents)
            connection.execute(delete(SCOPES).where(SCOPES.c.scope.in_(drafts)))
            touch(connection, scope, None)
            replies = select(REPLIES.c.id).where(REPLIES.c.scope == scope)
            gaps = select(GAPS.c.id).where(GAPS.c.scope == scope)
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.reply_id.in_(replies)))
            connection.execute(delete(REPLIES).where(REPLIES.c.scope == scope))
            for table in (GAP_ASKINGS, GAP_FOLLOWERS):
                connection.execute(delete(table).where(table.c.gap_id.in_(gaps)))
            connection.execute(update(GAPS).where(GAPS.c.scope == scope).values(merged_into=None))
            for table in (GAPS, FAQ_ENTRIES, FAQ_USES, FAQ_DRAFTS, SERVERS, OPT_OUTS, EVENTS):
                connection.execute(delete(table).where(table.c.scope.in_(mine)))
        bookkeeping = Bookkeeping(self._store)
        for ledger in (Ledger.CALIBRATIONS, Ledger.DIGESTS, Ledger.LEFT):
            bookkeeping.change(ledger, lambda kept: _leave_out(kept, scope))
        return len(documents)

    def erase_member(self, user_id: int) -> int:
        """Erase the questions, follows and votes of a member everywhere, and their name from what they changed as a moderator.

        Return how many questions were kept. That they want none kept stays noted, so that none are kept again.
        """
        privacy = Privacy(self._store)
        scopes = select(REPLIES.c.scope).where(
            or_(
                REPLIES.c.asker_id == user_id,
                REPLIES.c.id.in_(select(FEEDBACK.c.reply_id).where(FEEDBACK.c.user_id == user_id)),
            )
        )
        gaps = select(GAPS.c.scope).where(
            or_(
                GAPS.c.id.in_(select(GAP_ASKINGS.c.gap_id).where(GAP_ASKINGS.c.asker_id == user_id)),
                GAPS.c.id.in_(select(GAP_FOLLOWERS.c.gap_id).where(GAP_FOLLOWERS.c.user_id == user_id)),
            )
        )
        with self._store.reading() as connection:
            places = list(connection.scalars(scopes.union(gaps)))
        kept = sum(privacy.count_kept(scope, user_id) for scope in places)
        for scope in places:
            privacy.forget(scope, user_id)
        with self._store.writing() as connection:
            _overwrite(connection)
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.user_id == user_id))
            _rename_moderator(connection, user_id)
        return kept


def _overwrite(connection: Connection) -> None:
    """Have SQLite write zeros over what is deleted."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _erase_documents(connection: Connection, documents: Sequence[str]) -> None:
    scopes: set[str] = set()
    for identity in documents:
        scopes.update(connection.scalars(select(DOCUMENTS.c.scope).where(DOCUMENTS.c.id == identity)))
        entries = select(FAQ_ENTRIES.c.id, FAQ_ENTRIES.c.scope).where(FAQ_ENTRIES.c.document_id == identity)
        for entry in connection.execute(entries).all():
            scopes.add(faq_of(owner_of(entry.scope)))
            connection.execute(delete(FAQ_ENTRIES).where(FAQ_ENTRIES.c.id == entry.id))
            for table in (FAQ_USES, EVENTS):
                connection.execute(delete(table).where(table.c.document_id == entry.id))
        for table in (FAQ_USES, CITATIONS, EVENTS):
            connection.execute(delete(table).where(table.c.document_id == identity))
        delete_document(connection, identity)
    gone = set(documents)
    for gap in connection.execute(select(GAPS.c.id, GAPS.c.ready)).all():
        if gap.ready and any(row.get("document_id") in gone for row in gap.ready.get("citations", ())):
            connection.execute(update(GAPS).where(GAPS.c.id == gap.id).values(ready=None, checked=""))
    for draft in connection.execute(select(FAQ_DRAFTS.c.token, FAQ_DRAFTS.c["values"])).all():
        if any(identity in str(draft[1]) for identity in gone):
            connection.execute(delete(FAQ_DRAFTS).where(FAQ_DRAFTS.c.token == draft.token))
    connection.execute(delete(FAQ_VECTORS))  # they name questions of documents, and are made again
    drop_unnamed_files(connection)
    for scope in sorted(scopes):
        touch(connection, scope, None)


def _rename_moderator(connection: Connection, user_id: int) -> None:
    """Take the name of a member out of the history, of the versions that they made and of the FAQ entries that they wrote."""
    for event in connection.execute(select(EVENTS).where(EVENTS.c.actor_id == user_id)).all():
        connection.execute(
            update(VERSIONS)
            .where(VERSIONS.c.document_id == event.document_id, VERSIONS.c.added_by == event.actor)
            .values(added_by=_NOBODY)
        )
        for name in ("closed_by", "merged_by"):
            connection.execute(update(GAPS).where(GAPS.c[name] == event.actor).values({name: _NOBODY}))
    connection.execute(update(EVENTS).where(EVENTS.c.actor_id == user_id).values(actor_id=None, actor=_NOBODY))
    for entry in connection.execute(select(FAQ_ENTRIES).where(FAQ_ENTRIES.c.author_id == user_id)).all():
        written = (VERSIONS.c.document_id == entry.id, VERSIONS.c.author == entry.author)
        connection.execute(update(VERSIONS).where(*written).values(author=None))
        connection.execute(
            update(FAQ_ENTRIES).where(FAQ_ENTRIES.c.id == entry.id).values(author_id=None, author=_NOBODY)
        )


def _leave_out(kept: Any, scope: str) -> Any:
    return {name: value for name, value in kept.items() if name != scope} if isinstance(kept, dict) else kept

"""FaqStore: the FAQ entries of moderators. Each change is one transaction, with its line in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.scopes import faq_of
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import (
    ENTRIES_LIMIT,
    BadEntry,
    FaqDraft,
    FaqEntry,
    UnknownEntry,
    fold_words,
    tidy_draft,
)
from corpus.store.faq.reading import FaqReading
from corpus.store.faq.writing import describe_draft, describe_entry, insert_entry, make_event, place_answer
from corpus.store.history import Action, Actor, new_batch, now, record
from corpus.store.schema import DOCUMENTS, EVENTS, FAQ_DRAFTS, FAQ_ENTRIES, FAQ_USES, FAQ_VECTORS
from corpus.store.versions import Conflict

_GONE = "this draft is gone: it was saved or discarded, or is older than a day"


class FaqStore:
    """Keeps, edits and removes entries of the FAQ. The history has these changes under `scopes.faq_of`, apart from documents.

    Raises `StoreError` as the store does, `BadEntry` for what can't be kept, `UnknownEntry` for an entry that the scope
    does not have, and `Conflict` where another entry asks the same or somebody was faster.
    """

    def __init__(self, store: CorpusStore) -> None:
        self._store = store
        self.reading = FaqReading(store)

    # ---- changes

    def add(self, scope: str, draft: FaqDraft, actor: Actor) -> FaqEntry:
        """Keep a new entry."""
        draft = tidy_draft(draft)
        with self._store.writing() as connection:
            asked = _Asked(connection, scope)
            asked.take(draft)
            identity = insert_entry(connection, scope, draft, actor)
        return self.reading.entry(scope, identity)

    def add_all(
        self, scope: str, drafts: Sequence[FaqDraft], actor: Actor, times: Sequence[tuple[datetime, datetime]]
    ) -> tuple[int, list[str]]:
        """Keep many entries in one go; return how many, and why others were left out.

        `times` are when each was made and last changed.
        """
        added, refused = 0, []
        batch = new_batch()
        with self._store.writing() as connection:
            asked = _Asked(connection, scope)
            for draft, (created, changed) in zip(drafts, times, strict=True):
                try:
                    good = tidy_draft(draft)
                    asked.take(good)
                except (BadEntry, Conflict) as error:
                    refused.append(str(error))
                    continue
                insert_entry(connection, scope, good, actor, batch=batch, created=created, changed=changed)
                added += 1
        return added, refused

    def edit(self, scope: str, entry_id: str, draft: FaqDraft, actor: Actor, *, seen: int | None = None) -> FaqEntry:
        """Give an entry what a draft says. `seen` is the version that the moderator saw."""
        draft = tidy_draft(draft)
        with self._store.writing() as connection:
            row = self._find_row(connection, scope, entry_id, removed=False)
            if seen is not None and seen != row.version:
                by = connection.scalar(
                    select(EVENTS.c.actor).where(EVENTS.c.document_id == entry_id).order_by(EVENTS.c.id.desc()).limit(1)
                )
                raise Conflict(
                    f"“{row.question}” was changed by {by or 'somebody else'} since you opened it; nothing of yours was "
                    "saved: look at it and try again"
                )
            _Asked(connection, scope, besides=entry_id).take(draft)
            before, after = describe_entry(connection, row), describe_draft(draft)
            place = place_answer(connection, scope, entry_id, draft, actor=actor, old=row)
            connection.execute(
                update(FAQ_ENTRIES)
                .where(FAQ_ENTRIES.c.id == entry_id)
                .values(
                    version=row.version + 1, question=draft.question, phrasings=list(draft.phrasings),
                    tags=list(draft.tags), changed_at=now(), **place,
                )
            )  # fmt: skip
            differing = [name for name in after if before.get(name) != after[name]]
            event = make_event(
                scope, Action.EDIT, entry_id, draft.question,
                before={"version": row.version} | {name: before.get(name) for name in differing},
                after={"version": row.version + 1} | {name: after[name] for name in differing},
            )  # fmt: skip
            record(connection, event, actor)
        return self.reading.entry(scope, entry_id)

    def remove(self, scope: str, entry_id: str, actor: Actor) -> FaqEntry:
        """Take an entry out of use; `restore` brings it back."""
        at = now()
        with self._store.writing() as connection:
            row = self._find_row(connection, scope, entry_id, removed=False)
            self._set_removed(connection, row, at)
            was = {"version": row.version}
            record(connection, make_event(scope, Action.REMOVE, entry_id, row.question, before=was), actor)
        return self.reading.entry(scope, entry_id)

    def remove_batch(self, scope: str, batch: str, actor: Actor) -> int:
        """Take out of use the entries that were added in one go, but for those that were changed since; return how many."""
        at, removing = now(), new_batch()
        added = select(EVENTS.c.document_id).where(
            EVENTS.c.scope == faq_of(scope), EVENTS.c.batch == batch, EVENTS.c.action == Action.ADD
        )
        mine = (FAQ_ENTRIES.c.scope == scope, FAQ_ENTRIES.c.id.in_(added))
        unchanged = (FAQ_ENTRIES.c.version == 1, FAQ_ENTRIES.c.removed_at.is_(None))
        with self._store.writing() as connection:
            rows = connection.execute(select(FAQ_ENTRIES).where(*mine, *unchanged)).all()
            for row in rows:
                self._set_removed(connection, row, at)
                event = make_event(scope, Action.REMOVE, row.id, row.question, before={"version": row.version})
                record(connection, event, actor, removing)
        return len(rows)

    def restore(self, scope: str, entry_id: str, actor: Actor) -> FaqEntry:
        """Take a removed entry into use again."""
        with self._store.writing() as connection:
            row = self._find_row(connection, scope, entry_id, removed=True)
            _Asked(connection, scope).take(FaqDraft(row.question, phrasings=tuple(row.phrasings)))
            self._set_removed(connection, row, None)
            becomes = {"version": row.version}
            record(connection, make_event(scope, Action.RESTORE, entry_id, row.question, after=becomes), actor)
        return self.reading.entry(scope, entry_id)

    # ---- what may be lost

    def count_use(self, scope: str, key: tuple[str, str]) -> None:
        """Count one use of an entry (`FaqEntry.use_key`) in a server."""
        document_id, question = key
        values = {"scope": scope, "document_id": document_id, "question": question, "uses": 1, "used_at": now()}
        changes = {"uses": FAQ_USES.c.uses + 1, "used_at": values["used_at"]}
        with self._store.writing() as connection:
            connection.execute(
                upsert(FAQ_USES)
                .values(**values)
                .on_conflict_do_update(index_elements=["scope", "document_id", "question"], set_=changes)
            )

    def keep_vectors(self, fingerprint: str, vectors: Mapping[str, bytes]) -> None:
        """Keep the vectors of texts, so that they need not be made again."""
        rows = [{"fingerprint": fingerprint, "text": text, "vector": vector} for text, vector in vectors.items()]
        if rows:
            with self._store.writing() as connection:
                connection.execute(upsert(FAQ_VECTORS).on_conflict_do_nothing(), rows)

    def keep_draft(self, scope: str, token: str, values: Mapping[str, Any]) -> None:
        """Keep what a moderator is about to save, until it is saved, discarded or forgotten."""
        with self._store.writing() as connection:
            kept = connection.execute(
                upsert(FAQ_DRAFTS)
                .values(token=token, scope=scope, made_at=now(), values=dict(values))
                .on_conflict_do_update(
                    index_elements=["token"], set_={"values": dict(values)}, where=FAQ_DRAFTS.c.scope == scope
                )
            )
            if not kept.rowcount:  # a forged token: it is the draft of another server
                raise UnknownEntry(_GONE)

    def draft(self, scope: str, token: str) -> Mapping[str, Any]:
        """Return what was kept under a token. Raises `UnknownEntry` where it is gone."""
        query = select(FAQ_DRAFTS.c["values"]).where(FAQ_DRAFTS.c.token == token, FAQ_DRAFTS.c.scope == scope)
        with self._store.reading() as connection:
            found: Mapping[str, Any] | None = connection.scalar(query)
        if found is None:
            raise UnknownEntry(_GONE)
        return found

    def drop_draft(self, scope: str, token: str) -> None:
        """Forget a draft."""
        with self._store.writing() as connection:
            connection.execute(delete(FAQ_DRAFTS).where(FAQ_DRAFTS.c.token == token, FAQ_DRAFTS.c.scope == scope))

    def drop_drafts_before(self, time: datetime) -> int:
        """Forget the drafts of all servers that are older than a time (UTC); return how many there were."""
        old = FAQ_DRAFTS.c.made_at < time
        with self._store.writing() as connection:
            return connection.execute(delete(FAQ_DRAFTS).where(old)).rowcount

    # ---- inside

    def _find_row(self, connection: Connection, scope: str, entry_id: str, *, removed: bool) -> Any:
        row = connection.execute(
            select(FAQ_ENTRIES).where(FAQ_ENTRIES.c.id == entry_id, FAQ_ENTRIES.c.scope == scope)
        ).one_or_none()
        if row is None:
            raise UnknownEntry("no entry of this server is called that: pick one from the list that is offered")
        if removed and row.removed_at is None:
            raise Conflict(f"“{row.question}” is in use: there is nothing to restore")
        if not removed and row.removed_at is not None:
            raise Conflict(f"“{row.question}” was removed by somebody else just now; nothing was changed")
        return row

    def _set_removed(self, connection: Connection, row: Any, at: datetime | None) -> None:
        connection.execute(update(FAQ_ENTRIES).where(FAQ_ENTRIES.c.id == row.id).values(removed_at=at))
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row.id).values(removed_at=at))


class _Asked:
    """The questions and phrasings of a scope's entries in use, in normal form: each belongs to one entry."""

    def __init__(self, connection: Connection, scope: str, *, besides: str = "") -> None:
        rows = connection.execute(
            select(FAQ_ENTRIES.c.question, FAQ_ENTRIES.c.phrasings).where(
                FAQ_ENTRIES.c.scope == scope, FAQ_ENTRIES.c.removed_at.is_(None), FAQ_ENTRIES.c.id != besides
            )
        ).all()
        self._entries = len(rows)
        self._of = {fold_words(text): row.question for row in rows for text in (row.question, *row.phrasings)}

    def take(self, draft: FaqDraft) -> None:
        """Count an entry in. Raises `Conflict` where another asks the same already, `BadEntry` where there are too many."""
        if self._entries >= ENTRIES_LIMIT:
            raise BadEntry(f"this server has {ENTRIES_LIMIT:,} entries, the most there can be: remove some first")
        texts = (draft.question, *draft.phrasings)
        for text in texts:
            if (other := self._of.get(fold_words(text))) is not None:
                raise Conflict(f"“{text}” is asked by the entry “{other}” already: edit that one, or leave this out")
        self._of.update((fold_words(text), draft.question) for text in texts)
        self._entries += 1

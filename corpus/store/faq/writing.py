"""Writing an entry of the FAQ down, inside the transaction of the change: its row, its words, its line in the history."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.documents import Source
from corpus.language import detect
from corpus.scopes import faq_of
from corpus.store.faq.entries import OWN_WORDS_TITLE, FaqDraft, PassageRef
from corpus.store.history import Action, Actor, NewEvent, now, record
from corpus.store.records import to_source_columns
from corpus.store.schema import DOCUMENTS, FAQ_ENTRIES, VERSIONS

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def insert_entry(
    connection: Connection, scope: str, draft: FaqDraft, actor: Actor, *, batch: str | None = None,
    created: datetime | None = None, changed: datetime | None = None,
) -> str:  # fmt: skip
    """Write a new entry, and return its ID."""
    identity = secrets.token_hex(6)
    created = created or now()
    place = place_answer(connection, scope, identity, draft, actor=actor)
    connection.execute(
        insert(FAQ_ENTRIES).values(
            id=identity, scope=scope, version=1, question=draft.question, phrasings=list(draft.phrasings),
            tags=list(draft.tags), author=draft.author or actor.name,
            author_id=None if draft.author else actor.id, created_at=created, changed_at=changed or created, **place,
        )
    )  # fmt: skip
    after = {"version": 1} | {name: text for name, text in describe_draft(draft).items() if text and name != "question"}
    record(connection, make_event(scope, Action.ADD, identity, draft.question, after=after), actor, batch)
    return identity


def place_answer(
    connection: Connection, scope: str, identity: str, draft: FaqDraft, *, actor: Actor, old: Any = None
) -> dict[str, Any]:
    """Return the columns that say where the answer of an entry stands. The moderators' own words are written down first."""
    if draft.answer is None:
        assert draft.passage is not None  # `tidy_draft` saw to it
        ref: PassageRef = draft.passage
    else:
        ref = _write_words(connection, scope, identity, draft, actor=actor, old=old)
    return {
        "document_id": ref.document_id, "document_version": ref.version, "start": ref.start, "end": ref.end,
    }  # fmt: skip


def _write_words(
    connection: Connection, scope: str, identity: str, draft: FaqDraft, *, actor: Actor, old: Any
) -> PassageRef:
    """Write the moderators' own words as the document of their entry, as a new version where they differ."""
    text, at = draft.answer or "", now()
    document = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == identity)).one_or_none()
    version = 1 if document is None else document.version + 1
    kept = None
    if document is None:
        connection.execute(insert(DOCUMENTS).values(id=identity, scope=faq_of(scope), version=1, added_at=at))
    else:
        kept = connection.execute(
            select(VERSIONS).where(VERSIONS.c.document_id == identity, VERSIONS.c.number == document.version)
        ).one()
        if (kept.text, kept.url) == (text, draft.url) and old.document_id == identity:
            return PassageRef(identity, kept.number, 0, len(text))
    author = draft.author or (actor.name if old is None else old.author)
    source = Source(OWN_WORDS_TITLE, draft.url, author=author, language=detect(text) or "en")
    connection.execute(
        insert(VERSIONS).values(
            document_id=identity, number=version, sha256=hashlib.sha256(text.encode()).hexdigest(), filename="faq.txt",
            text=text, characters=len(text), added_at=at, added_by=actor.name, **to_source_columns(source),
        )
    )  # fmt: skip
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == identity).values(version=version, removed_at=None))
    return PassageRef(identity, version, 0, len(text))


def describe_entry(connection: Connection, row: Any) -> dict[str, Any]:
    """Return what the history tells of an entry as it is kept."""
    text = connection.scalar(
        select(VERSIONS.c.text).where(
            VERSIONS.c.document_id == row.document_id, VERSIONS.c.number == row.document_version
        )
    )
    own = row.document_id == row.id
    ref = PassageRef(row.document_id, row.document_version, row.start, row.end)
    return _describe(row.question, text if own else None, None if own else ref, row.phrasings, row.tags)


def describe_draft(draft: FaqDraft) -> dict[str, Any]:
    """Return what the history tells of an entry that is written."""
    return _describe(draft.question, draft.answer, draft.passage, draft.phrasings, draft.tags)


def _describe(
    question: str, answer: str | None, ref: PassageRef | None, phrasings: Sequence[str], tags: Sequence[str]
) -> dict[str, Any]:
    passage = None if ref is None else f"{ref.document_id} version {ref.version}, {ref.start}–{ref.end}"
    return {
        "question": question, "answer": answer or f"passage {passage}", "phrasings": " · ".join(phrasings),
        "tags": ", ".join(tags),
    }  # fmt: skip


def make_event(
    scope: str, action: Action, entry_id: str, question: str, *, before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> NewEvent:  # fmt: skip
    """Return the line that the history gets for a change of an entry."""
    return NewEvent(faq_of(scope), action, entry_id, f"FAQ: {question}", before, after)

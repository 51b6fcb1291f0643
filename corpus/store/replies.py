"""ReplyLog: what was asked and replied where, so that a posted answer can follow its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select, column, delete, func, insert, or_, select, table, update

from corpus.store.citations import Cited, cites, insert_citations, read_citations
from corpus.store.documents import CorpusStore
from corpus.store.history import days_ago, now
from corpus.store.schema import DOCUMENTS, GAP_ASKINGS, REPLIES, VERSIONS

KEPT_DAYS = 90  # replies that are older are forgotten


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply on its way into the log. `milliseconds` is how long it took; the other fields are those of `LoggedReply`.

    `readings`: what the readers said of passages, as they pack it.
    """

    scope: str
    asker_id: int | None
    question: str
    outcome: str
    probability: float
    reason: str | None = None
    detail: str = ""
    revisions: Mapping[str, int] = field(default_factory=dict)
    citations: Sequence[Cited] = ()
    certainty: str | None = None
    milliseconds: float | None = None
    readings: bytes | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class LoggedReply:
    """A reply that was given. `channel_id` and `message_id` are `None` where only its asker saw it. Times are UTC.

    `certainty` of an answer is "sure" or "unsure". A refusal has one too where it was an unsure answer first, that its asker
    or a moderator gave up: `given_up_by` says which. `private`: its asker wanted nobody else to read question and reply.
    """

    id: int
    scope: str
    asked_at: datetime
    channel_id: int | None
    message_id: int | None
    question: str
    outcome: str
    reason: str | None
    detail: str
    probability: float
    revisions: Mapping[str, int]
    citations: tuple[Cited, ...]
    noted: Mapping[str, str]
    asker_id: int | None = None
    certainty: str | None = None
    given_up_by: str | None = None
    private: bool = False


class ReplyLog:
    """The replies of the last weeks. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store
        self._lock = Lock()
        self._last = 0  # the last number that was reserved

    def reserve(self) -> int:
        """Return the number that the next reply will have, and give it to nobody else who asks this log."""
        query: Select[Any] = (
            select(column("seq")).select_from(table("sqlite_sequence")).where(column("name") == REPLIES.name)
        )
        with self._lock, self._store.reading() as connection:
            self._last = max(self._last, connection.scalar(query) or 0) + 1
            return self._last

    def add(self, reply: NewReply, number: int | None = None) -> int:
        """Keep a reply and return its number: the one that was reserved for it, or the next."""
        with self._store.writing() as connection:
            done = connection.execute(
                insert(REPLIES).values(
                    scope=reply.scope, asked_at=now(), asker_id=reply.asker_id,
                    question=reply.question, outcome=reply.outcome, reason=reply.reason, detail=reply.detail,
                    probability=reply.probability, revisions=dict(reply.revisions), noted={},
                    certainty=reply.certainty, milliseconds=reply.milliseconds, readings=reply.readings,
                    private=reply.private,
                    **({} if number is None else {"id": number}),
                )
            )  # fmt: skip
            number = int(done.inserted_primary_key[0])  # type: ignore[index]
            insert_citations(connection, number, reply.citations)
        return number

    def note_posted(self, number: int, channel_id: int, message_id: int) -> None:
        """Note where a reply was posted."""
        self._set(number, channel_id=channel_id, message_id=message_id)

    def note(self, number: int, noted: Mapping[str, str]) -> None:
        """Note what the posted message says of its sources by now: what became of each, by the document's ID."""
        self._set(number, noted=dict(noted))

    def give_up(self, scope: str, number: int, by: str, detail: str) -> bool:
        """Make a refusal of an unsure answer, in the name of its "asker" or a "moderator"; return whether it was one still."""
        unsure = (REPLIES.c.outcome == "answer", REPLIES.c.certainty == "unsure")
        values = {"outcome": "refusal", "reason": "not_stated", "detail": detail, "given_up_by": by}
        with self._store.writing() as connection:
            done = connection.execute(
                update(REPLIES).where(REPLIES.c.id == number, REPLIES.c.scope == scope, *unsure).values(**values)
            )
            return bool(done.rowcount)

    def note_gone(self, number: int) -> None:
        """Note that the message was deleted, or can't be edited any more."""
        self._set(number, message_id=None)

    def get(self, number: int) -> LoggedReply | None:
        """Return a reply by its number."""
        return self._first(select(REPLIES).where(REPLIES.c.id == number))

    def find_posted(self, scope: str, message_id: int) -> LoggedReply | None:
        """Return the reply that was posted as a message of a server."""
        query = select(REPLIES).where(REPLIES.c.scope == scope, REPLIES.c.message_id == message_id)
        return self._first(query.order_by(REPLIES.c.id.desc()).limit(1))

    def list_posted(self, scope: str, message_id: int) -> list[LoggedReply]:
        """Return the replies that stand in one message of a server, in their order: several where it asked several questions."""
        query = select(REPLIES).where(REPLIES.c.scope == scope, REPLIES.c.message_id == message_id)
        with self._store.reading() as connection:
            return to_replies(connection, connection.execute(query.order_by(REPLIES.c.id)).all())

    def list_citing(self, document_id: str, days: float) -> list[LoggedReply]:
        """Return the posted answers of the last days that cite a document, the newest first."""
        query = select(REPLIES).where(
            REPLIES.c.outcome == "answer",
            REPLIES.c.message_id.is_not(None),
            REPLIES.c.asked_at >= days_ago(days),
            cites(document_id),
        )
        with self._store.reading() as connection:
            return to_replies(connection, connection.execute(query.order_by(REPLIES.c.id.desc())).all())

    def list_recent(self, scope: str | None, outcome: str, days: float, limit: int) -> list[LoggedReply]:
        """Return the replies of one outcome to different questions of the last days, the newest first; `None` stands for all scopes.

        Moderators read them, so private questions are not among them, but for those that were put to the moderators.
        """
        readable = or_(REPLIES.c.private.is_(False), REPLIES.c.id.in_(select(GAP_ASKINGS.c.reply_id)))
        query = select(REPLIES).where(REPLIES.c.outcome == outcome, REPLIES.c.asked_at >= days_ago(days), readable)
        query = query if scope is None else query.where(REPLIES.c.scope == scope)
        rows: dict[str, Any] = {}
        with self._store.reading() as connection:
            for row in connection.execute(query.order_by(REPLIES.c.id.desc())):
                rows.setdefault(" ".join(row.question.casefold().split()), row)
                if len(rows) == limit:
                    break
            return to_replies(connection, list(rows.values()))

    def list_readings(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Return what the readers said of passages when replies were given, by the replies' numbers."""
        query = select(REPLIES.c.id, REPLIES.c.readings).where(
            REPLIES.c.id.in_(numbers), REPLIES.c.readings.is_not(None)
        )
        with self._store.reading() as connection:
            return {row.id: row.readings for row in connection.execute(query)}

    def count_citing(self, scope: str, document_id: str) -> int:
        """Return how many kept answers of a server cite a document."""
        query = select(func.count()).where(
            REPLIES.c.scope == scope,
            REPLIES.c.outcome == "answer",
            cites(document_id),
        )
        with self._store.reading() as connection:
            return int(connection.scalar(query) or 0)

    def forget(self, days: float) -> int:
        """Delete replies that are older than this many days; return how many."""
        with self._store.writing() as connection:
            return connection.execute(delete(REPLIES).where(REPLIES.c.asked_at < days_ago(days))).rowcount

    def state_of(self, document_id: str, version: int) -> str | None:
        """Return what became of a version since: "removed", "changed", or `None` where it is the current one.

        A version that came back with the same text counts as the current one.
        """
        with self._store.reading() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).one_or_none()
            if row is None or row.removed_at is not None:
                return "removed"
            if row.version == version:
                return None
            numbers = select(VERSIONS.c.number, VERSIONS.c.text, VERSIONS.c.title, VERSIONS.c.url).where(
                VERSIONS.c.document_id == document_id, VERSIONS.c.number.in_([version, row.version])
            )
            texts = {found.number: found[1:] for found in connection.execute(numbers)}
        return None if texts.get(version) == texts.get(row.version) else "changed"

    def _first(self, query: Any) -> LoggedReply | None:
        with self._store.reading() as connection:
            replies = to_replies(connection, connection.execute(query).all())
        return replies[0] if replies else None

    def _set(self, number: int, **values: Any) -> None:
        with self._store.writing() as connection:
            connection.execute(update(REPLIES).where(REPLIES.c.id == number).values(**values))


def to_replies(connection: Connection, rows: Sequence[Any]) -> list[LoggedReply]:
    """Return rows of the log as values, with their citations."""
    citations = read_citations(connection, [row.id for row in rows])
    return [_to_reply(row, citations[row.id]) for row in rows]


def _to_reply(row: Any, citations: tuple[Cited, ...]) -> LoggedReply:
    return LoggedReply(
        row.id, row.scope, row.asked_at, row.channel_id, row.message_id, row.question, row.outcome, row.reason, row.detail,
        row.probability, row.revisions, citations, row.noted, row.asker_id, row.certainty, row.given_up_by,
        row.private,
    )  # fmt: skip

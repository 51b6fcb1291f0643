"""Gaps as members make them: questions that are logged as refused and noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from corpus.documents import Span
from corpus.passages import PassageSpan
from corpus.scopes import of_server
from corpus.store.citations import Cited
from corpus.store.documents import CorpusStore
from corpus.store.gaps.records import NewAsking, Ready
from corpus.store.gaps.store import GapStore
from corpus.store.replies import NewReply, ReplyLog
from corpus.store.schema import GAP_ASKINGS, GAPS

HERE, THERE = of_server(1), of_server(2)
ALICE, BOB, CAROL = 11, 12, 13


def cite(document_id: str) -> Cited:
    """Return a citation of the first letters of a document."""
    return Cited(document_id, 1, 1, Span(0, 5), PassageSpan(Span(0, 9), (), (Span(0, 9),)))


READY = Ready(0.9, "", {HERE: 1}, (cite("aa"),))
OTHER = Ready(0.9, "", {}, (cite("bb"),))
DOUBTED = Ready(0.4, "", {}, (cite("cc"),), certainty="unsure")


def refused(
    store: CorpusStore, asker: int, question: str = "Why?", scope: str = HERE, message: int | None = None
) -> int:
    """Log a refusal, posted as a message of channel 7, and return its number."""
    log = ReplyLog(store)
    number = log.add(NewReply(scope, asker, question, "refusal", 0.1, reason="not_stated"))
    if message is not None:
        log.note_posted(number, 7, message)
    return number


def note(
    gaps: GapStore,
    number: int,
    asker: int,
    question: str = "Why?",
    *,
    gap_id: int | None = None,
    scope: str = HERE,
    given_up: Ready | None = None,
) -> int:
    asking = NewAsking(number, question, asker, vector=b"", fingerprint="", checked="a")
    return gaps.note(scope, asking, gap_id, given_up=given_up)


def ask(
    store: CorpusStore,
    gaps: GapStore,
    asker: int,
    question: str = "Why?",
    *,
    gap_id: int | None = None,
    message: int | None = None,
) -> int:
    number = refused(store, asker, question, message=message)
    return note(gaps, number, asker, question, gap_id=gap_id)


def age(store: CorpusStore, gap_id: int, days: float) -> None:
    """Make a gap and its askings older."""
    at = datetime.now(UTC) - timedelta(days=days)
    with store.writing() as connection:
        connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(last_asked_at=at, created_at=at))
        connection.execute(update(GAPS).where(GAPS.c.id == gap_id, GAPS.c.closed_at.is_not(None)).values(closed_at=at))
        connection.execute(update(GAP_ASKINGS).where(GAP_ASKINGS.c.gap_id == gap_id).values(asked_at=at))

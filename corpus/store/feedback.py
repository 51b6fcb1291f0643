"""Feedback: whether members found an answer helpful. Each member has one vote on a reply, and may change it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, cast, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.replies import LoggedReply, to_replies
from corpus.store.schema import FEEDBACK, REPLIES


@dataclass(frozen=True, slots=True)
class Voted:
    """A reply that the log keeps, and whether most of those who voted on it found it helpful."""

    reply: LoggedReply
    helpful: bool


class Feedback:
    """The votes of members on answers. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def vote(self, scope: str, reply_id: int, user_id: int, helpful: bool) -> bool:
        """Keep a member's vote on an answer; return whether the scope has such an answer."""
        answer = select(REPLIES.c.id).where(
            REPLIES.c.id == reply_id, REPLIES.c.scope == scope, REPLIES.c.outcome == "answer"
        )
        with self._store.writing() as connection:
            if connection.scalar(answer) is None:
                return False
            statement = upsert(FEEDBACK).values(reply_id=reply_id, user_id=user_id, helpful=helpful)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["reply_id", "user_id"], set_={"helpful": helpful})
            )
        return True

    def list_voted(self, scope: str | None, limit: int) -> list[Voted]:
        """Return the last replies in a scope, or in all, that members voted on; those with as many for as against left out.

        Only answers are voted on. One that was given up has the vote against it, though it is kept as a refusal.
        """
        helpful = func.sum(cast(FEEDBACK.c.helpful, Integer))
        query = (
            select(REPLIES, (2 * helpful > func.count()).label("helpful"))
            .join(FEEDBACK, FEEDBACK.c.reply_id == REPLIES.c.id)
            .group_by(REPLIES.c.id)
            .having(2 * helpful != func.count())
            .order_by(REPLIES.c.id.desc())
            .limit(limit)
        )
        with self._store.reading() as connection:
            rows = connection.execute(query if scope is None else query.where(REPLIES.c.scope == scope)).all()
            replies = to_replies(connection, rows)
            return [Voted(reply, bool(row.helpful)) for reply, row in zip(replies, rows, strict=True)]

    def forget(self) -> int:
        """Delete the votes on replies that are not kept any more; return how many."""
        gone = FEEDBACK.c.reply_id.not_in(select(REPLIES.c.id))
        with self._store.writing() as connection:
            return connection.execute(delete(FEEDBACK).where(gone)).rowcount

"""Feedback: whether members found an answer helpful. One vote a member a reply, and it may be changed."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.schema import FEEDBACK, REPLIES
from corpus.store import CorpusStore


class Feedback:
    """The votes. Raises `StoreError` as the store does."""

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
            statement = upsert(FEEDBACK).values(reply_id=reply_id, user_id=str(user_id), helpful=helpful)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["reply_id", "user_id"], set_={"helpful": helpful})
            )
        return True

    def forget(self) -> int:
        """Delete the votes on replies that are not kept any more; return how many."""
        gone = FEEDBACK.c.reply_id.not_in(select(REPLIES.c.id))
        with self._store.writing() as connection:
            return connection.execute(delete(FEEDBACK).where(gone)).rowcount

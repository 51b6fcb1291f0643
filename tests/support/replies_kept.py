"""Replies as the log keeps them, also those that nobody but their asker may read."""

from __future__ import annotations

from sqlalchemy import func, select

from corpus.store.documents import CorpusStore
from corpus.store.replies import LoggedReply, ReplyLog
from corpus.store.schema import REPLIES


def read_newest(store: CorpusStore, scope: str) -> LoggedReply:
    """Return the newest reply of a scope."""
    with store.reading() as connection:
        number = connection.scalar(select(func.max(REPLIES.c.id)).where(REPLIES.c.scope == scope))
    reply = ReplyLog(store).get(number or 0)
    assert reply is not None, f"there is no reply in {scope}"
    return reply

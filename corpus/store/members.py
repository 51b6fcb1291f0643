"""Privacy: members whose questions are not kept, and deleting what is kept of one. Each server counts by itself."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.gaps.merging import list_group
from corpus.store.gaps.store import drop
from corpus.store.schema import FEEDBACK, GAP_ASKINGS, GAP_FOLLOWERS, GAPS, OPT_OUTS, REPLIES


class Privacy:
    """Members who want none of their questions kept, and deleting what is kept of a member. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def is_out(self, scope: str, user_id: int) -> bool:
        """Whether a member wants none of their questions kept in a scope."""
        query = select(OPT_OUTS.c.user_id).where(OPT_OUTS.c.user_id == user_id, OPT_OUTS.c.scope == scope)
        with self._store.reading() as connection:
            return connection.scalar(query) is not None

    def opt_out(self, scope: str, user_id: int) -> None:
        """Keep none of a member's questions from now on."""
        with self._store.writing() as connection:
            connection.execute(upsert(OPT_OUTS).values(user_id=user_id, scope=scope).on_conflict_do_nothing())

    def opt_in(self, scope: str, user_id: int) -> None:
        """Keep a member's questions again."""
        with self._store.writing() as connection:
            connection.execute(delete(OPT_OUTS).where(OPT_OUTS.c.user_id == user_id, OPT_OUTS.c.scope == scope))

    def count_kept(self, scope: str, user_id: int) -> int:
        """Return how many questions of a member are kept."""
        replies = select(REPLIES.c.id).where(REPLIES.c.scope == scope, REPLIES.c.asker_id == user_id)
        askings = (
            select(GAP_ASKINGS.c.reply_id)
            .join(GAPS, GAPS.c.id == GAP_ASKINGS.c.gap_id)
            .where(GAPS.c.scope == scope, GAP_ASKINGS.c.asker_id == user_id)
        )
        with self._store.reading() as connection:
            return connection.scalar(select(func.count()).select_from(replies.union(askings).subquery())) or 0

    def forget(self, scope: str, user_id: int) -> None:
        """Delete a member's questions, what they follow and what they said of answers.

        A gap that others asked too stays, in their words.
        """
        gaps = select(GAPS.c.id).where(GAPS.c.scope == scope)
        replies = select(REPLIES.c.id).where(REPLIES.c.scope == scope)
        with self._store.writing() as connection:
            mine = (GAP_ASKINGS.c.asker_id == user_id, GAP_ASKINGS.c.gap_id.in_(gaps))
            asked = connection.execute(select(GAP_ASKINGS.c.gap_id, GAP_ASKINGS.c.question).where(*mine)).all()
            connection.execute(delete(GAP_ASKINGS).where(*mine))
            connection.execute(
                delete(GAP_FOLLOWERS).where(GAP_FOLLOWERS.c.user_id == user_id, GAP_FOLLOWERS.c.gap_id.in_(gaps))
            )
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.user_id == user_id, FEEDBACK.c.reply_id.in_(replies)))
            connection.execute(delete(REPLIES).where(REPLIES.c.scope == scope, REPLIES.c.asker_id == user_id))
            for gap_id in {row.gap_id for row in asked}:
                others = connection.scalars(
                    select(GAP_ASKINGS.c.question)
                    .where(GAP_ASKINGS.c.gap_id == gap_id)
                    .order_by(GAP_ASKINGS.c.reply_id)
                ).all()
                if not others:
                    drop(connection, gap_id)
                    continue
                theirs = {row.question for row in asked if row.gap_id == gap_id} - set(others)
                connection.execute(
                    update(GAPS)
                    .where(GAPS.c.id.in_(list_group(connection, gap_id)), GAPS.c.question.in_(theirs))
                    .values(question=others[0], vector=b"", fingerprint="", checked="")
                )

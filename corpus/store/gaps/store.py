"""GapStore: what is done to gaps. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus.store.documents import CorpusStore
from corpus.store.gaps.merging import join, list_group, part
from corpus.store.gaps.reading import GapReading, find
from corpus.store.gaps.records import NewAsking, Place, Posting, Ready, Status, UnknownGap
from corpus.store.history import days_ago, now
from corpus.store.schema import GAP_ASKINGS, GAP_FOLLOWERS, GAPS, REPLIES

CLOSED_DAYS = 90  # after which closed gaps are forgotten
OPEN_DAYS = 365  # after which open gaps that nobody asks any more are


class GapStore:
    """Notes, closes, merges and forgets gaps, and who follows them.

    Raises `StoreError` as the store does, and `UnknownGap` for a gap that the scope does not have.
    """

    def __init__(self, store: CorpusStore) -> None:
        self._store = store
        self.reading = GapReading(store)

    # ---- asking

    def note(self, scope: str, asking: NewAsking, gap_id: int | None = None, *, given_up: Ready | None = None) -> int:
        """Note that a question was refused, and return its gap's number: that of `gap_id`, or without one of a new gap.

        `gap_id` may be a gap that was merged into another, whose wording recognised the question.
        `given_up` is the unsure answer that the asker did not take for one: it is not offered as the gap's answer.
        """
        at = now()
        with self._store.writing() as connection:
            wording = gap_id
            if gap_id is not None:
                gap_id = int(find(connection, scope, gap_id).id)
                connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(last_asked_at=at))
            else:
                done = connection.execute(
                    insert(GAPS).values(
                        scope=scope, question=asking.question, status=Status.OPEN, created_at=at, last_asked_at=at,
                        vector=asking.vector, fingerprint=asking.fingerprint, checked=asking.checked,
                    )
                )  # fmt: skip
                gap_id = int(done.inserted_primary_key[0])  # type: ignore[index]
            connection.execute(
                insert(GAP_ASKINGS).values(
                    reply_id=asking.reply_id,
                    gap_id=gap_id,
                    question=asking.question,
                    asker_id=asking.asker_id,
                    asked_at=at,
                    origin=wording if wording != gap_id else None,
                )
            )
            if given_up is not None:
                _decline(connection, gap_id, given_up)
        return gap_id

    def keep_vectors(self, fingerprint: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of wordings that were made anew, by the wordings' numbers."""
        with self._store.writing() as connection:
            for identity, vector in vectors.items():
                values = {"vector": vector, "fingerprint": fingerprint}
                connection.execute(update(GAPS).where(GAPS.c.id == identity).values(**values))

    def note_check(self, gap_id: int, state: str, ready: Ready | None) -> bool:
        """Note whether the documents answer a gap now that it was asked again; return whether that answer is a new one.

        An answer that was declined stays declined as long as it quotes the same, also where the question is refused in
        between. One that is sure is new after an unsure one.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                select(GAPS).where(GAPS.c.id == gap_id, GAPS.c.status == Status.OPEN)
            ).one_or_none()
            if row is None:
                return False
            old = None if row.ready is None else Ready.from_json(row.ready)
            if old is not None and old.declined:
                ready = old if ready is None else replace(ready, declined=old.citations == ready.citations)
            values = None if ready is None else ready.as_json()
            connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(checked=state, ready=values))
        if ready is None or ready.declined:
            return False
        return old is None or old.declined or (old.is_unsure and not ready.is_unsure)

    # ---- moderating

    def decline(self, scope: str, gap_id: int, *, declined: bool = True) -> None:
        """Keep an answer that is ready from being posted, or offer it again."""
        with self._store.writing() as connection:
            row = _find_open(connection, scope, gap_id)
            if row.ready is not None:
                values = dict(row.ready) | {"declined": declined}
                connection.execute(update(GAPS).where(GAPS.c.id == row.id).values(ready=values))

    def merge(self, scope: str, gap_id: int, into: int, by: str = "") -> bool:
        """Make a gap one with another: its askings and followers are the other's, and its question recognises it.

        Return whether they were two.
        """
        with self._store.writing() as connection:
            one, other = _find_open(connection, scope, gap_id), _find_open(connection, scope, into)
            if one.id == other.id:
                return False
            join(connection, one, other, by)
            return True

    def part(self, scope: str, merged: int) -> int:
        """Take the merging of a gap back; return the number of the gap that it was merged into.

        What was asked since in its words goes with it. Raises `UnknownGap` where it is merged no more, or closed by now.
        """
        with self._store.writing() as connection:
            root = _find_open(connection, scope, merged)
            row = connection.execute(select(GAPS).where(GAPS.c.id == merged)).one()
            if row.id == root.id or row.merged_at is None:
                raise UnknownGap("these questions are two already: nothing was changed")
            part(connection, row, root)
            return int(root.id)

    def close(self, scope: str, gap_id: int, status: Status, by: str) -> bool:
        """Close an open gap; return whether it was still open. Of two who close it at once, one does."""
        return self._move(scope, gap_id, Status.OPEN, status=status, closed_by=by, closed_at=now())

    def reopen(self, scope: str, gap_id: int, was: Status) -> bool:
        """Open a closed gap again; return whether it was closed so."""
        return self._move(scope, gap_id, was, status=Status.OPEN, closed_by=None, closed_at=None, checked="")

    # ---- following

    def follow(self, scope: str, gap_id: int, user_id: int, channel_id: int, message_id: int) -> None:
        """Have a member told of the answer under the message from which they follow; the last one counts."""
        place = {"channel_id": channel_id, "message_id": message_id, "unfollowed": False}
        with self._store.writing() as connection:
            row = _find_open(connection, scope, gap_id)
            statement = upsert(GAP_FOLLOWERS).values(gap_id=row.id, user_id=user_id, followed_at=now(), **place)
            connection.execute(statement.on_conflict_do_update(index_elements=["gap_id", "user_id"], set_=place))

    def unfollow(self, scope: str, gap_id: int, user_id: int) -> None:
        """Tell a member no more of a gap."""
        with self._store.writing() as connection:
            row = find(connection, scope, gap_id)
            group = list_group(connection, row.id)
            connection.execute(
                update(GAP_FOLLOWERS)
                .where(GAP_FOLLOWERS.c.gap_id.in_(group), GAP_FOLLOWERS.c.user_id == user_id)
                .values(unfollowed=True)
            )

    def tell(self, gap_id: int, place: Place) -> tuple[int, ...]:
        """Note that the answer is being posted at a place; return those who are to be mentioned, each only once ever."""
        at = now()
        waiting = (GAP_FOLLOWERS.c.told_at.is_(None), GAP_FOLLOWERS.c.unfollowed.is_(False))
        here = and_(GAP_FOLLOWERS.c.gap_id == gap_id, GAP_FOLLOWERS.c.user_id.in_(place.followers))
        with self._store.writing() as connection:
            told = set(connection.scalars(select(GAP_FOLLOWERS.c.user_id).where(here, *waiting)))
            everywhere = GAP_FOLLOWERS.c.gap_id.in_(list_group(connection, gap_id))
            theirs = update(GAP_FOLLOWERS).where(everywhere, GAP_FOLLOWERS.c.user_id.in_(told), *waiting)
            connection.execute(theirs.values(told_at=at))
            connection.execute(update(GAP_ASKINGS).where(*_match_askings(gap_id, place.channel_id)).values(told_at=at))
        return tuple(user for user in place.followers if user in told)

    def untell(self, gap_id: int, place: Place, told: Sequence[int]) -> None:
        """Take `tell` back where the answer could not be posted for now."""
        with self._store.writing() as connection:
            group = list_group(connection, gap_id)
            connection.execute(
                update(GAP_FOLLOWERS)
                .where(GAP_FOLLOWERS.c.gap_id.in_(group), GAP_FOLLOWERS.c.user_id.in_(told))
                .values(told_at=None)
            )
            connection.execute(
                update(GAP_ASKINGS).where(*_match_askings(gap_id, place.channel_id)).values(told_at=None)
            )

    def note_posted(self, gap_id: int, posting: Posting) -> None:
        """Note a message with the answer to a gap."""
        with self._store.writing() as connection:
            posted = connection.scalar(select(GAPS.c.posted).where(GAPS.c.id == gap_id)) or []
            # The IDs as texts: in JSON, numbers of that size may not be read back the same.
            posted = [*posted, [str(posting.channel_id), str(posting.message_id), posting.told]]
            connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(posted=posted))

    def note_card(self, gap_ids: Collection[int], channel_id: int | None, message_id: int | None) -> None:
        """Note which message of the log channel offers the answers of some gaps; `None` where it is gone."""
        values = {"card_channel_id": channel_id, "card_message_id": message_id}
        with self._store.writing() as connection:
            connection.execute(update(GAPS).where(GAPS.c.id.in_(gap_ids)).values(**values))

    # ---- forgetting

    def forget(self, closed_days: float = CLOSED_DAYS, open_days: float = OPEN_DAYS) -> int:
        """Delete the gaps that were closed long ago, or that nobody asked for long; return how many."""
        with self._store.writing() as connection:
            old = connection.scalars(
                select(GAPS.c.id).where(
                    GAPS.c.merged_into.is_(None),
                    or_(GAPS.c.closed_at < days_ago(closed_days), GAPS.c.last_asked_at < days_ago(open_days)),
                )
            ).all()
            for identity in old:
                drop(connection, identity)
        return len(old)

    # ---- inside

    def _move(self, scope: str, gap_id: int, was: Status, **values: Any) -> bool:
        with self._store.writing() as connection:
            row = find(connection, scope, gap_id)
            moved = connection.execute(update(GAPS).where(GAPS.c.id == row.id, GAPS.c.status == was).values(**values))
            return bool(moved.rowcount)


def drop(connection: Connection, gap_id: int) -> None:
    """Delete a gap, the wordings that were merged into it, its askings and its followers."""
    for merged in connection.scalars(select(GAPS.c.id).where(GAPS.c.merged_into == gap_id)).all():
        drop(connection, merged)
    for table in (GAP_ASKINGS, GAP_FOLLOWERS):
        connection.execute(delete(table).where(table.c.gap_id == gap_id))
    connection.execute(delete(GAPS).where(GAPS.c.id == gap_id))


def _decline(connection: Connection, gap_id: int, answer: Ready) -> None:
    """Mark an answer as declined, so that it isn't offered for a gap again, unless another answer waits there."""
    row = connection.execute(select(GAPS).where(GAPS.c.id == gap_id)).one()
    known = None if row.ready is None else Ready.from_json(row.ready)
    if known is None or known.declined or known.citations == answer.citations:
        declined = replace(answer, declined=True).as_json()
        connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(ready=declined))


def _find_open(connection: Connection, scope: str, gap_id: int) -> Any:
    row = find(connection, scope, gap_id)
    if row.status != Status.OPEN:
        raise UnknownGap("this question was closed meanwhile: /gaps list shows those that are open")
    return row


def _match_askings(gap_id: int, channel: int) -> tuple[Any, ...]:
    """Return the conditions that select the askings of a gap in a channel; the log must have them still."""
    numbers = select(REPLIES.c.id).where(REPLIES.c.channel_id == channel)
    return GAP_ASKINGS.c.gap_id == gap_id, GAP_ASKINGS.c.reply_id.in_(numbers)

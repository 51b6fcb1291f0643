"""Reading gaps: each belongs to one server's scope, and is never found from another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select

from corpus.store.citations import Cited, read_citations
from corpus.store.documents import CorpusStore
from corpus.store.gaps.merging import list_group
from corpus.store.gaps.records import Asking, Gap, Merger, Place, Posting, Ready, Status, UnknownGap, Wording
from corpus.store.history import days_ago
from corpus.store.schema import GAP_ASKINGS, GAP_FOLLOWERS, GAPS, REPLIES

MENTIONS = 50  # members in one message; for more there is another
_FOLLOWING = (GAP_FOLLOWERS.c.unfollowed.is_(False), GAP_FOLLOWERS.c.told_at.is_(None))
RECOGNISED = 2000  # questions of a server that a refused one is compared with


class GapReading:
    """Reads the gaps of a server, its askings and its followers. Raises `StoreError` as the store does."""

    def __init__(self, store: CorpusStore) -> None:
        self._store = store

    def get(self, scope: str, gap_id: int) -> Gap:
        """Return a gap, or the one that it was merged into. Raises `UnknownGap`, also for a gap of another scope."""
        with self._store.reading() as connection:
            root = find(connection, scope, gap_id).id
            (gap,) = _read(connection, GAPS.c.id == root)
            return replace(gap, mergers=_read_mergers(connection, root))

    def find_by_reply(self, scope: str, reply_id: int) -> Gap | None:
        """Return the gap to which a refusal belongs; `None` where it isn't kept."""
        query = select(GAP_ASKINGS.c.gap_id).where(GAP_ASKINGS.c.reply_id == reply_id)
        with self._store.reading() as connection:
            gap_id = connection.scalar(query)
            found = _read(connection, GAPS.c.id == gap_id, GAPS.c.scope == scope)
        return found[0] if found else None

    def listing(self, scope: str, status: Status = Status.OPEN) -> list[Gap]:
        """Return the gaps of a scope, the newest first."""
        return self._gaps(GAPS.c.scope == scope, GAPS.c.status == status)

    def list_everywhere(self, status: Status) -> list[Gap]:
        """Return the gaps of all scopes, the newest first: for the operator, as no server may see another's."""
        return self._gaps(GAPS.c.status == status)

    def list_unchecked(self, scope: str, state: str) -> list[Gap]:
        """Return the open gaps that were not asked in this state of the documents."""
        return self._gaps(GAPS.c.scope == scope, GAPS.c.status == Status.OPEN, GAPS.c.checked != state)

    def scopes(self) -> list[str]:
        """Return the scopes that have open gaps."""
        query = select(GAPS.c.scope).where(GAPS.c.status == Status.OPEN, GAPS.c.merged_into.is_(None)).distinct()
        with self._store.reading() as connection:
            return list(connection.scalars(query.order_by(GAPS.c.scope)))

    def wordings(self, scope: str, fingerprint: str) -> list[Wording]:
        """Return the questions by which the open and dismissed gaps of a scope are recognised, of the last `RECOGNISED` asked.

        There are not more, for each refused question is compared with them.
        """
        query = select(
            GAPS.c.id, GAPS.c.merged_into, GAPS.c.question, GAPS.c.status, GAPS.c.vector, GAPS.c.fingerprint
        ).where(GAPS.c.scope == scope)
        query = query.order_by(GAPS.c.last_asked_at.desc(), GAPS.c.id.desc()).limit(RECOGNISED)
        with self._store.reading() as connection:
            rows = {row.id: row for row in connection.execute(query)}
        found = []
        for row in sorted(rows.values(), key=lambda row: row.id):
            root: Any = row
            while root is not None and root.merged_into is not None:
                root = rows.get(root.merged_into)
            if root is not None and root.status != Status.ANSWERED:
                vector = row.vector if row.fingerprint == fingerprint else None
                found.append(Wording(row.id, root.id, row.question, vector))
        return found

    def count_askings(self, scope: str, asker_id: int, days: float) -> int:
        """Return how many refused questions of a member are kept in the gaps of a scope, of so many days."""
        mine = (GAP_ASKINGS.c.asker_id == asker_id, GAP_ASKINGS.c.asked_at >= days_ago(days))
        query = select(func.count()).select_from(GAP_ASKINGS).join(GAPS, GAPS.c.id == GAP_ASKINGS.c.gap_id)
        with self._store.reading() as connection:
            return connection.scalar(query.where(GAPS.c.scope == scope, *mine)) or 0

    def places(self, gap_id: int, days: float) -> list[Place]:
        """Return where the answer to a gap is to be posted.

        Under each message from which somebody follows; and in a channel where nobody does, once, where it was asked last,
        unless that is longer ago than `days`.
        """
        since = days_ago(days)
        asked = (
            select(REPLIES.c.channel_id, REPLIES.c.message_id)
            .join(GAP_ASKINGS, GAP_ASKINGS.c.reply_id == REPLIES.c.id)
            .where(
                GAP_ASKINGS.c.gap_id == gap_id, GAP_ASKINGS.c.told_at.is_(None), GAP_ASKINGS.c.asked_at >= since,
                REPLIES.c.message_id.is_not(None),
            )
            .order_by(REPLIES.c.id.desc())
        )  # fmt: skip
        followed = select(GAP_FOLLOWERS).where(GAP_FOLLOWERS.c.gap_id == gap_id, *_FOLLOWING)
        with self._store.reading() as connection:
            people: dict[tuple[int, int], list[int]] = {}
            for row in connection.execute(followed.order_by(GAP_FOLLOWERS.c.followed_at, GAP_FOLLOWERS.c.user_id)):
                people.setdefault((row.channel_id, row.message_id), []).append(row.user_id)
            channels = {channel for channel, _ in people}
            for row in connection.execute(asked):
                if row.channel_id not in channels:
                    channels.add(row.channel_id)
                    people[row.channel_id, row.message_id] = []
        return [
            Place(channel, message, tuple(users[first : first + MENTIONS]))
            for (channel, message), users in people.items()
            for first in range(0, max(len(users), 1), MENTIONS)
        ]

    def list_cards(self, scope: str, gap_ids: Collection[int]) -> dict[tuple[int, int], list[int]]:
        """Return the messages of the log channel that offer the answers of some gaps, with all gaps that each shows."""
        mine = select(GAPS.c.card_message_id).where(GAPS.c.scope == scope, GAPS.c.id.in_(gap_ids))
        query = select(GAPS.c.id, GAPS.c.card_channel_id, GAPS.c.card_message_id).where(
            GAPS.c.scope == scope, GAPS.c.card_message_id.in_(mine)
        )
        cards: dict[tuple[int, int], list[int]] = defaultdict(list)
        with self._store.reading() as connection:
            for row in connection.execute(query.order_by(GAPS.c.id)):
                cards[row.card_channel_id, row.card_message_id].append(row.id)
        return dict(cards)

    def count_secret(self, scope: str) -> int:
        """Return how many kept refusals of a scope were asked in private and not put to the moderators."""
        secret = (
            REPLIES.c.private,
            REPLIES.c.outcome == "refusal",
            REPLIES.c.id.not_in(select(GAP_ASKINGS.c.reply_id)),
        )
        with self._store.reading() as connection:
            return connection.scalar(select(func.count()).where(REPLIES.c.scope == scope, *secret)) or 0

    def citations(self, gap: Gap) -> tuple[Cited, ...]:
        """Return the passages that were nearest when a gap was asked last; empty where the log doesn't keep them any more."""
        numbers = [asking.reply_id for asking in gap.askings]
        with self._store.reading() as connection:
            last = connection.scalar(select(func.max(REPLIES.c.id)).where(REPLIES.c.id.in_(numbers)))
            return () if last is None else read_citations(connection, [last])[last]

    def _gaps(self, *conditions: Any) -> list[Gap]:
        with self._store.reading() as connection:
            return _read(connection, GAPS.c.merged_into.is_(None), *conditions)


def _read_mergers(connection: Connection, root: int) -> tuple[Merger, ...]:
    """Return the gaps that a gap took up and that can be parted from it again, the last first."""
    query = select(GAPS).where(GAPS.c.id.in_(list_group(connection, root)), GAPS.c.merged_at.is_not(None))
    rows = connection.execute(query.where(GAPS.c.id != root).order_by(GAPS.c.merged_at.desc(), GAPS.c.id.desc()))
    return tuple(Merger(row.id, row.question, row.merged_by, row.merged_at) for row in rows)


def find(connection: Connection, scope: str, gap_id: int) -> Any:
    """Return the row of a gap, or of the one that it was merged into. Raises `UnknownGap`."""
    row = connection.execute(select(GAPS).where(GAPS.c.id == gap_id, GAPS.c.scope == scope)).one_or_none()
    while row is not None and row.merged_into is not None:
        row = connection.execute(select(GAPS).where(GAPS.c.id == row.merged_into)).one_or_none()
    if row is None:
        raise UnknownGap("this question isn't kept any more: /gaps list shows those that are")
    return row


def _read(connection: Connection, *conditions: Any) -> list[Gap]:
    """Return gaps with their askings, the newest first."""
    askings: dict[int, list[Asking]] = defaultdict(list)
    asked = select(GAP_ASKINGS).join(GAPS, GAPS.c.id == GAP_ASKINGS.c.gap_id).where(*conditions)
    for row in connection.execute(asked.order_by(GAP_ASKINGS.c.reply_id.desc())):
        askings[row.gap_id].append(Asking(row.reply_id, row.question, row.asker_id, row.asked_at))
    following = (
        select(GAP_FOLLOWERS.c.gap_id, func.count())
        .join(GAPS, GAPS.c.id == GAP_FOLLOWERS.c.gap_id)
        .where(*conditions, *_FOLLOWING)
        .group_by(GAP_FOLLOWERS.c.gap_id)
    )
    followers = {row[0]: row[1] for row in connection.execute(following)}
    columns = [column for column in GAPS.c if column.name != "vector"]
    return [
        Gap(
            row.id, row.scope, row.question, Status(row.status), row.created_at, row.last_asked_at,
            row.closed_by, None if row.ready is None else Ready.from_json(row.ready),
            tuple(askings[row.id]), followers.get(row.id, 0), row.closed_at,
            tuple(Posting(int(channel), int(message), told) for channel, message, told in row.posted or ()),
        )
        for row in connection.execute(select(*columns).where(*conditions).order_by(GAPS.c.id.desc()))
    ]  # fmt: skip

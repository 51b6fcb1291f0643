"""Statistics of one server's replies, counted from the log: it holds the replies of the last 90 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from sqlalchemy import Integer, cast, func, select

from corpus.scopes import is_server, owner_of
from corpus.store.current import IN_USE, select_current
from corpus.store.documents import CorpusStore
from corpus.store.schema import CITATIONS, DOCUMENTS, FEEDBACK, REPLIES, VERSIONS

CITED = 5  # documents that are named


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions were answered and refused on one day (UTC). `unsure` counts the answers that were unsure."""

    day: date
    answered: int
    refused: int
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was asked in a server in the last days. Questions of members who opted out are in none of these numbers.

    `days` are in order and complete; `cited` are titles of documents in use with the number of answers that cite them, the
    most cited first; `helpful` of `votes` votes; `milliseconds` is the median, `None` where nothing was measured. Of the
    refused, `given_up` were unsure answers first.
    """

    days: tuple[Day, ...]
    cited: tuple[tuple[str, int], ...]
    helpful: int
    votes: int
    milliseconds: float | None
    given_up: int = 0

    @property
    def answered(self) -> int:
        """How many questions were answered, surely or not."""
        return sum(one.answered for one in self.days)

    @property
    def unsure(self) -> int:
        """How many answers were unsure."""
        return sum(one.unsure for one in self.days)

    @property
    def surely(self) -> int:
        """How many answers were sure."""
        return self.answered - self.unsure

    @property
    def refused(self) -> int:
        """How many questions were refused."""
        return sum(one.refused for one in self.days)

    @property
    def asked(self) -> int:
        """How many questions were answered or refused."""
        return self.answered + self.refused


def count(store: CorpusStore, scope: str, days: int, *, until: datetime | None = None) -> Statistics:
    """Return the statistics of the last `days` days of a server, the day of `until` (UTC) included."""
    last = (until or datetime.now(UTC)).date()
    first = last - timedelta(days=days - 1)
    since = datetime.combine(first, time(), UTC)
    within = (
        REPLIES.c.scope == scope,
        REPLIES.c.asked_at >= since,
        REPLIES.c.asked_at < since + timedelta(days=days),
    )
    # What was posted later as the answer to a gap has no asker: it is voted on, and is no question of its own.
    query = select(
        REPLIES.c.asked_at, REPLIES.c.outcome, REPLIES.c.certainty, REPLIES.c.given_up_by, REPLIES.c.milliseconds
    ).where(*within, REPLIES.c.asker_id.is_not(None))  # fmt: skip
    citing = (
        select(CITATIONS.c.document_id, func.count(REPLIES.c.id.distinct()))
        .join(REPLIES, REPLIES.c.id == CITATIONS.c.reply_id)
        .where(*within, REPLIES.c.asker_id.is_not(None), REPLIES.c.outcome == "answer")
        .group_by(CITATIONS.c.document_id)
    )
    votes = select(func.count(), func.coalesce(func.sum(cast(FEEDBACK.c.helpful, Integer)), 0)).join(
        REPLIES, REPLIES.c.id == FEEDBACK.c.reply_id
    )
    outcomes: Counter[tuple[date, str]] = Counter()
    times = []
    given_up = 0
    with store.reading() as connection:
        for row in connection.execute(query):
            day = row.asked_at.date()
            outcomes[day, row.outcome] += 1
            given_up += row.given_up_by is not None
            if row.outcome == "answer":
                outcomes[day, "unsure"] += row.certainty == "unsure"
            if row.milliseconds is not None:
                times.append(row.milliseconds)
        cited = {row[0]: row[1] for row in connection.execute(citing)}
        voted, helpful = connection.execute(votes.where(*within)).one()
    dates = (first + timedelta(days=number) for number in range(days))
    return Statistics(
        tuple(Day(day, outcomes[day, "answer"], outcomes[day, "refusal"], outcomes[day, "unsure"]) for day in dates),
        tuple(_titles(store, scope, cited)[:CITED]),
        int(helpful),
        int(voted),
        median(times) if times else None,
        given_up,
    )


def list_places(store: CorpusStore) -> list[str]:
    """Return where the replies that the log has were given: the scopes of servers, and `scopes.DIRECT`."""
    with store.reading() as connection:
        return list(connection.scalars(select(REPLIES.c.scope).distinct().order_by(REPLIES.c.scope)))


def _titles(store: CorpusStore, scope: str, cited: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the cited documents by title, those left out that are not in use, or belong to another server."""
    query = select_current(DOCUMENTS.c.id, DOCUMENTS.c.scope, VERSIONS.c.title).where(
        DOCUMENTS.c.id.in_(list(cited)), IN_USE
    )
    titles: Counter[str] = Counter()
    with store.reading() as connection:
        for row in connection.execute(query):
            owner = owner_of(row.scope)
            if owner == scope or not is_server(owner):
                titles[row.title] += cited[row.id]
    return sorted(titles.items(), key=lambda one: (-one[1], one[0]))

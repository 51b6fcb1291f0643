"""Making two gaps one, and two again: each asking and follower knows which gap it came from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from corpus.store.gaps.records import UnknownGap
from corpus.store.history import now
from corpus.store.schema import GAP_ASKINGS, GAP_FOLLOWERS, GAPS


def list_group(connection: Connection, gap_id: int) -> list[int]:
    """Return a gap and all that were merged into it, directly or by way of another."""
    found, waiting = [], [gap_id]
    while waiting:
        found += waiting
        waiting = list(connection.scalars(select(GAPS.c.id).where(GAPS.c.merged_into.in_(waiting))))
    return found


def join(connection: Connection, one: Any, other: Any, by: str) -> None:
    """Merge a gap into another. Of who follows both, the place from which they follow the other counts."""
    last = max(one.last_asked_at, other.last_asked_at)
    connection.execute(
        update(GAPS).where(GAPS.c.id == one.id).values(merged_into=other.id, merged_by=by, merged_at=now())
    )
    connection.execute(update(GAPS).where(GAPS.c.id == other.id).values(last_asked_at=last))
    _move(connection, GAP_ASKINGS, one.id, other.id)
    there = select(GAP_FOLLOWERS.c.user_id).where(GAP_FOLLOWERS.c.gap_id == other.id)
    _move(connection, GAP_FOLLOWERS, one.id, other.id, GAP_FOLLOWERS.c.user_id.not_in(there))


def part(connection: Connection, merged: Any, root: Any) -> None:
    """Take a merged gap out of another, with what was asked in its words or in those of gaps that it had taken up before.

    It is asked again of the documents. Raises `UnknownGap` where nothing of it is kept any more.
    """
    group = list_group(connection, merged.id)
    asked = GAP_ASKINGS.c.gap_id == root.id
    mine = select(func.max(GAP_ASKINGS.c.asked_at)).where(asked, GAP_ASKINGS.c.origin.in_(group))
    last = connection.scalar(mine)
    if last is None:
        raise UnknownGap("nobody's asking in these words is kept any more: nothing was changed")
    values = {"merged_into": None, "merged_by": None, "merged_at": None, "last_asked_at": last, "checked": ""}
    connection.execute(update(GAPS).where(GAPS.c.id == merged.id).values(**values))
    _move_back(connection, GAP_ASKINGS, root.id, merged.id, group)
    there = select(GAP_FOLLOWERS.c.user_id).where(GAP_FOLLOWERS.c.gap_id == merged.id)
    _move_back(connection, GAP_FOLLOWERS, root.id, merged.id, group, GAP_FOLLOWERS.c.user_id.not_in(there))
    left = connection.scalar(select(func.max(GAP_ASKINGS.c.asked_at)).where(asked))
    if left is not None:
        connection.execute(update(GAPS).where(GAPS.c.id == root.id).values(last_asked_at=left))


def _move(connection: Connection, table: Table, source: int, target: int, *conditions: Any) -> None:
    origin = func.coalesce(table.c.origin, table.c.gap_id)
    connection.execute(update(table).where(table.c.gap_id == source, *conditions).values(origin=origin, gap_id=target))


def _move_back(
    connection: Connection, table: Table, source: int, target: int, group: list[int], *conditions: Any
) -> None:
    theirs = (table.c.gap_id == source, table.c.origin.in_(group))
    connection.execute(update(table).where(*theirs, *conditions).values(gap_id=target))

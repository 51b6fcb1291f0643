"""Times and Discord's IDs come back from the store as they went in, and times compare as moments."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from corpus.scopes import SHARED
from corpus.store.database import FILENAME
from corpus.store.documents import CorpusStore
from corpus.store.schema import REPLIES

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
IDS = {"asker_id": 2**63 - 1, "channel_id": 7, "message_id": None}


def insert_reply(store: CorpusStore, asked_at: datetime) -> None:
    values = {"question": "Why?", "outcome": "refusal", "detail": "", "probability": 0.1, "revisions": {}, "noted": {}}
    with store.writing() as connection:
        connection.execute(insert(REPLIES).values(scope=SHARED, asked_at=asked_at, **IDS, **values))


def test_a_time_of_any_zone_is_kept_in_utc_to_the_second_and_compares_as_a_moment(tmp_path: Path) -> None:
    east = timezone(timedelta(hours=9))
    with CorpusStore(tmp_path) as store:
        insert_reply(store, NOON.astimezone(east).replace(microsecond=5))
        with store.reading() as connection:
            row = connection.execute(select(REPLIES).where(REPLIES.c.asked_at < (NOON + timedelta(1)).astimezone(east)))
            kept = row.one()
            none = connection.execute(select(REPLIES).where(REPLIES.c.asked_at < NOON)).one_or_none()
    assert (kept.asked_at, none) == (NOON, None)
    assert {name: getattr(kept, name) for name in IDS} == IDS
    with closing(sqlite3.connect(tmp_path / FILENAME)) as raw:
        written = raw.execute("SELECT asked_at, asker_id, channel_id FROM replies").fetchone()
    assert written == ("2026-11-26T12:00:00+00:00", str(2**63 - 1), "7"), "as releases before wrote them"


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store, pytest.raises(StatementError, match="has no time zone"):
        insert_reply(store, NOON.replace(tzinfo=None))

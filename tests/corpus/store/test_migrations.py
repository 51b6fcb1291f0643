"""Databases of earlier releases keep all that was in them, whatever tables they had."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from support.old_databases import open_old_database

from corpus.scopes import SHARED, of_server
from corpus.store.database import FILENAME, connect, reading
from corpus.store.documents import CorpusStore
from corpus.store.replies import ReplyLog
from corpus.store.schema import METADATA

HERE = of_server(1)
FIRST = {
    "document_id": "aaaaaaaaaaaa", "version": 2, "number": 1, "start": 4, "end": 9, "passage": [0, 30],
    "headings": ["Zeiten – »früh«", 'a "b"'], "sentences": [[0, 9], [10, 30]],
}  # fmt: skip
SECOND = FIRST | {"document_id": "bbbbbbbbbbbb", "number": 2, "headings": []}
INSERT = (
    "INSERT INTO replies (id, scope, asked_at, message_id, channel_id, question, outcome, detail, probability, revisions, "
    "citations, noted) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), ?, '7', 'Why?', ?, '', 0.9, '{}', ?, '{}')"
)


def test_the_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    engine = connect(tmp_path)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_the_newest_schema_is_the_one_that_alembic_would_bring_a_database_to(tmp_path: Path) -> None:
    folder = files("corpus") / "store" / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    engine = connect(tmp_path)
    with reading(engine) as connection:
        noted = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    assert noted == ScriptDirectory.from_config(config).get_current_head()
    assert noted == max(file.name for file in (folder / "versions").iterdir() if file.name[0].isdigit()).split("_")[0]


def test_answers_from_before_there_were_two_grades_are_sure(tmp_path: Path) -> None:
    with open_old_database(tmp_path, "0004") as raw:
        for number, outcome in enumerate(("answer", "refusal"), start=1):
            raw.execute(INSERT, (number, SHARED, None, outcome, "[]"))
    with CorpusStore(tmp_path) as store:
        kept = [ReplyLog(store).get(number) for number in (1, 2)]
        assert [(one.certainty, one.given_up_by) for one in kept if one] == [("sure", None), (None, None)]
        assert not ReplyLog(store).give_up(SHARED, 1, "asker", "")


def test_citations_from_before_they_had_a_table_are_carried_over(tmp_path: Path) -> None:
    with open_old_database(tmp_path, "0005") as raw:
        raw.execute(INSERT, (1, HERE, "70", "answer", json.dumps([FIRST, SECOND])))
        raw.execute(INSERT, (2, HERE, "71", "answer", json.dumps([SECOND], ensure_ascii=False)))
        raw.execute(INSERT, (3, HERE, None, "refusal", json.dumps([FIRST])))
        raw.execute(INSERT, (4, HERE, "73", "answer", "[]"))
    with CorpusStore(tmp_path) as store:
        log = ReplyLog(store)
        kept = [log.get(number) for number in (1, 2, 3, 4)]
        assert [[cited.as_json() for cited in one.citations] for one in kept if one] == [
            [FIRST, SECOND],
            [SECOND],
            [FIRST],
            [],
        ]
        assert [reply.id for reply in log.list_citing("bbbbbbbbbbbb", 1)] == [2, 1]
        assert [reply.id for reply in log.list_citing("aaaaaaaaaaaa", 1)] == [1], "a refusal cites nothing"
        assert (log.count_citing(HERE, "bbbbbbbbbbbb"), log.count_citing(of_server(2), "bbbbbbbbbbbb")) == (2, 0)


def test_citations_go_with_their_replies(tmp_path: Path) -> None:
    with open_old_database(tmp_path, "0005") as raw:
        raw.execute(INSERT, (1, HERE, "70", "answer", json.dumps([FIRST, SECOND])))
    with CorpusStore(tmp_path) as store:
        assert ReplyLog(store).forget(-1) == 1
    with closing(sqlite3.connect(tmp_path / FILENAME)) as raw:
        assert raw.execute("SELECT count(*) FROM citations").fetchone() == (0,)


def test_texts_from_before_their_lengths_were_stored_are_measured_and_stay_as_they_are(tmp_path: Path) -> None:
    with open_old_database(tmp_path, "0007") as raw:
        raw.execute("INSERT INTO documents VALUES ('aa', ?, 1, '2026-01-01T00:00:00+00:00', NULL)", (HERE,))
        raw.execute(
            "INSERT INTO versions (document_id, number, sha256, filename, text, title, language, tags, added_at) "
            "VALUES ('aa', 1, 'ff', 'a.md', 'Grüße aus Vara', 'Grüße', 'de', '[]', '2026-01-01T00:00:00+00:00')"
        )
    with CorpusStore(tmp_path) as store:
        (listed,) = store.listing([HERE])
        assert (listed.title, listed.characters) == ("Grüße", 14)
        assert store.document("aa").text == "Grüße aus Vara"


def test_replies_that_were_posted_nowhere_on_a_server_were_private(tmp_path: Path) -> None:
    with open_old_database(tmp_path, "0008") as raw:
        for number, scope, channel, asker in (
            (1, HERE, None, "5"),
            (2, HERE, "7", "5"),
            (3, HERE, None, None),
            (4, "direct", None, "5"),
        ):
            raw.execute(
                "INSERT INTO replies (id, scope, asked_at, asker_id, channel_id, question, outcome, detail, probability, revisions, noted) "
                "VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), ?, ?, 'Why?', 'refusal', '', 0.1, '{}', '{}')",
                (number, scope, asker, channel),
            )
    with CorpusStore(tmp_path) as store:
        kept = [ReplyLog(store).get(number) for number in (1, 2, 3, 4)]
    assert [one.private for one in kept if one] == [True, False, False, False]

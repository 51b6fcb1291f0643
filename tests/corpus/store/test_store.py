"""CorpusStore: what is acknowledged is kept, in one transaction, and errors say what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from support.pragmas import set_pragma

from corpus.documents import Block, ReadDocument, Source, Span
from corpus.passages import PassageSettings, split
from corpus.scopes import SHARED, of_server, parse, visible_to
from corpus.store import database
from corpus.store.database import StoreError
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.records import Embedded, NewPassage, NewVersion

TEXT = "The bell rings at noon. Nobody rings it."
READ = ReadDocument(TEXT, Source("The bell", tags=("tower",)), (Block(Span(0, len(TEXT)), ("Noon",)),))


def add(store: CorpusStore, scope: str = SHARED, sha256: str = "aa") -> str:
    passages = [NewPassage(p, b"vvvv", b"tokens") for p in split(TEXT, READ.blocks, PassageSettings())]
    return store.add(scope, NewVersion(READ, Embedded(passages), "bell.txt", sha256), fingerprint="model")


def test_a_document_comes_back_as_it_went_in(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
    with CorpusStore(tmp_path) as store:
        document = store.document(identity)
        passage = store.passages_of(identity)[0]
    assert (document.text, document.source, document.version) == (TEXT, READ.source, 1)
    assert (passage.text, passage.headings, len(passage.sentences)) == (TEXT, ("Noon",), 2)


def test_a_scope_sees_only_its_own_documents(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        mine, theirs = add(store, of_server(1)), add(store, of_server(2))
        assert mine != theirs
        assert [d.id for d in store.listing([of_server(1)])] == [mine]
        assert [p.passage.document.id for p in store.snapshot(of_server(2))[1]] == [theirs]
    assert set(visible_to(1)) & set(visible_to(2)) == {"shipped", "shared"}


def test_every_change_raises_the_revision_of_its_scope_only(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        add(store, of_server(9))
        assert store.scope_state(SHARED) == (1, "model")
        store.remove(identity)
        assert store.scope_state(SHARED) == (2, "model")
        assert store.scope_state(of_server(9)) == (1, "model")


def test_a_removed_document_is_not_searched_and_comes_back_as_a_new_version(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        store.remove(identity)
        assert store.snapshot(SHARED)[1] == []
        with pytest.raises(UnknownDocument, match="corpus list"):
            store.get(identity)
        assert add(store) == identity
        assert store.get(identity).version == 2
        assert len(store.snapshot(SHARED)[1]) == 1


def test_the_beginning_of_an_id_is_enough_and_a_wildcard_is_only_text(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        assert store.get(identity[:5]).id == identity
        for wrong in ("", "%", "_", "zzz"):
            with pytest.raises(UnknownDocument):
                store.get(wrong)


def test_the_journal_is_written_ahead(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        add(store)
        assert sqlite3.connect(store.path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_of_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        add(store)
    with sqlite3.connect(store.path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="9999 of a newer Landscape"):
        CorpusStore(tmp_path)
    assert sqlite3.connect(store.path).execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / database.FILENAME).write_bytes(b"this is not a database, it is a letter to a friend" * 100)
    with pytest.raises(StoreError, match="damaged or not a Landscape database"):
        CorpusStore(tmp_path)


def test_a_locked_database_is_named_and_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another process"):
            add(store, sha256="bb")
        assert store.get(identity).title == "The bell"  # readers never wait for a writer
        other.execute("ROLLBACK")
        add(store, sha256="bb")
        assert len(store.listing([SHARED])) == 2


def test_a_read_only_database_is_named(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        set_pragma(store, "query_only = ON")  # SQLite says of it what it says of a read-only file
        with pytest.raises(StoreError, match="can't be written to; give this user write permission"):
            add(store, sha256="bb")
        assert [d.id for d in store.listing([SHARED])] == [identity]


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store)
        with sqlite3.connect(store.path) as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        set_pragma(store, f"max_page_count = {pages}")  # SQLite says of it what it says of a full disk
        big = ReadDocument(TEXT + " More." * 200_000, READ.source, READ.blocks)
        with pytest.raises(StoreError, match="disk is full"):
            store.add(SHARED, NewVersion(big, Embedded([]), "b.txt", "bb"), fingerprint="model")
        assert [d.id for d in store.listing([SHARED])] == [identity]


def test_a_scope_that_is_none_is_refused_with_the_remedy() -> None:
    assert parse("server:12") == "server:12"
    for wrong in ("server:", "server:x", "all", ""):
        with pytest.raises(ValueError, match="numeric ID"):
            parse(wrong)


def test_lists_and_names_of_documents_read_no_text(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        first = add(store)
        assert [(document.title, document.characters) for document in store.listing([SHARED])] == [
            ("The bell", len(TEXT))
        ]
        assert store.names(SHARED) == [(first, "The bell", "bell.txt")]
        assert store.names(SHARED, in_use=False) == []
        read: list[str] = []
        event.listen(store._engine, "before_cursor_execute", lambda *told: read.append(told[2]))
        store.listing([SHARED])
        store.titles([SHARED])
        store.names(SHARED)
        store.remove(first)
        store.names(SHARED, in_use=False)
        assert read
        assert not any("versions.text" in statement or "length(" in statement for statement in read)
    with closing(sqlite3.connect(tmp_path / database.FILENAME)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(versions)")]
    assert columns[-1] == "text", "SQLite reads all of a text on the way to a column after it"

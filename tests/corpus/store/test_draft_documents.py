"""Documents in drafts: they go live in one go, in their order, as first versions; or they are gone wholly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.scopes import draft_of, of_server
from corpus.store.documents import UnknownDocument
from corpus.store.edits import Edits
from corpus.store.history import Action, Actor
from index.engine import Engine

SCOPE = of_server(7)
DRAFT = draft_of(SCOPE, "ab12")
MOD = Actor("mod", 42)
TEXT = b"# The ferry\n\n## Times\n\nThe ferry leaves at noon.\n\n## Prices\n\nA ticket costs four crowns.\n"


@pytest.fixture
def edits(empty_engine: Engine) -> Edits:
    return empty_engine.library.edits


def add(engine: Engine, text: bytes = TEXT, name: str = "ferry.md", scope: str = SCOPE) -> str:
    return engine.library.add(text, name, scope, actor=MOD).document_id


def passages(engine: Engine) -> list[str]:
    return [stored.passage.text for stored in engine.index(SCOPE).passages.values()]


def test_a_draft_goes_live_in_one_go_and_is_taken_back_in_one_go(empty_engine: Engine, edits: Edits) -> None:
    add(empty_engine, scope=DRAFT)
    add(empty_engine, b"# The pier\n\nThe pier has nine ropes.\n", "pier.md", DRAFT)
    assert passages(empty_engine) == []
    assert len(edits.drafts.publish(DRAFT, MOD)) == 2
    assert len(passages(empty_engine)) == 3
    assert empty_engine.store.listing([DRAFT]) == []
    with pytest.raises(UnknownDocument, match="draft is gone"):
        edits.drafts.publish(DRAFT, MOD)
    assert len(edits.undo(SCOPE, MOD)) == 2
    assert passages(empty_engine) == []


def test_files_keep_the_order_in_which_they_came_in_drafts_and_lists(empty_engine: Engine, edits: Edits) -> None:
    names = [f"{word}.md" for word in ("nine", "one", "five", "ten", "two", "eight", "four", "seven", "six", "three")]
    add(empty_engine)
    for name in names:
        add(empty_engine, f"# {name}\n\nThe rope {name} is long.\n".encode(), name, DRAFT)
    store = empty_engine.store
    assert [one.filename for one in store.listing([DRAFT])] == names
    assert [one.filename for one in edits.drafts.publish(DRAFT, MOD)] == names
    with store.writing() as connection:  # the file of before came a day earlier
        connection.exec_driver_sql("UPDATE documents SET added_at = '2026-01-01T00:00:00+00:00' WHERE id IN "
                                   "(SELECT document_id FROM versions WHERE filename = 'ferry.md')")  # fmt: skip
    assert [one.filename for one in store.listing([SCOPE])] == ["ferry.md", *names]
    assert [one.filename for one in store.listing([SCOPE], newest_first=True)] == [*names, "ferry.md"]
    assert [name.title for name in store.names(SCOPE)] == ["The ferry", *names]


def test_a_document_that_was_edited_in_its_draft_goes_live_as_version_1(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine, scope=DRAFT)
    for title in ("Boats", "Ships"):
        empty_engine.library.edit(identity, {"title": title, "tags": ("travel",)}, MOD, scope=DRAFT)
    (live,) = edits.drafts.publish(DRAFT, MOD)
    assert (live.title, live.version, live.passages) == ("Ships", 1, 2)
    assert empty_engine.store.document(identity).source.tags == ("travel",)
    assert [(event.action, dict(event.after)) for event in edits.history(SCOPE)] == [(Action.ADD, {"version": 1})]
    assert edits.history(DRAFT) == []
    assert edits.version(identity, 2) is None
    contexts = {stored.passage.context for stored in empty_engine.index(SCOPE).passages.values()}
    assert contexts == {"Ships › Times", "Ships › Prices"}
    assert empty_engine.library.edit(identity, {"title": "Boats"}, MOD).version == 2
    edits.undo(SCOPE, MOD)
    assert empty_engine.store.document(identity).title == "Ships"


def test_a_published_draft_leaves_out_what_is_there_by_now(empty_engine: Engine, edits: Edits) -> None:
    add(empty_engine, scope=DRAFT)
    add(empty_engine)
    assert edits.drafts.publish(DRAFT, MOD) == []
    assert len(empty_engine.store.listing([SCOPE])) == 1


def test_discarded_and_old_drafts_are_gone_wholly(empty_engine: Engine, edits: Edits) -> None:
    add(empty_engine, scope=DRAFT)
    edits.drafts.discard(DRAFT)
    add(empty_engine, scope=draft_of(SCOPE, "cd34"))
    assert edits.drafts.discard_old(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert edits.drafts.discard_old(datetime(2100, 1, 1, tzinfo=UTC)) == 1
    with empty_engine.store.reading() as connection:
        for table in ("documents", "versions", "passages", "questions"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    assert empty_engine.store.scopes() == []

"""Edits: each change is one transaction with its line in the history, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.scopes import of_server
from corpus.store.documents import UnknownDocument
from corpus.store.edits import KEPT_VERSIONS, Edits
from corpus.store.history import REFRESH, Action, Actor
from corpus.store.links import LinkTable
from corpus.store.undoing import CannotUndo
from corpus.store.versions import Conflict
from index.engine import Engine

SCOPE = of_server(7)
MOD = Actor("mod", 42)
TEXT = b"# The ferry\n\n## Times\n\nThe ferry leaves at noon.\n\n## Prices\n\nA ticket costs four crowns.\n"
LATER = TEXT.replace(b"at noon", b"at two o'clock")


@pytest.fixture
def edits(empty_engine: Engine) -> Edits:
    return empty_engine.library.edits


def add(engine: Engine, text: bytes = TEXT, name: str = "ferry.md", scope: str = SCOPE) -> str:
    return engine.library.add(text, name, scope, actor=MOD).document_id


def passages(engine: Engine) -> list[str]:
    return sorted(stored.passage.text for stored in engine.index(SCOPE).passages.values())


def test_every_change_is_in_the_history_with_who_and_what(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    details = {"title": "Boats", "published": date(2026, 1, 2), "tags": ("travel",)}
    empty_engine.library.edit(identity, details, MOD)
    empty_engine.library.replace(identity, LATER, "later.md", MOD)
    empty_engine.store.remove(identity, MOD)
    empty_engine.library.restore(identity, MOD)
    found = edits.history(SCOPE)
    assert [event.action for event in found] == [
        Action.RESTORE, Action.REMOVE, Action.REPLACE, Action.EDIT, Action.ADD,
    ]  # fmt: skip
    assert {event.actor for event in found} == {MOD}
    edit = found[3]
    assert edit.before == {"version": 1, "title": "The ferry", "published": None, "tags": []}
    assert edit.after == {"version": 2, "title": "Boats", "published": "2026-01-02", "tags": ["travel"]}
    assert found[2].before["characters"] == len(TEXT)
    assert edits.history(of_server(8)) == []


def test_a_new_title_is_searched_and_another_link_costs_no_model(
    empty_engine: Engine, edits: Edits, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = add(empty_engine)
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    assert {stored.passage.context.split(" › ")[0] for stored in empty_engine.index(SCOPE).passages.values()} == {
        "Boats"
    }
    monkeypatch.setattr(type(empty_engine.embedder), "encode", None)
    empty_engine.library.edit(identity, {"url": "https://example.org"}, MOD)
    assert empty_engine.store.document(identity).source.url == "https://example.org"
    assert len(passages(empty_engine)) == 2


def test_passages_that_stay_the_same_keep_their_vectors(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    before = {s.passage.text: s.vector for s in empty_engine.index(SCOPE).passages.values()}
    replaced = empty_engine.library.replace(identity, LATER, "later.md", MOD)
    after = {s.passage.text: s.vector for s in empty_engine.index(SCOPE).passages.values()}
    assert (replaced.kept, replaced.new) == (1, 1)
    assert after["A ticket costs four crowns."] == before["A ticket costs four crowns."]
    assert "The ferry leaves at two o'clock." in after
    assert edits_version(empty_engine, identity, 1) == TEXT.decode()


def edits_version(engine: Engine, identity: str, number: int) -> str:
    document = engine.library.edits.version(identity, number)
    assert document is not None
    return document.text


def test_undo_takes_back_one_change_after_the_other(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    empty_engine.library.replace(identity, LATER, "later.md", MOD)
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    empty_engine.store.remove(identity, MOD)
    assert passages(empty_engine) == []
    for expected_title, expected in (("Boats", "two o'clock"), ("The ferry", "two o'clock"), ("The ferry", "noon")):
        edits.undo(SCOPE, MOD)
        assert empty_engine.store.document(identity).title == expected_title
        assert any(expected in text for text in passages(empty_engine))
    edits.undo(SCOPE, MOD)
    assert passages(empty_engine) == []
    with pytest.raises(CannotUndo, match="no change to take back"):
        edits.undo(SCOPE, MOD)


def test_what_was_taken_back_can_be_made_again_and_taken_back_again(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    empty_engine.library.replace(identity, LATER, "later.md", MOD)
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    empty_engine.store.remove(identity, MOD)
    empty_engine.library.restore(identity, MOD)

    def describe() -> tuple[str, list[str]]:
        (stored,) = empty_engine.store.listing([SCOPE]) or [None]
        return stored.title if stored else "", passages(empty_engine)

    states = [describe()]
    for _ in range(2):  # all the way back and forth, twice
        while True:
            try:
                edits.undo(SCOPE, MOD)
            except CannotUndo:
                break
            states.append(describe())
        assert states[-1] == ("", [])
        while len(states) > 1:
            states.pop()
            edits.redo(SCOPE, MOD)
            assert describe() == states[-1]
        with pytest.raises(CannotUndo, match="nothing to make again"):
            edits.redo(SCOPE, MOD)
    assert [event.action for event in edits.history(SCOPE, limit=3)] == [Action.REDO] * 3
    assert [event.change for event in edits.history(SCOPE, limit=3)] == [Action.RESTORE, Action.REMOVE, Action.EDIT]


def test_nothing_is_made_again_over_another_change(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    with pytest.raises(CannotUndo, match="the last change was not taken back"):
        edits.redo(SCOPE, MOD)
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    edits.undo(SCOPE, MOD)
    empty_engine.library.edit(identity, {"url": "https://example.org"}, MOD)
    with pytest.raises(CannotUndo, match="something else was changed since"):
        edits.redo(SCOPE, MOD)
    edits.undo(SCOPE, MOD)
    edits.redo(SCOPE, MOD)
    assert empty_engine.store.document(identity).source.url == "https://example.org"
    with pytest.raises(CannotUndo, match="something else was changed since"):
        edits.redo(SCOPE, MOD)
    assert empty_engine.store.document(identity).source.title == "The ferry"


def test_only_the_change_that_was_seen_is_taken_back_or_made_again(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    seen = edits.find_undoable(SCOPE)
    assert [(event.action, event.title) for event in seen] == [(Action.ADD, "The ferry")]
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    with pytest.raises(Conflict, match="changed since you looked"):
        edits.undo(SCOPE, MOD, seen=seen[0].batch)
    assert empty_engine.store.document(identity).source.title == "Boats"
    edits.undo(SCOPE, MOD, seen=edits.find_undoable(SCOPE)[0].batch)
    taken_back = edits.find_redoable(SCOPE)
    assert [(event.change, event.title) for event in taken_back] == [(Action.EDIT, "The ferry")]
    edits.undo(SCOPE, MOD)
    with pytest.raises(Conflict, match="changed since you looked"):
        edits.redo(SCOPE, MOD, seen=taken_back[0].batch)


def test_what_is_too_long_ago_to_go_back_to_is_told(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    for number in range(KEPT_VERSIONS + 1):
        empty_engine.library.edit(identity, {"url": f"https://example.org/{number}"}, MOD)
    for _ in range(KEPT_VERSIONS - 1):
        edits.undo(SCOPE, MOD)
    before = empty_engine.store.document(identity)
    with pytest.raises(CannotUndo, match="too long ago"):
        edits.undo(SCOPE, MOD)
    assert empty_engine.store.document(identity) == before
    assert len(passages(empty_engine)) == 2, "nothing is half taken back"


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    source = empty_engine.store.document(identity).source
    edits.edit(identity, replace(source, url="https://example.org/a"), Actor("ada"), seen=1)
    with pytest.raises(Conflict, match="“The ferry” was changed by ada since you opened it"):
        edits.edit(identity, replace(source, url="https://example.org/b"), MOD, seen=1)
    assert empty_engine.store.document(identity).source.url == "https://example.org/a"
    empty_engine.store.remove(identity, MOD)
    with pytest.raises(UnknownDocument):
        empty_engine.store.remove(identity, MOD)
    with pytest.raises(Conflict, match="removed by somebody else"):
        edits.edit(identity, source, MOD, seen=2)


def test_a_restored_document_whose_vectors_are_gone_is_embedded_anew(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    empty_engine.store.remove(identity, MOD)
    with empty_engine.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM passages")
    assert empty_engine.library.restore(identity, MOD).passages == 2
    assert len(passages(empty_engine)) == 2


def test_the_bytes_as_they_came_are_kept(empty_engine: Engine, edits: Edits) -> None:
    identity = add(empty_engine)
    assert edits.file(empty_engine.store.get(identity).sha256) == TEXT


def test_edits_survive_the_next_start(empty_engine: Engine, tmp_path: Path) -> None:
    identity = add(empty_engine)
    empty_engine.library.edit(identity, {"title": "Boats"}, MOD)
    assert empty_engine.store.get(identity).title == "Boats"
    assert empty_engine.library.rebuild() == 1
    titles = {stored.passage.context.split(" › ")[0] for stored in empty_engine.index(SCOPE).passages.values()}
    assert titles == {"Boats"}


def test_the_first_text_again_is_another_document_when_the_old_one_was_replaced(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    empty_engine.library.replace(identity, LATER, "later.md", MOD)
    again = add(empty_engine)
    assert again != identity
    assert {empty_engine.store.document(one).text for one in (identity, again)} == {TEXT.decode(), LATER.decode()}
    empty_engine.library.edits.undo(SCOPE, MOD)
    assert [one.id for one in empty_engine.store.listing([SCOPE])] == [identity]


def test_a_rebuild_leaves_no_vectors_of_the_old_model(empty_engine: Engine, edits: Edits) -> None:
    removed, edited = add(empty_engine), add(empty_engine, b"# The pier\n\nThe pier has nine ropes.\n", "pier.md")
    empty_engine.library.edit(edited, {"url": "https://example.org"}, MOD)
    empty_engine.store.remove(removed, MOD)
    empty_engine.library.rebuild()
    assert not edits.has_vectors(removed, 1)
    assert not edits.has_vectors(edited, 1)
    assert edits.has_vectors(edited, 2)
    assert empty_engine.library.restore(removed, MOD).passages == 2


def test_a_document_that_was_replaced_by_hand_follows_its_link_no_more(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    table = LinkTable(empty_engine.store)
    table.keep(identity, "https://example.org", etag=None, last_modified=None)
    empty_engine.library.replace(identity, LATER, "later.md", REFRESH)
    assert [link.url for link in table.list_links(SCOPE)] == ["https://example.org"]
    empty_engine.library.replace(identity, TEXT, "ferry.md", MOD)
    assert table.list_links(SCOPE) == []

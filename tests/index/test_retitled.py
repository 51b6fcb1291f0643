"""A title that is changed without a model: the document answers at once, and has the vectors of its new title when a model is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpus.scopes import of_server
from corpus.store.history import TERMINAL
from corpus.store.records import StoredDocument
from corpus.store.retitled import Retitled
from index.engine import Engine
from index.outcomes import Answer

HERE = of_server(1)


def add_and_retitle(engine: Engine, title: str) -> StoredDocument:
    added = engine.add(b"# Notice\n\nThe ferry leaves at noon. It stays in port on Sundays.\n", "notice.md", HERE)
    document = engine.store.document(added.document_id)
    return engine.library.edits.edit(document.id, replace(document.source, title=title), TERMINAL)


def read_vectors(engine: Engine, identity: str) -> dict[str, bytes]:
    return {
        stored.passage.context: stored.vector
        for stored in engine.index(HERE).passages.values()
        if stored.passage.document.id == identity
    }


def test_a_retitled_document_answers_at_once_and_gets_the_vectors_of_its_title(empty_engine: Engine) -> None:
    retitled = add_and_retitle(empty_engine, "Ferries to Vara")
    reply = empty_engine.answer("When does the ferry leave?", [HERE])
    assert isinstance(reply, Answer)
    assert reply.citations[0].document.title == "Ferries to Vara"
    before = read_vectors(empty_engine, retitled.id)
    assert empty_engine.library.embed_retitled() == 1
    after = read_vectors(empty_engine, retitled.id)
    assert before.keys() == after.keys()
    expected = empty_engine.embedder.encode(["Ferries to Vara\nThe ferry leaves at noon. It stays in port on Sundays."])
    found = np.frombuffer(after["Ferries to Vara"], np.float32)
    assert np.allclose(found, expected[0].vector, atol=1e-5)
    assert before != after
    assert empty_engine.library.embed_retitled() == 0


def test_versions_made_of_a_retitled_one_wait_with_it_and_going_back_needs_none(empty_engine: Engine) -> None:
    retitled = add_and_retitle(empty_engine, "Ferries")
    edits, waiting = empty_engine.library.edits, Retitled(empty_engine.store)
    source = empty_engine.store.document(retitled.id).source
    edits.edit(retitled.id, replace(source, url="https://example.org"), TERMINAL)
    assert [one.document.version for one in waiting.list()] == [2, 3]
    edits.undo(HERE, TERMINAL)
    edits.undo(HERE, TERMINAL)
    assert empty_engine.store.document(retitled.id).title == "Notice"
    assert 5 not in [one.document.version for one in waiting.list()]
    edits.redo(HERE, TERMINAL)
    assert empty_engine.library.embed_retitled() == 4
    assert waiting.list() == []


def test_a_document_that_is_gone_waits_for_nothing(empty_engine: Engine) -> None:
    retitled = add_and_retitle(empty_engine, "Ferries")
    empty_engine.store.remove(retitled.id)
    assert empty_engine.library.embed_retitled() == 1
    empty_engine.erase_server(HERE)
    assert Retitled(empty_engine.store).list() == []

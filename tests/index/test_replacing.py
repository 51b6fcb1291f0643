"""A document's file is replaced: what was known of it stays, and a file that says the same changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.scopes import SHARED
from corpus.store.history import REFRESH, Actor
from corpus.store.links import LinkTable
from corpus.store.versions import Conflict
from index.engine import Engine

MOD = Actor("mod", 42)
TEXT = b"# The ferry\n\nThe ferry leaves at noon.\n"
LATER = TEXT.replace(b"noon", b"two o'clock")
DAY = date(2026, 1, 2)


def add(engine: Engine, text: bytes = TEXT, name: str = "ferry.md") -> str:
    details = {"published": DAY, "author": "Ada", "url": "https://example.org/ferry", "tags": ("travel",)}
    return engine.library.add(text, name, SHARED, details=details, actor=MOD).document_id


def test_what_was_known_of_a_document_stays_where_the_new_file_names_nothing_else(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    replaced = empty_engine.library.replace(identity, LATER, "later.md", MOD)
    source = empty_engine.store.document(identity).source
    assert (source.title, source.published, source.author) == ("The ferry", DAY, "Ada")
    assert (source.url, source.tags) == ("https://example.org/ferry", ("travel",))
    assert (replaced.was.published, replaced.source.published) == (DAY, DAY)


def test_the_date_of_the_new_file_is_taken(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    dated = b"---\ntitle: Boats\nauthor: Bea\npublished: 2026-03-04\n---\n\n" + LATER
    replaced = empty_engine.library.replace(identity, dated, "later.md", MOD)
    assert (replaced.was.published, replaced.source.published) == (DAY, date(2026, 3, 4))
    source = empty_engine.store.document(identity).source
    assert (source.title, source.published, source.author) == ("The ferry", date(2026, 3, 4), "Bea")


@pytest.mark.parametrize(
    ("data", "name"),
    [(TEXT, "ferry.md"), (TEXT, "copy.md"), (TEXT.replace(b"\n", b"\r\n"), "windows.md"), (TEXT.rstrip(), "end.md")],
)
def test_the_same_file_makes_no_new_version(empty_engine: Engine, data: bytes, name: str) -> None:
    identity = add(empty_engine)
    before = empty_engine.store.scope_state(SHARED)
    replaced = empty_engine.library.replace(identity, data, name, MOD)
    assert (replaced.changed, replaced.document.version) == (False, 1)
    assert empty_engine.store.scope_state(SHARED) == before


def test_another_file_with_the_same_text_makes_no_new_version(empty_engine: Engine) -> None:
    page = b"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>The ferry leaves at noon.</p></body></html>"
    identity = add(empty_engine, page, "ferry.html")
    replaced = empty_engine.library.replace(identity, page.replace(b"<p>", b"<p id='a'>"), "ferry.html", MOD)
    assert (replaced.changed, replaced.document.version) == (False, 1)


def test_the_file_of_another_document_is_refused_with_its_name(empty_engine: Engine) -> None:
    identity, other = add(empty_engine), add(empty_engine, LATER, "later.md")
    with pytest.raises(
        Conflict, match=rf"ferry 2.md is there already as “The ferry” \({other}\); remove one of the two"
    ):
        empty_engine.library.replace(identity, LATER, "ferry 2.md", MOD)
    assert empty_engine.store.document(identity).version == 1


def test_a_document_that_is_read_from_its_link_no_more_says_so(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    LinkTable(empty_engine.store).keep(identity, "https://example.org/ferry", etag=None, last_modified=None)
    assert not empty_engine.library.replace(identity, LATER, "ferry.md", REFRESH).unlinked
    assert empty_engine.library.replace(identity, TEXT + b"Bring a coat.\n", "ferry.md", MOD).unlinked
    assert not empty_engine.library.replace(identity, LATER + b"Bring a hat.\n", "ferry.md", MOD).unlinked


def test_what_of_the_new_file_is_not_in_the_document_is_counted(empty_engine: Engine) -> None:
    identity = add(empty_engine)
    replaced = empty_engine.library.replace(identity, LATER + b"\n<!-- Is it? -->\n", "ferry.md", MOD)
    assert [str(one) for one in replaced.left_out] == ["1 comment"]

"""A server has so many documents and so many bytes, and is told which of both it reached and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.documents import Block, ReadDocument, Source, Span
from corpus.scopes import SHARED, draft_of, of_server
from corpus.store.documents import CorpusStore
from corpus.store.quotas import Quota, QuotaReached, measure_stock
from corpus.store.records import Embedded, NewVersion

HERE, THERE = of_server(1), of_server(2)
TEXT = "The bell rings."
READ = ReadDocument(TEXT, Source("The bell"), (Block(Span(0, len(TEXT)), ()),))
FILE = b"x" * 100


def add(store: CorpusStore, scope: str, name: str) -> str:
    return store.add(scope, NewVersion(READ, Embedded([]), name, name, FILE), fingerprint="model")


def test_documents_in_use_and_drafts_count_and_bytes_are_those_of_all_versions(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        removed = add(store, HERE, "a")
        add(store, draft_of(HERE, "abc"), "b")
        add(store, draft_of(of_server(11), "abc"), "c")
        add(store, THERE, "a")
        store.remove(removed)
        assert measure_stock(store, HERE) == (1, 2 * (len(TEXT) + len(FILE)))
        assert measure_stock(store, THERE) == (1, len(TEXT) + len(FILE))
        assert measure_stock(store, of_server(3)) == (0, 0)


def test_what_is_too_much_is_refused_with_the_quota_and_the_remedy(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        add(store, HERE, "a")
        few = Quota(documents=1)
        with pytest.raises(QuotaReached, match=r"1 documents of the 1 .* /corpus remove, .* MAX_DOCUMENTS"):
            few.check(store, draft_of(HERE, "abc"), documents=1)
        few.check(store, HERE)
        few.check(store, THERE, documents=1)
        add(store, SHARED, "a")
        few.check(store, SHARED, documents=1)
        small = Quota(max_bytes=200)
        small.check(store, HERE, documents=1, size=85)
        with pytest.raises(QuotaReached, match="MAX_SERVER_MB"):
            small.check(store, HERE, documents=1, size=86)

"""Entries of the FAQ as a file: what is exported reads back identical, and a line that can't be kept is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.faq_made import find_passage

from corpus.scopes import of_server, visible_to
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import (
    BadEntry,
    FaqDraft,
    fold_words,
)
from corpus.store.faq.store import FaqStore
from corpus.store.faq.transfer import export_entries, read_entries
from corpus.store.history import Actor
from corpus.store.versions import Conflict
from index.engine import Engine

MINE, THEIRS = of_server(1), of_server(2)
MIRA, NILS = Actor("Mira", 7), Actor("Nils", 8)


def bring_over(faq: FaqStore, data: bytes, scope: str) -> tuple[int, list[str]]:
    lines, refused = read_entries(data, lambda identity, quote: faq.reading.find(identity, quote, visible_to(2)))
    times = [(line.created_at, line.changed_at) for line in lines]
    added, left_out = faq.add_all(scope, [line.draft for line in lines], NILS, times)
    return added, [*refused, *left_out]


_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
_ASKED = _TEXT.filter(lambda text: bool(fold_words(text)))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(_ASKED, _ASKED, st.lists(_TEXT, max_size=3), st.lists(_TEXT, max_size=3)), max_size=5))
def test_an_export_reads_back_identical(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, list[str], list[str]]]
) -> None:
    with CorpusStore(tmp_path_factory.mktemp("faq")) as store:
        faq = FaqStore(store)
        for question, answer, phrasings, tags in rows:
            try:
                faq.add(MINE, FaqDraft(question, answer, phrasings=tuple(phrasings), tags=tuple(tags)), MIRA)
            except Conflict:
                continue
        data = export_entries(faq.reading.entries(MINE))
        added, refused = bring_over(faq, data, THEIRS)
        assert (added, refused) == (len(faq.reading.entries(MINE)), [])
        assert sorted(export_entries(faq.reading.entries(THEIRS)).splitlines()) == sorted(data.splitlines())


def test_a_file_names_the_lines_that_cannot_be_kept(lighthouse: Engine) -> None:
    faq = lighthouse.faq.store
    faq.add(MINE, FaqDraft("How high?", passage=find_passage(lighthouse, "The climb has 212 steps.")), MIRA)
    good = export_entries(faq.reading.entries(MINE)).decode()
    bad = (
        '{"question": "Q?", "passage": {"document_id": "none", "title": "Gone", "quote": "x"}}\n[1]\n{broken\n'
        '{"question": "Q?", "answer": 3}\n{"question": "?", "answer": "A."}\n'
    )
    added, refused = bring_over(faq, (good + bad + good).encode(), THEIRS)
    assert added == 1
    assert [line.split(":")[0] for line in refused[:4]] == ["line 2", "line 3", "line 4", "line 5"]
    assert "“Gone” is not in the documents" in refused[0]
    assert len(refused) == 6
    with pytest.raises(BadEntry, match="no UTF-8"):
        read_entries(b"\xff\xfe\x00", lambda *_: None)

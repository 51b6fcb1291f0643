"""What is erased is nowhere in the database any more, and what others have is as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from support.gaps_made import ALICE, BOB, HERE, THERE, ask

from corpus.documents import Source, Span
from corpus.passages import PassageSpan
from corpus.readers import read_document
from corpus.scopes import draft_of
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.citations import Cited
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.edits import Edits
from corpus.store.erasing import Erasure
from corpus.store.faq.entries import FaqDraft, PassageRef
from corpus.store.faq.store import FaqStore
from corpus.store.feedback import Feedback
from corpus.store.gaps.store import GapStore
from corpus.store.history import Actor
from corpus.store.members import Privacy
from corpus.store.records import Embedded, NewPassage, NewVersion
from corpus.store.replies import NewReply, ReplyLog
from corpus.store.schema import FILES, METADATA, PASSAGES, VERSIONS
from corpus.store.servers import Servers

CARLA_ID = 987_654_321_012_345_678
CARLA = Actor("Carla Modesta", CARLA_ID)


def keep(store: CorpusStore, words: str, scope: str) -> str:
    read = read_document(words.encode(), f"{words.split(maxsplit=1)[0]}.md")
    passage = NewPassage(PassageSpan(Span(0, len(words)), (), (Span(0, len(words)),)), b"\0" * 8, b"")
    new = NewVersion(read, Embedded([passage]), "a.md", words, words.encode())
    return store.add(scope, new, fingerprint="f", actor=CARLA)


def list_tables_with(store: CorpusStore, words: str) -> list[str]:
    with store.reading() as connection:
        return [
            table.name
            for table in METADATA.tables.values()
            for row in connection.execute(select(table))
            if any(words.encode() in (value if isinstance(value, bytes) else str(value).encode()) for value in row)
        ]


def test_an_erased_document_is_gone_with_all_versions_files_citations_and_entries(store: CorpusStore) -> None:
    faq, log = FaqStore(store), ReplyLog(store)
    secret = keep(store, "Zanzibar is where the treasure lies.", HERE)
    other = keep(store, "Ferries leave at noon.", HERE)
    Edits(store).edit(secret, Source(title="Zanzibar again", language="en"), CARLA)
    faq.add(HERE, FaqDraft("Where is it?", passage=PassageRef(secret, 2, 0, 8)), CARLA)
    kept = faq.add(HERE, FaqDraft("When?", "At noon."), CARLA)
    cited = [Cited.of(store.passages_of(each)[0], Span(0, 5), 1) for each in (secret, other)]
    log.add(NewReply(HERE, ALICE, "Where?", "answer", 0.9, citations=cited))
    revision, _ = store.scope_state(HERE)
    assert Erasure(store).erase_document(secret) == "Zanzibar again"
    assert list_tables_with(store, "Zanzibar") == []
    assert list_tables_with(store, secret) == []
    assert [document.id for document in store.listing([HERE])] == [other]
    assert [entry.id for entry in faq.reading.entries(HERE)] == [kept.id]
    assert store.scope_state(HERE)[0] > revision, "an index of the scope is made anew"
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(FILES)) == 1
    with pytest.raises(UnknownDocument):
        Erasure(store).erase_document(secret)


def test_of_an_erased_server_no_table_holds_anything_and_another_keeps_all(store: CorpusStore, gaps: GapStore) -> None:
    for scope, words in ((HERE, "Zanzibar"), (THERE, "Ferries")):
        document = keep(store, f"{words} is what {words} tells.", scope)
        keep(store, f"{words}draft waits.", draft_of(scope, "abc"))
        removed = keep(store, f"{words}removed is old.", scope)
        store.remove(removed, CARLA)
        faq = FaqStore(store)
        faq.add(scope, FaqDraft(f"What of {words}?", f"{words}!"), CARLA)
        faq.add(scope, FaqDraft(f"And {words}?", passage=PassageRef(document, 1, 0, 5)), CARLA)
        number = ReplyLog(store).add(NewReply(scope, ALICE, f"{words}?", "answer", 0.9))
        Feedback(store).vote(scope, number, BOB, True)
        Privacy(store).opt_out(scope, BOB)
        Servers(store).change(scope, log_channel=5)
        for ledger in (Ledger.CALIBRATIONS, Ledger.DIGESTS, Ledger.LEFT):
            Bookkeeping(store).change(ledger, lambda kept, scope=scope: {**(kept or {}), scope: "2026-11-26"})
    first = ask(store, gaps, ALICE, "Zanzibar, but why?")
    gaps.merge(HERE, ask(store, gaps, BOB, "Why Zanzibar?"), first)
    gaps.follow(HERE, first, BOB, 7, 100)
    before = list_tables_with(store, "Ferries"), list_tables_with(store, THERE)
    assert Erasure(store).erase_server(HERE) == 4
    assert list_tables_with(store, "Zanzibar") == []
    assert [
        name for name in list_tables_with(store, HERE) if name != "scopes"
    ] == []  # its revision, for indexes in memory
    assert (list_tables_with(store, "Ferries"), list_tables_with(store, THERE)) == before
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(PASSAGES)) == 3
        assert connection.scalar(select(func.count()).select_from(VERSIONS)) == 4


def test_of_an_erased_member_neither_questions_nor_name_are_kept(store: CorpusStore, gaps: GapStore) -> None:
    document = keep(store, "Ferries leave at noon.", HERE)
    FaqStore(store).add(HERE, FaqDraft("When?", "At noon."), CARLA)
    ask(store, gaps, CARLA_ID, "My very own words?")
    ask(store, gaps, BOB, "Of somebody else?")
    ReplyLog(store).add(NewReply(THERE, CARLA_ID, "My very own words, there?", "answer", 0.9))
    Privacy(store).opt_out(THERE, CARLA_ID)
    assert Erasure(store).erase_member(CARLA_ID) == 2
    assert list_tables_with(store, str(CARLA_ID)) == ["opt_outs"]
    assert list_tables_with(store, "My very own") == []
    assert list_tables_with(store, "Carla Modesta") == []
    assert "Of somebody else?" in [gap.question for gap in gaps.reading.listing(HERE)]
    assert store.document(document).text.startswith("Ferries")

# Over 300 lines: all that is kept of entries, over one store.
"""FaqStore: what moderators wrote is kept word for word, every change has its line, and a file reads back identical."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.faq_made import find_passage

from corpus.scopes import SHARED, SHIPPED, faq_of, is_faq, of_server, owner_of, visible_to
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.faq.entries import (
    ANSWER_LIMIT,
    BadEntry,
    FaqDraft,
    FaqEntry,
    PassageRef,
    UnknownEntry,
    tidy_draft,
)
from corpus.store.faq.store import FaqStore
from corpus.store.history import Action, Actor
from corpus.store.undoing import CannotUndo
from corpus.store.versions import Conflict
from index.engine import Engine

MINE, THEIRS = of_server(1), of_server(2)
MIRA, NILS = Actor("Mira", 7), Actor("Nils", 8)
WORDS = "Ask in #help.\n\nA moderator answers within a day."
DRAFT = FaqDraft("Where do I ask?", WORDS, phrasings=("Who helps me?",), tags=("help",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CorpusStore]:
    with CorpusStore(tmp_path) as opened:
        yield opened


@pytest.fixture
def faq(store: CorpusStore) -> FaqStore:
    return FaqStore(store)


def questions(faq: FaqStore, scope: str = MINE) -> list[str]:
    return [entry.question for entry in faq.reading.entries(scope)]


def test_an_entry_comes_back_as_it_was_written(faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    assert (entry.question, entry.phrasings, entry.tags) == (DRAFT.question, DRAFT.phrasings, DRAFT.tags)
    assert entry.answer is not None
    assert (entry.answer.text, entry.author, entry.own_words, entry.version) == (WORDS, "Mira", True, 1)


def test_own_words_are_a_span_of_a_stored_document_that_no_index_reads(store: CorpusStore, faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    assert entry.answer is not None
    stored = store.document(entry.id)
    assert stored.text[entry.answer.start : entry.answer.end] == WORDS
    assert (stored.scope, owner_of(stored.scope)) == (faq_of(MINE), MINE)
    assert is_faq(stored.scope)
    assert stored.scope not in visible_to(1)
    assert store.scopes() == []
    assert store.listing(visible_to(1)) == []


def test_an_edit_is_a_new_version_and_the_old_words_are_kept(store: CorpusStore, faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    edited = faq.edit(MINE, entry.id, FaqDraft("Where do I ask?", "In #help."), NILS)
    assert edited.answer is not None
    assert (edited.answer.text, edited.version, edited.author) == ("In #help.", 2, "Mira")
    old = Edits(store).version(entry.id, 1)
    assert old is not None
    assert old.text == WORDS


def test_rewording_the_question_alone_leaves_the_words_at_their_version(store: CorpusStore, faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    faq.edit(MINE, entry.id, FaqDraft("Where can I ask?", WORDS), NILS)
    assert store.document(entry.id).version == 1


def test_every_change_has_its_line_apart_from_those_of_documents(store: CorpusStore, faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    faq.edit(MINE, entry.id, FaqDraft("Where do I ask?", "In #help."), NILS)
    faq.remove(MINE, entry.id, NILS)
    faq.restore(MINE, entry.id, MIRA)
    events = Edits(store).history(faq_of(MINE))
    assert [event.action for event in events] == [Action.RESTORE, Action.REMOVE, Action.EDIT, Action.ADD]
    assert [event.actor for event in events] == [MIRA, NILS, NILS, MIRA]
    assert (events[2].before["answer"], events[2].after["answer"]) == (WORDS, "In #help.")
    assert events[0].title == "FAQ: Where do I ask?"
    assert Edits(store).history(MINE) == []
    with pytest.raises(CannotUndo):  # /corpus undo takes changes of documents back
        Edits(store).undo(MINE, MIRA)


def test_a_removed_entry_is_kept_and_comes_back(faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    faq.remove(MINE, entry.id, MIRA)
    assert questions(faq) == []
    assert [one.id for one in faq.reading.list_removed(MINE)] == [entry.id]
    with pytest.raises(Conflict, match="was removed"):
        faq.remove(MINE, entry.id, MIRA)
    assert faq.restore(MINE, entry.id, MIRA).answer == entry.answer
    with pytest.raises(Conflict, match="nothing to restore"):
        faq.restore(MINE, entry.id, MIRA)


def test_two_moderators_who_edit_the_same_entry_get_one_winner(faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    faq.edit(MINE, entry.id, FaqDraft("Where do I ask?", "In #help."), NILS, seen=entry.version)
    with pytest.raises(Conflict, match="was changed by Nils"):
        faq.edit(MINE, entry.id, FaqDraft("Where do I ask?", "Nowhere."), MIRA, seen=entry.version)


@pytest.mark.parametrize("asked", ["where do I ASK", "Who helps me?!"])
def test_no_two_entries_in_use_ask_the_same(faq: FaqStore, asked: str) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    with pytest.raises(Conflict, match="is asked by the entry “Where do I ask"):
        faq.add(MINE, FaqDraft(asked, "Elsewhere."), NILS)
    faq.add(THEIRS, FaqDraft(asked, "Elsewhere."), NILS)
    faq.remove(MINE, entry.id, MIRA)
    faq.add(MINE, FaqDraft(asked, "Elsewhere."), NILS)
    with pytest.raises(Conflict):
        faq.restore(MINE, entry.id, MIRA)


def test_no_server_can_touch_an_entry_of_another(faq: FaqStore) -> None:
    entry = faq.add(MINE, DRAFT, MIRA)
    before = faq.reading.entry(MINE, entry.id)
    for attempt in (
        lambda: faq.edit(THEIRS, entry.id, FaqDraft("Q?", "A."), NILS),
        lambda: faq.remove(THEIRS, entry.id, NILS),
        lambda: faq.restore(THEIRS, entry.id, NILS),
        lambda: faq.reading.entry(THEIRS, entry.id),
    ):
        with pytest.raises(UnknownEntry):
            attempt()
    assert faq.reading.entry(MINE, entry.id) == before
    assert questions(faq, THEIRS) == []


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (FaqDraft("?!", "A."), "no words"),
        (FaqDraft("Q?", "…"), "the answer has no words"),
        (FaqDraft("Q?"), "there is no answer"),
        (FaqDraft("Q" * 301, "A."), "at most 300"),
        (FaqDraft("Q?", "a" * (ANSWER_LIMIT + 1)), "it may have 1,500"),
        (FaqDraft("Q?", "A.", phrasings=tuple(f"q {n}" for n in range(21))), "at most 20"),
        (FaqDraft("Q?", "A.", tags=("t" * 51,)), "50 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_remedy(faq: FaqStore, draft: FaqDraft, why: str) -> None:
    with pytest.raises(BadEntry, match=why):
        faq.add(MINE, draft, MIRA)


def test_phrasings_and_tags_are_kept_once_and_none_is_empty() -> None:
    draft = tidy_draft(
        FaqDraft(" Who  helps? ", "A.", phrasings=("who helps", "", "Help!", "help"), tags=("a", " a ", ""))
    )
    assert (draft.question, draft.phrasings, draft.tags) == ("Who helps?", ("Help!",), ("a",))


def test_uses_are_counted_by_server(faq: FaqStore) -> None:
    key = faq.add(MINE, DRAFT, MIRA).use_key
    for scope in (MINE, MINE, THEIRS):
        faq.count_use(scope, key)
    assert (faq.reading.count_uses(MINE), faq.reading.count_uses(THEIRS)) == ({key: 2}, {key: 1})


def test_the_revision_rises_with_every_change_of_the_faq_and_of_its_documents(lighthouse: Engine) -> None:
    faq, seen = lighthouse.faq.store, []
    seen.append(faq.reading.revision(MINE))
    entry = faq.add(MINE, DRAFT, MIRA)
    seen.append(faq.reading.revision(MINE))
    faq.remove(MINE, entry.id, MIRA)
    seen.append(faq.reading.revision(MINE))
    lighthouse.store.remove(lighthouse.store.listing([SHARED])[0].id)
    seen.append(faq.reading.revision(MINE))
    assert seen == sorted(set(seen))


# ---- answers that are passages


def test_a_passage_answers_with_its_place_and_is_withdrawn_with_its_document(lighthouse: Engine) -> None:
    faq, words = lighthouse.faq.store, "The climb has 212 steps."
    entry = faq.add(MINE, FaqDraft("How high is it?", passage=find_passage(lighthouse, words)), MIRA)
    assert entry.answer is not None
    assert (entry.answer.text, entry.answer.headings[-1], entry.own_words) == (words, "Visiting", False)
    removed = lighthouse.store.remove(lighthouse.store.listing([SHARED])[0].id)
    assert faq.reading.entry(MINE, entry.id).answer is None
    lighthouse.library.restore(removed.id, MIRA)
    assert faq.reading.entry(MINE, entry.id).answer is not None


def test_a_passage_is_followed_into_a_new_version_as_long_as_that_says_the_same(lighthouse: Engine) -> None:
    faq, words = lighthouse.faq.store, "The climb has 212 steps."
    entry = faq.add(MINE, FaqDraft("How high is it?", passage=find_passage(lighthouse, words)), MIRA)
    (document,) = lighthouse.store.listing([SHARED])
    longer = b"# The lighthouse\n\nIt is white. The climb has 212 steps. Take care."
    lighthouse.replace(document.id, longer, "new.md", MIRA)
    moved = faq.reading.entry(MINE, entry.id).answer
    assert moved is not None
    assert (moved.text, moved.document.version) == (words, 2)
    lighthouse.replace(document.id, b"# The lighthouse\n\nIt is white, and high.", "newer.md", MIRA)
    assert faq.reading.entry(MINE, entry.id).answer is None


def test_a_passage_of_another_server_cannot_be_named(lighthouse: Engine) -> None:
    added = lighthouse.add(b"# Secret\n\nThe key lies under the third stone.", "secret.md", THEIRS)
    ref = PassageRef(added.document_id, 1, 10, 20)
    assert lighthouse.faq.store.reading.passage(ref, visible_to(2)).text
    with pytest.raises(UnknownEntry):
        lighthouse.faq.store.reading.passage(ref, visible_to(1))
    assert lighthouse.faq.store.reading.find(added.document_id, "third stone", visible_to(1)) is None


def test_documents_that_ask_and_answer_make_entries_and_take_them_with_them(engine: Engine) -> None:
    made = engine.faq.store.reading.list_made_by_documents(SHIPPED)
    assert len(made) >= 4
    assert all(entry.by_document and entry.answer and entry.answer.document.scope == SHIPPED for entry, _ in made)


def test_an_entry_of_a_document_keeps_its_id_and_its_uses_through_versions(lighthouse: Engine) -> None:
    reading = lighthouse.faq.store.reading
    ((before, _),) = reading.list_made_by_documents(SHARED)
    (document,) = lighthouse.store.listing([SHARED])
    lighthouse.replace(document.id, b"# Vara\n\n## FAQ\n\n### How much does a ticket cost?\n\nNothing.", "b.md", MIRA)
    ((after, _),) = reading.list_made_by_documents(SHARED)
    assert (after.id, after.use_key) == (before.id, before.use_key)
    assert after.answer is not None
    assert after.answer.text == "Nothing."
    lighthouse.store.remove(document.id)
    assert reading.list_made_by_documents(SHARED) == []


def test_an_entry_has_one_id_in_all_servers_and_nobody_else_has_it(faq: FaqStore) -> None:
    made = [faq.add(MINE, FaqDraft(f"Question {n}?", "A."), MIRA) for n in range(5)]
    assert len({entry.id for entry in made}) == 5
    assert all(isinstance(entry, FaqEntry) and len(entry.id) == 12 for entry in made)


def test_a_draft_of_one_server_is_neither_read_nor_written_nor_dropped_from_another(faq: FaqStore) -> None:
    faq.keep_draft(MINE, "a1", {"draft": "mine"})
    with pytest.raises(UnknownEntry):
        faq.keep_draft(THEIRS, "a1", {"draft": "theirs"})
    with pytest.raises(UnknownEntry):
        faq.draft(THEIRS, "a1")
    faq.drop_draft(THEIRS, "a1")
    assert faq.draft(MINE, "a1") == {"draft": "mine"}
    faq.keep_draft(MINE, "a1", {"draft": "mine again"})
    assert faq.draft(MINE, "a1") == {"draft": "mine again"}

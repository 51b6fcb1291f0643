"""The FAQ in memory: what is typed finds its entry, at most 25 at once, and what only sounds alike is no answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.scopes import SHARED, of_server, visible_to
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import FaqDraft, fold_words
from corpus.store.history import Actor
from index.engine import Engine
from index.faq.agreement import are_opposed
from index.faq.book import SUGGESTED, FaqBook
from index.faq.meaning import Meanings
from index.outcomes import Answer, Refusal
from index.retrieval.embedder import SentenceTransformerEmbedder

MINE, SCOPES, THEIRS = of_server(1), visible_to(1, notes=False), visible_to(2, notes=False)
MIRA = Actor("Mira", 7)
QUESTIONS = (
    "How do I join the voice channel?", "How do I mute someone?", "How do I enable notifications?", "How do I join the server?",
    "What are the rules?", "When is the next meetup?", "Which GPU do I need?", "How much does membership cost?",
    "Why was Mythos 4 shut down?", "How do I reset my password?", "Is there an Android app?", "Can I bring my dog?",
)  # fmt: skip


@pytest.fixture(scope="module")
def faq(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaqBook]:
    with CorpusStore(tmp_path_factory.mktemp("faq")) as store:
        book = FaqBook(store, embedder)
        book.prepare(QUESTIONS)
        for question in QUESTIONS:
            book.store.add(MINE, FaqDraft(question, f"The answer to: {question}"), MIRA)
        yield book
        book.close()


def offered(faq: FaqBook, typed: str) -> list[str]:
    return [entry.question for entry in faq.suggest(typed, SCOPES)]


def patiently(faq: FaqBook, typed: str) -> list[str]:
    """What is offered once the model had its time: on a busy machine the first keystroke goes without."""
    faq._meanings.embed(" ".join(typed.split()))
    return offered(faq, typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("What are the rules?", "What are the rules?"),  # exact
        ("how do i res", "How do I reset my password?"),  # a beginning
        ("pasword rest", "How do I reset my password?"),  # errors, and another order
        ("voice channel join how", "How do I join the voice channel?"),
        ("MEETUP", "When is the next meetup?"),
        ("membershp", "How much does membership cost?"),
    ],
)
def test_what_is_typed_finds_its_entry_by_its_words(faq: FaqBook, typed: str, first: str) -> None:
    assert offered(faq, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("graphics card", "Which GPU do I need?"),
        ("are pets allowed", "Can I bring my dog?"),
        ("forgotten passphrase", "How do I reset my password?"),
        ("price of being a member", "How much does membership cost?"),
    ],
)
def test_synonyms_find_it_by_its_meaning(faq: FaqBook, typed: str, first: str) -> None:
    assert patiently(faq, typed)[0] == first


def test_exact_and_beginnings_come_before_what_is_only_alike(faq: FaqBook) -> None:
    found = offered(faq, "how do i join the")
    assert set(found[:2]) == {"How do I join the voice channel?", "How do I join the server?"}


@pytest.mark.parametrize("typed", ["", "   ", "?!", "🎉"])
def test_nothing_typed_offers_the_most_used(lighthouse: Engine, typed: str) -> None:
    faq = lighthouse.faq
    for number in range(30):
        faq.store.add(MINE, FaqDraft(f"Question number {number}?", "A."), MIRA)
    used = faq.store.add(MINE, FaqDraft("Which is used?", "This."), MIRA)
    faq.suggest("", SCOPES)
    faq.count_use(used.use_key, SCOPES)
    faq.index(MINE)
    found = faq.suggest(typed, SCOPES)
    assert (len(found), found[0].id) == (SUGGESTED, used.id)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), st.sampled_from(QUESTIONS).flatmap(lambda q: st.just(q[: len(q) // 2]))))
def test_at_most_25_entries_are_offered_for_any_input(faq: FaqBook, typed: str) -> None:
    found = faq.suggest(typed, SCOPES, limit=100)
    assert len(found) <= SUGGESTED
    assert len({entry.id for entry in found}) == len(found)


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("what are the RULES", "What are the rules?"),
        ("membership price", "How much does membership cost?"),
        ("how do i rset my pasword", "How do I reset my password?"),
        ("where can i read the rules", "What are the rules?"),
    ],
)
def test_a_question_that_surely_asks_the_same_is_answered(faq: FaqBook, asked: str, question: str) -> None:
    found = faq.match(asked, SCOPES)
    assert found.entry is not None
    assert found.entry.question == question


@pytest.mark.parametrize(
    "asked",
    [
        "How do I unmute someone?", "How do I disable notifications?", "How do I leave the server?",
        "When was the last meetup?", "Why was Mythos 5 shut down?", "Why was Fable 4 shut down?", "Is there an iOS app?",
    ],
)  # fmt: skip
def test_what_only_sounds_alike_is_asked_back_about(faq: FaqBook, asked: str) -> None:
    found = faq.match(asked, SCOPES)
    assert found.entry is None
    assert 1 <= len(found.candidates) <= 5


@pytest.mark.parametrize("asked", ["", "🎉", "what is the weather in Paris", "xyzzy", "\x00", "x" * 3000])
def test_what_is_near_nothing_has_no_candidate(faq: FaqBook, asked: str) -> None:
    found = faq.match(asked, SCOPES)
    assert (found.entry, found.candidates) == (None, ())


def test_opposites_are_told_apart() -> None:
    assert are_opposed(["how", "mute"], ["how", "unmute"])
    assert are_opposed(["why", "cant", "i", "post"], ["why", "can", "i", "post"])
    assert are_opposed(["before", "noon"], ["after", "noon"])
    assert not are_opposed(["how", "mute"], ["how", "silence"])


def test_nothing_of_another_server_is_offered_matched_or_found(faq: FaqBook) -> None:
    entry = faq.suggest("rules", SCOPES)[0]
    assert faq.suggest("rules", THEIRS) == []
    assert faq.suggest("", THEIRS) == []
    assert faq.get(entry.id, THEIRS) is None
    assert faq.match("What are the rules?", THEIRS).entry is None
    assert faq.find_same(["What are the rules?"], THEIRS) == []


def test_a_change_is_answered_at_once_and_offered_soon(lighthouse: Engine) -> None:
    faq = lighthouse.faq
    assert faq.suggest("closing time", SCOPES) == []
    entry = faq.store.add(MINE, FaqDraft("What is the closing time?", "Ten."), MIRA)
    assert faq.match("what is the closing time", SCOPES).entry == entry
    assert [one.id for one in faq.suggest("closing time", SCOPES)] == [entry.id]
    faq.store.remove(MINE, entry.id, MIRA)
    assert faq.get(entry.id, SCOPES) is None
    soon = time.monotonic() + 10
    while faq.suggest("closing time", SCOPES):
        assert time.monotonic() < soon
        time.sleep(0.01)


def test_entries_of_documents_are_offered_and_withdrawn_with_them(lighthouse: Engine) -> None:
    faq = lighthouse.faq
    (entry,) = faq.suggest("ticket", SCOPES)
    assert (entry.question, entry.by_document) == ("How much does a ticket cost?", True)
    lighthouse.store.remove(lighthouse.store.listing([SHARED])[0].id)
    assert faq.get(entry.id, SCOPES) is None


def test_vectors_that_are_missing_are_made_in_the_background_and_kept(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    with CorpusStore(tmp_path) as store:
        faq = FaqBook(store, embedder)
        faq.store.add(MINE, FaqDraft("Which GPU do I need?", "A big one."), MIRA)
        assert faq.index(MINE).missing == ["Which GPU do I need?"]
        soon = time.monotonic() + 30
        while faq.index(MINE).missing:
            assert time.monotonic() < soon
            time.sleep(0.01)
        faq.close()
        again = FaqBook(store, embedder)
        assert again.index(MINE).missing == []
        again.close()


@pytest.mark.clock
def test_a_keystroke_does_not_wait_for_a_slow_model(faq: FaqBook) -> None:
    class Slow:
        fingerprint, dimension = "slow", 384

        def embed(self, texts: list[str]) -> np.ndarray:
            time.sleep(0.5)
            return np.zeros((len(texts), 384), np.float32)

    meanings = Meanings(Slow())  # type: ignore[arg-type]
    started = time.monotonic()
    assert [meanings.embed_within(f"text {n}", 0.01) for n in range(8)] == [None] * 8
    assert time.monotonic() - started < 0.4
    assert meanings.embed("text 0").shape == (384,)
    meanings.close()


# ---- answering questions


def test_the_moderators_entry_answers_before_the_documents(lighthouse: Engine) -> None:
    ask = "How much does a ticket cost?"
    before = lighthouse.answer(ask, SCOPES)
    assert isinstance(before, Answer)
    assert before.by is None
    entry = lighthouse.faq.store.add(MINE, FaqDraft("What is the price of a ticket?", "Fifty crowns since May."), MIRA)
    told = lighthouse.answer("what is the price of a ticket", SCOPES)
    assert isinstance(told, Answer)
    assert told.by is not None
    assert (told.text, told.by.entry_id, told.probability) == ("Fifty crowns since May.", entry.id, 1.0)
    stored = lighthouse.store.document(told.citations[0].document.id).text
    assert told.citations[0].span.of(stored) == told.text
    assert isinstance(elsewhere := lighthouse.answer("what is the price of a ticket", THEIRS), Answer | Refusal)
    assert "Fifty" not in getattr(elsewhere, "text", "")


def test_own_words_are_never_found_as_a_passage(lighthouse: Engine) -> None:
    lighthouse.faq.store.add(MINE, FaqDraft("Who may park here?", "Only the keeper of the garden may park."), MIRA)
    trace = lighthouse.trace("Does the keeper of the garden own a motorcycle?", SCOPES)
    assert all("park" not in one.passage.text for one in trace.ranked)


def test_normal_form_is_words_only() -> None:
    assert fold_words("  What’s   NEW, in v2?\n") == "whats new in v2"


def test_opening_an_engine_reads_no_faq(open_at: Callable[[Path], Engine], tmp_path: Path) -> None:
    with open_at(tmp_path) as engine:
        assert engine.faq.suggest("anything", SCOPES) == []

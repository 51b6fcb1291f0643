"""A refreshed index equals one that is loaded afresh, whatever came and went; and no refresh reads what did not change."""

import random
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.documents import Block, ReadDocument, Source, Span
from corpus.passages import PassageSettings, PassageSpan, split
from corpus.scopes import SHARED, draft_of, of_server
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import TERMINAL
from corpus.store.records import Embedded, NewPassage, NewQuestion, NewVersion
from index.engine import Engine
from index.outcomes import Answer
from index.retrieval.lexical import stem_words
from index.retrieval.scope_index import ScopeIndex, StaleIndex, index_path, load_index
from index.retrieval.vectors import FaissVectorStore

DIMENSION = 16
WORDS = [f"{first}{middle}{last}" for first in "bdkmprt" for middle in ("ane", "oru", "ilo") for last in "gmnrx"]
QUESTIONS = [" ".join(random.Random(seed).choices(WORDS, k=5)) for seed in range(8)]


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def add(store: CorpusStore, name: str, seed: int, scope: str = SHARED, document_id: str | None = None) -> str:
    """Store a document of one to four passages and, for some seeds, a question; its language depends on the seed."""
    dice = random.Random(seed)
    paragraphs = [" ".join(dice.choices(WORDS, k=dice.randrange(5, 40))) + "." for _ in range(dice.randrange(1, 5))]
    text = "\n\n".join(paragraphs)
    starts = [text.index(paragraph) for paragraph in paragraphs]
    blocks = tuple(
        Block(Span(start, start + len(one)), (f"Part {number}",))
        for number, (start, one) in enumerate(zip(starts, paragraphs, strict=True))
    )
    read = ReadDocument(text, Source(f"About {name}", language="de" if seed % 5 == 0 else "en"), blocks)
    spans = split(text, blocks, PassageSettings())
    passages = [NewPassage(span, unit(seed * 100 + n).tobytes(), b"tokens") for n, span in enumerate(spans)]
    questions = [NewQuestion(f"What of {name}?", _whole(spans[0]), unit(seed).tobytes())] if seed % 3 == 0 else []
    new = NewVersion(read, Embedded(passages, questions), f"{name}.txt", f"{name}-{seed}")
    return store.add(scope, new, fingerprint="model", document_id=document_id)


def _whole(span: PassageSpan) -> PassageSpan:
    return PassageSpan(span.span, span.headings, (span.span,))


def fresh(store: CorpusStore, folder: Path) -> ScopeIndex:
    return load_index(store, folder, SHARED, "model", kind=FaissVectorStore, dimension=DIMENSION)


def assert_equal(index: ScopeIndex, other: ScopeIndex) -> None:
    assert (index.revision, index.rows, index.passages) == (other.revision, other.rows, other.passages)
    assert index.languages == other.languages
    assert index.questions == other.questions
    assert np.array_equal(index.question_vectors, other.question_vectors)
    assert (len(index.words), len(index.vectors)) == (len(other.words), len(other.vectors))
    assert {word: index.words.count(word) for word in stem_words(" ".join(WORDS))} == {
        word: other.words.count(word) for word in stem_words(" ".join(WORDS))
    }
    for seed, question in enumerate(QUESTIONS):
        assert index.words.search(question, 20) == other.words.search(question, 20)
        found, expected = (one.vectors.search(unit(seed), 20) for one in (index, other))
        assert [row for row, _ in found] == [row for row, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_refreshed_index_equals_a_loaded_one_after_any_changes(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with CorpusStore(tmp_path) as store:
        index = fresh(store, tmp_path / "index")
        names = [f"document {number}" for number in range(12)]
        ids: dict[str, str] = {}
        for step in range(40):
            name = dice.choice(names)
            if name in ids and dice.random() < 0.5:
                store.remove(ids.pop(name))
            elif name in ids:  # another version in its place
                add(store, name, seed * 1000 + step, document_id=ids[name])
            else:
                ids[name] = add(store, name, names.index(name))
            add(store, f"elsewhere {step}", step, scope=of_server(7))
            if dice.random() < 0.4:
                index.refresh(store)
                assert_equal(index, fresh(store, tmp_path / "other"))
        index.refresh(store)
        assert_equal(index, fresh(store, tmp_path / "other"))
        assert {stored.passage.document.scope for stored in index.passages.values()} <= {SHARED}


def test_documents_that_are_published_edited_or_restored_keep_the_index_in_order(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        edits = Edits(store)
        removed, draft = add(store, "bell", 3), draft_of(SHARED, "token")
        add(store, "tide", 9, scope=draft)
        edited = add(store, "lamp", 6)
        index = fresh(store, tmp_path / "index")
        store.remove(removed)
        index.refresh(store)
        assert_equal(index, fresh(store, tmp_path / "other"))
        edits.restore(removed, TERMINAL)
        edits.drafts.publish(draft, TERMINAL)  # both have lower rows than the newest
        edits.edit(edited, Source("The lamp, and more"), TERMINAL)
        index.refresh(store)
        assert_equal(index, fresh(store, tmp_path / "other"))
        assert {stored.passage.document.title for stored in index.passages.values()} == {
            "About bell", "About tide", "The lamp, and more",
        }  # fmt: skip
        edits.undo(SHARED, TERMINAL)
        index.refresh(store)
        assert_equal(index, fresh(store, tmp_path / "other"))


def test_passages_that_are_cut_anew_take_the_place_of_the_old(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store, "bell", 3)
        add(store, "lamp", 6)
        index = fresh(store, tmp_path / "index")
        before = index.rows
        cut = split(store.document(identity).text, [Block(Span(0, 20))], PassageSettings())
        store.replace_passages(identity, Embedded([NewPassage(span, unit(1).tobytes(), b"tokens") for span in cut]))
        index.refresh(store)
        assert index.rows != before
        assert_equal(index, fresh(store, tmp_path / "other"))


def test_only_what_differs_is_read(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        kept, gone = add(store, "bell", 1), add(store, "lamp", 2)
        known = store.changes(SHARED, {})
        assert set(known.marks) == {kept, gone}
        store.remove(gone)
        new = add(store, "tide", 4)
        changes = store.changes(SHARED, known.marks)
        assert (changes.gone, set(changes.marks)) == (frozenset({gone}), {kept, new})
        assert {stored.passage.document.id for stored in changes.passages} == {new}
        assert changes.revision == store.scope_state(SHARED)[0]


def test_a_refresh_with_vectors_of_another_model_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        identity = add(store, "bell", 1)
        index = fresh(store, tmp_path / "index")
        before = (index.revision, index.rows)
        store.remove(identity)
        store.set_fingerprint(SHARED, "another model")
        with pytest.raises(StaleIndex, match="landscape index rebuild"):
            index.refresh(store)
        assert (index.revision, index.rows) == before


def test_a_refresh_does_not_write_the_file_and_the_next_start_knows_that_it_is_old(tmp_path: Path) -> None:
    with CorpusStore(tmp_path) as store:
        add(store, "bell", 1)
        index = fresh(store, tmp_path / "index")
        path = index_path(tmp_path / "index", SHARED)
        before = path.read_bytes()
        add(store, "lamp", 2)
        index.refresh(store)
        assert path.read_bytes() == before
        assert_equal(fresh(store, tmp_path / "index"), index)
        assert path.read_bytes() != before


def test_questions_are_answered_while_documents_come_and_go(lighthouse: Engine) -> None:
    question = "How many steps does the climb of the lighthouse tower have?"
    replies = []
    asking = Thread(target=lambda: replies.extend(lighthouse.answer(question, [SHARED]) for _ in range(8)))
    asking.start()
    while asking.is_alive():
        added = lighthouse.add(b"# Cats\n\nThe baker Odd Lie feeds the harbour cats.", "cats.md", SHARED)
        lighthouse.index(SHARED)
        lighthouse.store.remove(added.document_id)
    asking.join()
    assert len(replies) == 8
    assert all(isinstance(reply, Answer) for reply in replies)

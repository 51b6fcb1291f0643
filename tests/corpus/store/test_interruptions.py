"""Whatever breaks a change off (a kill, a full disk, a lock, a file that can't be read), each document is wholly in or out."""

import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from support.pragmas import set_pragma

from corpus.documents import Block, ReadDocument, Source, Span
from corpus.passages import PassageSettings, PassageSpan
from corpus.readers import UnreadableDocument
from corpus.scopes import SHARED, draft_of
from corpus.store import database
from corpus.store.database import StoreError
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.edits import Edits
from corpus.store.history import TERMINAL, new_batch
from corpus.store.records import Embedded, NewPassage, NewVersion
from corpus.store.undoing import CannotUndo
from corpus.store.versions import Conflict
from index.library import Library
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.scope_index import load_index
from index.retrieval.vectors import FaissVectorStore

pytestmark = pytest.mark.slow  # processes are killed a hundred times

KILLS = 100
MOST_DELAY = 0.06  # seconds
DIMENSION = 8
MODEL = "a model"

Prepared = tuple[ReadDocument, Embedded]


def prepared(number: int) -> Prepared:
    """Return a text of `number` sentences that tells how many they are, each a passage with a random vector."""
    text, spans = "", []
    for part in range(number):
        sentence = f"Part {part} of {number}. "
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence
    vectors = np.random.default_rng(number).normal(size=(number, DIMENSION)).astype(np.float32)
    passages = [
        NewPassage(PassageSpan(span, ("Parts",), (span,)), vector.tobytes(), b"tokens")
        for span, vector in zip(spans, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), strict=True)
    ]
    return ReadDocument(text, Source(f"Text of {number}"), tuple(Block(span) for span in spans)), Embedded(passages)


def change_for_ever(store: CorpusStore, texts: list[Prepared], seed: int, told: int) -> None:
    """Change documents at random, and write the scope's revision to `told` after each change that was acknowledged."""
    chance, edits = random.Random(seed), Edits(store)
    os.write(told, b"%d\n" % store.scope_state(SHARED)[0])  # the connection is open: now it begins
    while True:
        read, vectors = chance.choice(texts)
        digest = f"{chance.getrandbits(64):064x}"
        in_use = store.listing([SHARED])
        some = chance.choice(in_use).id if in_use else ""
        try:
            match chance.randrange(7 if len(in_use) > 3 else 1):
                case 0:
                    add(store, SHARED, read, vectors, digest, batch=new_batch())
                case 1:
                    edits.edit(some, Source(f"Title {digest}", tags=("edited",)), TERMINAL)
                case 2:
                    edits.replace(some, NewVersion(read, vectors, "b.txt", digest, digest.encode()), TERMINAL)
                case 3:
                    store.remove(some)
                case 4 if removed := edits.list_removed(SHARED):
                    edits.restore(removed[0].id, TERMINAL)
                case 5:
                    draft = draft_of(SHARED, digest[-12:])
                    for number, (one, of_one) in enumerate(texts[:3]):
                        add(store, draft, one, of_one, f"{digest[:-1]}{number}")
                    edits.drafts.publish(draft, TERMINAL)
                case 6:
                    edits.undo(SHARED, TERMINAL)
        except (Conflict, CannotUndo, UnknownDocument):
            continue
        os.write(told, b"%d\n" % store.scope_state(SHARED)[0])


def add(
    store: CorpusStore, scope: str, read: ReadDocument, vectors: Embedded, digest: str, *, batch: str | None = None
) -> str:
    new = NewVersion(read, vectors, "a.txt", digest, digest.encode())
    return store.add(scope, new, fingerprint=MODEL, batch=batch)


def killed_after(seconds: float, store: CorpusStore, texts: list[Prepared], seed: int) -> int:
    """Change documents in another process, kill it, and return the last revision that it was told of."""
    out, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            change_for_ever(store, texts, seed, told)
        finally:
            os._exit(1)  # reached only by an error that it should not have: the parent sees it
    os.close(told)
    first = os.read(out, 100)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child failed by itself"
    with os.fdopen(out, "rb") as acknowledged:
        return int((first + acknowledged.read()).split()[-1])


def check(store: CorpusStore, folder: Path, acknowledged: int) -> int:
    """Check the whole data directory, and return how many documents are in use."""
    with sqlite3.connect(store.path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        documents = raw.execute(
            "SELECT d.id, d.version, d.scope, d.removed_at IS NULL, v.text, v.sha256 FROM documents d LEFT JOIN versions v "
            "ON v.document_id = d.id AND v.number = d.version"
        ).fetchall()
        in_use, rows = 0, set()
        for identity, version, scope, used, text, sha256 in documents:
            passages = raw.execute(
                'SELECT id, start, "end" FROM passages WHERE document_id = ? AND version = ? ORDER BY start',
                (identity, version),
            ).fetchall()
            assert len(passages) == int(text.split()[3].rstrip("."))
            assert "".join(text[start:end] for _, start, end in passages) == text
            assert raw.execute("SELECT count(*) FROM files WHERE sha256 = ?", (sha256,)).fetchone() == (1,)
            if scope == SHARED:
                assert raw.execute("SELECT count(*) > 0 FROM events WHERE document_id = ?", (identity,)).fetchone()[0]
                rows |= {row for row, _, _ in passages if used}
                in_use += used
    raw.close()
    index = load_index(store, folder / "index", SHARED, MODEL, kind=FaissVectorStore, dimension=DIMENSION)
    assert set(index.rows) == rows
    assert len(index.vectors) == len(rows)
    assert index.revision >= acknowledged, "what was acknowledged is lost"
    return in_use


def test_a_kill_at_a_hundred_random_moments_leaves_each_document_wholly_in_or_wholly_out(tmp_path: Path) -> None:
    texts = [prepared(number) for number in range(1, 12)]
    chance = random.Random(20_26)
    store = CorpusStore(tmp_path)
    known, advanced, most = 0, 0, 0
    for seed in range(KILLS):
        store.close()  # no open connection may go over to another process
        revision = killed_after(chance.uniform(0, MOST_DELAY), store, texts, seed)
        advanced += revision > known
        known = max(known, revision)
        most = max(most, check(store, tmp_path, known))
    store.close()
    assert advanced > KILLS / 10  # enough of the kills hit a process at work
    assert most > 3  # so that changes of every kind were made
    print(f"{known} changes survived {KILLS} kills, {advanced} of them of a process that had changed something")


@pytest.fixture
def library(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> Library:
    return Library(CorpusStore(tmp_path), embedder, PassageSettings())


def state(library: Library) -> tuple[object, ...]:
    """Return all that can be told of the documents in use."""
    store = library._store
    return (
        store.scope_state(SHARED),
        [(store.document(one.id), store.passages_of(one.id), one.filename) for one in store.listing([SHARED])],
        library.edits.history(SHARED),
    )


def test_a_full_disk_leaves_what_was_there(library: Library) -> None:
    added = library.add(b"The harbour closes at nine.", "harbour.txt", SHARED)
    before, store = state(library), library._store
    pages = sqlite3.connect(store.path).execute("PRAGMA page_count").fetchone()[0]
    set_pragma(store, f"max_page_count = {pages}")  # SQLite says of it what it says of a full disk
    big = "\n\n".join(
        f"The harbour closes at {number} in the evening of day {number}." for number in range(300)
    ).encode()
    with pytest.raises(StoreError, match="disk is full"):
        library.replace(added.document_id, big, "harbour.txt", TERMINAL)
    with pytest.raises(StoreError, match="disk is full"):
        library.add(big, "big.txt", SHARED)
    assert state(library) == before
    set_pragma(store, "max_page_count = 1073741823")
    assert library.replace(added.document_id, big, "harbour.txt", TERMINAL).document.version == 2


def test_a_locked_database_leaves_what_was_there(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    added = library.add(b"The harbour closes at nine.", "harbour.txt", SHARED)
    store = library._store
    set_pragma(store, "busy_timeout = 200")
    before = state(library)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    changes = (
        lambda: library.edit(added.document_id, {"url": "https://example.org"}, TERMINAL),
        lambda: library.replace(added.document_id, b"The harbour closes at ten.", "harbour.txt", TERMINAL),
        lambda: library.edits.undo(SHARED, TERMINAL),
        lambda: store.remove(added.document_id),
        lambda: library.add(b"The mole is closed.", "mole.txt", SHARED),
    )
    for change in changes:
        with pytest.raises(StoreError, match="locked by another process"):
            change()
    assert state(library) == before
    other.execute("ROLLBACK")
    other.close()
    assert library.edit(added.document_id, {"url": "https://example.org"}, TERMINAL).version == 2


def test_a_file_that_can_not_be_read_leaves_what_was_there(library: Library) -> None:
    added = library.add(b"The harbour closes at nine.", "harbour.txt", SHARED)
    before = state(library)
    for data, name in ((b"", "empty.txt"), (b"%PDF-1.7 torn off here", "torn.pdf"), (b"PK\x03\x04", "x.docx")):
        with pytest.raises(UnreadableDocument, match=name):
            library.replace(added.document_id, data, name, TERMINAL)
        with pytest.raises(UnreadableDocument, match=name):
            library.add(data, name, SHARED)
    assert state(library) == before

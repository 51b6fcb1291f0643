"""Documents in and out: the same bytes are a no-op, and the index follows the store whatever happens to its file."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.paths import ROOT

from corpus.passages import PassageSettings
from corpus.readers import UnreadableDocument
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from index.engine import Engine
from index.library import Library
from index.outcomes import Answer
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.scope_index import StaleIndex, index_path, load_index
from index.retrieval.vectors import FaissVectorStore

QUESTION = "How many steps does the climb of the lighthouse tower have?"


def test_the_same_bytes_twice_are_a_no_op_that_says_so(empty_engine: Engine) -> None:
    first = empty_engine.add(b"The harbour closes at nine.", "a.txt", SHARED)
    state = empty_engine.store.scope_state(SHARED)
    again = empty_engine.add(b"The harbour closes at nine.", "b.txt", SHARED)
    assert (first.existed, again.existed, again.document_id) == (False, True, first.document_id)
    assert empty_engine.store.scope_state(SHARED) == state


def test_progress_counts_up_to_all_passages(empty_engine: Engine) -> None:
    seen: list[tuple[int, int]] = []
    text = "\n\n".join(f"# Part {n}\n\nThe {n}th part says that tide number {n} came late." for n in range(40))
    empty_engine.add(text.encode(), "parts.md", SHARED, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (40, 40)
    assert seen == sorted(seen)


def test_a_document_that_can_not_be_read_leaves_nothing(empty_engine: Engine) -> None:
    with pytest.raises(UnreadableDocument, match=r"empty\.txt"):
        empty_engine.add(b"", "empty.txt", SHARED)
    assert empty_engine.store.scopes() == []


def test_a_damaged_index_file_is_rebuilt_from_the_store_and_said(
    lighthouse: Engine, open_at: Callable[[Path], Engine], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(lighthouse.answer(QUESTION, [SHARED]), Answer)
    path = index_path(tmp_path / "data" / "index", SHARED)
    path.write_bytes(b"damaged")
    with open_at(tmp_path / "data") as again:
        assert isinstance(again.answer(QUESTION, [SHARED]), Answer)
    assert "rebuilt from the store" in caplog.text
    assert path.stat().st_size > 100


def test_a_second_start_embeds_nothing(
    lighthouse: Engine, open_at: Callable[[Path], Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_at(tmp_path / "data") as again:
        monkeypatch.setattr(SentenceTransformerEmbedder, "encode", _never)
        monkeypatch.setattr(SentenceTransformerEmbedder, "embed", _never)
        assert len(again.index(SHARED).rows) == len(lighthouse.index(SHARED).rows) > 0


def _never(*_: Any) -> Any:
    raise AssertionError("the model was asked")


def test_another_model_or_other_passages_are_a_stale_index_with_the_remedy(
    lighthouse: Engine, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    other = Library(lighthouse.store, embedder, replace(PassageSettings(), words=50))
    with pytest.raises(StaleIndex, match="landscape index rebuild"):
        load_index(
            lighthouse.store, tmp_path / "index", SHARED, other.fingerprint,
            kind=FaissVectorStore, dimension=embedder.dimension,
        )  # fmt: skip
    with pytest.raises(StaleIndex, match="landscape index rebuild"):
        other.add(b"Something new is written here.", "new.txt", SHARED)
    before = len(lighthouse.store.snapshot(SHARED)[1])
    assert other.rebuild() == 1
    assert len(lighthouse.store.snapshot(SHARED)[1]) >= before
    load_index(
        lighthouse.store, tmp_path / "index", SHARED, other.fingerprint,
        kind=FaissVectorStore, dimension=embedder.dimension,
    )  # fmt: skip


def test_two_processes_on_one_data_directory_see_each_other(
    lighthouse: Engine, open_at: Callable[[Path], Engine], tmp_path: Path
) -> None:
    question = "Who feeds the harbour cats?"
    assert not isinstance(lighthouse.answer(question, [SHARED]), Answer)
    with open_at(tmp_path / "data") as other:
        other.add(b"# Cats\n\nThe baker Odd Lie feeds the harbour cats.", "cats.md", SHARED)
    assert isinstance(lighthouse.answer(question, [SHARED]), Answer)


ADD_MANY = """
import sys
from pathlib import Path
from index.assembly import open_engine
with open_engine(Path(sys.argv[1]), notes=False) as engine:
    for n in range(1000):
        text = "\\n\\n".join(f"# Part {n}.{i}\\n\\nTide {i} of day {n} came late." for i in range(5))
        print(engine.add(text.encode(), f"{n}.md", "shared").document_id, flush=True)
"""


def test_a_kill_at_any_moment_leaves_each_document_wholly_in_or_wholly_out(
    tmp_path: Path, open_at: Callable[[Path], Engine]
) -> None:
    acknowledged: set[str] = set()
    for seed in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", ADD_MANY, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(random.Random(seed).random())
        os.kill(process.pid, signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
        process.wait()
    with CorpusStore(tmp_path) as store:
        stored = store.listing([SHARED])
        assert acknowledged <= {document.id for document in stored}
        assert {document.passages for document in stored} == {5}
    with open_at(tmp_path) as engine:
        assert len(engine.index(SHARED).rows) == 5 * len(stored)

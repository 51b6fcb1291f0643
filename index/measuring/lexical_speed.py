"""Compare our index of words with tantivy's: `python -m index.measuring.lexical_speed --passages 10000 [--bench BENCH_DIR …]`.

tantivy is no dependency of the bot: `pip install tantivy==0.27.0` first. Each index is built in a process of its own over the same
passages of about 112 made-up words, on one thread, and then takes one document in and answers questions; printed are the seconds of a
core, the memory that it keeps and its size on disk. With `--bench` the passages of a benchmark are indexed, and printed is how many of
its answerable questions have their evidence among the first ten. What was seen, and what follows, stands in docs/scaling.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import numpy as np

from index.measuring.made_texts import MadeTexts
from index.retrieval.lexical import STOPWORDS, Bm25Index, stem_words

_SENTENCES = 7  # of a passage
_BATCH = 1000  # passages that are made and indexed in one go
_DOCUMENT = 20  # passages of the document that is added
_QUESTIONS, _ROUNDS, _TOP = 200, 5, 10
_HEAP = 64_000_000  # bytes that tantivy may fill before it writes


class Index(Protocol):
    """What is measured of an index of words."""

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add passages."""

    def commit(self) -> None:
        """Let what was added be found."""

    def search(self, question: str, allowed: Sequence[int] | None = None) -> list[int]:
        """Return the numbers of the best passages, of the allowed ones where these are given."""


class OurIndex:
    """Bm25Index: in memory, made anew at each start."""

    def __init__(self, _folder: Path) -> None:
        self._index = Bm25Index()

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        self._index.add(ids, texts)

    def commit(self) -> None:
        pass

    def search(self, question: str, allowed: Sequence[int] | None = None) -> list[int]:
        rows = None if allowed is None else np.asarray(allowed, np.int64)
        return [identity for identity, _ in self._index.search(question, _TOP, rows)]


class TantivyIndex:
    """tantivy, on disk, with one writer's thread; `own_stems`: it finds the words and stems them itself, in Rust."""

    def __init__(self, folder: Path, *, own_stems: bool) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("words", tokenizer_name="words", index_option="freq")
        self._schema = builder.build()
        self._index: Any = tantivy.Index(self._schema, path=str(folder))
        if own_stems:
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"\w+")).filter(tantivy.Filter.lowercase())
            analyzer = analyzer.filter(tantivy.Filter.custom_stopword(sorted(STOPWORDS)))
            self._analyzer: Any = analyzer.filter(tantivy.Filter.stemmer("english")).build()
        else:
            self._analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("words", self._analyzer)
        self._own_stems = own_stems
        self._writer: Any = self._index.writer(_HEAP, 1)
        self._searcher: Any = None

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        for identity, text in zip(ids, texts, strict=True):
            words = text if self._own_stems else " ".join(stem_words(text))
            self._writer.add_document(self._tantivy.Document(id=identity, words=words))

    def commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, question: str, allowed: Sequence[int] | None = None) -> list[int]:
        tantivy, schema = self._tantivy, self._schema
        words = self._analyzer.analyze(question) if self._own_stems else stem_words(question)
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", word, "freq")) for word in words]
        query = tantivy.Query.boolean_query(should)
        if allowed is not None:
            one_of = tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema, "id", list(allowed)), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, one_of)])
        hits = self._searcher.search(query, _TOP).hits
        return [int(self._searcher.doc(address)["id"][0]) for _, address in hits]


KINDS: dict[str, Callable[[Path], Index]] = {
    "ours": OurIndex,
    "tantivy, our stems": lambda folder: TantivyIndex(folder, own_stems=False),
    "tantivy, its own stems": lambda folder: TantivyIndex(folder, own_stems=True),
}


def measure_speed(kind: str, passages: int) -> str:
    """Return in one line what an index takes for so many passages. Runs alone in its process, for its memory is measured."""
    texts = MadeTexts()
    with tempfile.TemporaryDirectory() as folder:
        before = _resident_bytes()
        index = KINDS[kind](Path(folder))
        building = 0.0
        for first in range(0, passages, _BATCH):
            ids = range(first, min(first + _BATCH, passages))
            batch = _make_passages(texts, len(ids))
            building += _core_seconds(partial(index.add, ids, batch))
        building += _core_seconds(index.commit)
        kept = _resident_bytes() - before
        adding, waiting = [], []
        for number in range(_ROUNDS):
            first, batch = passages + number * _DOCUMENT, _make_passages(texts, _DOCUMENT)
            began = time.perf_counter()
            adding.append(_core_seconds(partial(_add_and_commit, index, range(first, first + _DOCUMENT), batch)))
            waiting.append(time.perf_counter() - began)
        questions = [" ".join(sentence.split()[:6]) for sentence in texts.sentences(_QUESTIONS)]
        asking = [_core_seconds(partial(index.search, question)) for question in questions]
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return (
        f"{kind}, {passages:,} passages: {building:.1f} s of a core to build, a document of {_DOCUMENT} passages "
        f"{median(adding) * 1000:.1f} ms ({median(waiting) * 1000:.0f} by the clock), a question {median(asking) * 1000:.2f} ms (95th "
        f"percentile {np.percentile(asking, 95) * 1000:.1f}), memory {kept / 1e6:,.0f} MB, disk {disk / 1e6:,.0f} MB"
    )


def _add_and_commit(index: Index, ids: Sequence[int], texts: Sequence[str]) -> None:
    index.add(ids, texts)
    index.commit()


def compare_recall(folder: Path) -> list[str]:
    """Return a line for each index: how many answerable questions of a benchmark have their evidence in the first ten."""
    from corpus.documents import join_context
    from corpus.file_limits import FileLimits
    from corpus.passages import PassageSettings, split
    from corpus.readers import read_document
    from index.measuring.benchmark import load_benchmark, read_documents
    from index.measuring.scoring import score_predictions

    benchmark = load_benchmark(folder)
    stored, texts = read_documents(benchmark, FileLimits())
    passages: list[dict[str, Any]] = []
    searched: list[str] = []
    of_document: dict[str, list[int]] = {}
    for document in benchmark.documents:
        found = read_document(document.text.encode(), f"{document.id}.txt")
        for span in split(found.text, found.blocks, PassageSettings()):
            place = {"document_id": stored[document.id], "start": span.span.start, "end": span.span.end}
            context = join_context(document.title or document.id, span.headings)
            of_document.setdefault(document.id, []).append(len(passages))
            passages.append(place)
            searched.append(f"{context}\n{span.span.of(found.text)}")
    lines = []
    for kind, open_index in KINDS.items():
        with tempfile.TemporaryDirectory() as place_on_disk:
            index = open_index(Path(place_on_disk))
            index.add(range(len(searched)), searched)
            index.commit()
            predictions = []
            for question in benchmark.questions:
                allowed = None
                if question.candidates is not None:
                    allowed = [row for name in question.candidates for row in of_document.get(name, [])]
                ranked = [passages[row] for row in index.search(question.question, allowed)]
                predictions.append({
                    "id": question.id, "outcome": "refusal", "probability": 0.0, "elapsed_ms": 0.0, "ranked": ranked,
                    "citations": [], "nearest": [], "best": [], "alone": {},
                })  # fmt: skip
        ranks = [
            outcome.rank
            for outcome in score_predictions(benchmark, predictions, texts, stored)
            if outcome.rank is not None
        ]
        recalls = ", ".join(f"recall@{top} {np.mean([rank <= top for rank in ranks]):.3f}" for top in (1, 5, 10))
        lines.append(f"{kind}, {benchmark.name}, {len(searched):,} passages: {recalls}")
    return lines


def _make_passages(texts: MadeTexts, count: int) -> list[str]:
    sentences = texts.sentences(count * _SENTENCES)
    return [" ".join(sentences[first : first + _SENTENCES]) for first in range(0, len(sentences), _SENTENCES)]


def _core_seconds(work: Callable[[], object]) -> float:
    """Return how long all threads of this process work on something: whatever else the machine does counts for nothing."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _resident_bytes() -> int:
    """Return how much memory this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Print a line for each index and each number of passages, and for each benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="*", default=[10_000])
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--bench", type=Path, nargs="*", default=[], help="benchmark folders")
    options = parser.parse_args()
    for passages in options.passages:
        for kind in options.kinds:
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
                print(alone.submit(measure_speed, kind, passages).result(), flush=True)
    for folder in options.bench:
        print(*compare_recall(folder), sep="\n", flush=True)


if __name__ == "__main__":
    main()

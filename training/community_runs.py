"""Benchmarks one community after another, each in an engine of its own, with what is written of its questions in a file of its own."""

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.passages import PassageSettings
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from index.answering.belonging import strip_marker
from index.answering.questions import UnreadableQuestion, clean_question
from index.assembly import assemble, open_judge
from index.engine import Engine
from index.judge.answerability import Evidence
from index.judge.grades import Thresholds
from index.judge.small_reader.reader import SmallReader
from index.library import Library
from index.measuring.benchmark import Benchmark, BenchmarkQuestion, load_benchmark
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.retriever import Retrieval, allow_documents
from training.files import read_lines, squash_spaces


@dataclass(frozen=True, slots=True)
class CommunityBenchmark:
    """The documents and questions of one community, or a whole benchmark that has none; `lines`: the questions' own by ID."""

    benchmark: Benchmark
    lines: Mapping[str, Any]


class Unfitted:
    """Stands in for the weights of answerability that are to be fitted: what is written doesn't depend on them."""

    fingerprint = ""
    thresholds = Thresholds(sure=1.0, unsure=1.0)

    def judge(self, evidence: Evidence) -> float:
        """Return nothing that is known."""
        return 0.0


def split_by_community(folder: Path) -> list[CommunityBenchmark]:
    """Return a benchmark's communities: members ask one community's documents, so each is read by itself."""
    lines = {str(row["id"]): row for row in read_lines(folder / "questions.jsonl")}
    whole = load_benchmark(folder)
    questions: dict[str, list[BenchmarkQuestion]] = {}
    for question in whole.questions:
        questions.setdefault(str(lines[question.id].get("community") or ""), []).append(question)
    communities = []
    for name, asked in questions.items():
        used = {document for question in asked for document in question.candidates or ()}
        documents = tuple(document for document in whole.documents if not name or document.id in used)
        communities.append(CommunityBenchmark(Benchmark(name or whole.name, documents, tuple(asked)), lines))
    return communities


def retrieve_readable(
    engine: Engine, questions: Iterable[BenchmarkQuestion], stored: Mapping[str, str]
) -> Iterator[tuple[BenchmarkQuestion, str, Retrieval]]:
    """Yield each question that can be read, as it is asked, with what retrieval finds for it.

    `stored` are the store's IDs of the documents by the benchmark's.
    """
    retriever, index = engine.answerer.retriever, engine.index(SHARED)
    for question in questions:
        try:
            asked = clean_question(question.question)
        except UnreadableQuestion:
            continue
        candidates = question.candidates
        allowed = None if candidates is None else allow_documents(stored[name] for name in candidates if name in stored)
        yield question, asked, retriever.retrieve(asked, retriever.encode(asked), [index], allowed)


def holds_evidence(evidence: Iterable[str], text: str) -> bool:
    """Whether a text holds one of the evidences, the bullet before it aside, or is a good part of a longer one."""
    flat = squash_spaces(text)
    wanted = [strip_marker(squash_spaces(one)) for one in evidence]
    return any(one in flat or (len(flat.split()) > 4 and flat in one) for one in wanted)


def write_missing(
    out: Path,
    communities: Iterable[CommunityBenchmark],
    write_rows: Callable[[Engine, CommunityBenchmark], Iterable[Mapping[str, Any]]],
    open_at: Callable[[Path], Engine],
) -> None:
    """Write `out`/COMMUNITY.jsonl for each community that has none yet: the rows of `write_rows`, a line each.

    A kill at any point leaves no half a file.
    """
    for community in communities:
        path = out / f"{community.benchmark.name}.jsonl"
        if path.exists():
            continue
        out.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as data, open_at(Path(data)) as engine:
            rows = [json.dumps(row) for row in write_rows(engine, community)]
        path.with_suffix(".tmp").write_text("".join(f"{row}\n" for row in rows), "utf-8")
        path.with_suffix(".tmp").replace(path)
        print(path.stem, len(rows), "questions", f"{time.monotonic() - began:.0f} s", flush=True)


def load_models(models: Path) -> Callable[[Path], Engine]:
    """Load the models once, and return what opens an engine that uses them on a data directory.

    `models` is where the judge's weights are kept if they can't be beside the packages.
    """
    embedder, judge, small_reader = SentenceTransformerEmbedder(), open_judge(models), SmallReader()

    def open_at(data: Path) -> Engine:
        store = CorpusStore(data)
        library = Library(store, embedder, PassageSettings())
        return assemble(
            store, embedder, library, data, judge=judge, small_reader=small_reader, answerability=Unfitted()
        )

    return open_at

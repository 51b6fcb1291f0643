"""Write the windows that retrieval puts first for each question of a benchmark: `python -m training.windows WORK [BENCH ...]`.

They are what the judge will read, so they are what it is trained and fitted on. Each community is read once, by itself, and kept as
`WORK/BENCH/COMMUNITY.jsonl`; delete a file to have it made anew. One line a question: `{id, question, answerable, community, style, kind,
cosine, windows}`, with windows in the order of retrieval. A window `holds` evidence where all of it stands there, `part` is the
highest share of an evidence's words that stands in it, and `beyond` says that the passage around it holds evidence which the
window lacks.
"""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.passages import PassageSettings
from corpus.scopes import SHARED as SCOPE
from corpus.store.documents import CorpusStore
from index.answering.questions import UnreadableQuestion, clean
from index.assembly import assemble, open_judge
from index.engine import Engine
from index.judge.answerability import Evidence
from index.judge.grades import Thresholds
from index.judge.small_reader.reader import SmallReader
from index.judge.windows import around, window
from index.library import Library
from index.measuring.benchmark import Benchmark, BenchmarkQuestion, add_documents, load_benchmark
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.reranker import Scored
from index.retrieval.retriever import among
from training.data import SHARED, read_lines, squash

KEPT = 12  # windows a question
BENCHES = (
    SHARED / "bench" / "communities_dev",
    SHARED / "bench" / "squad2_dev",
    SHARED / "bench" / "single_topic_dev",
    SHARED / "bench" / "multihoprag_evidence",
    SHARED / "train" / "communities",
    SHARED / "bench" / "squad2_train",
)
_WORD = re.compile(r"\w+")


def read_windows(engine: Engine, benchmark: Benchmark, told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what retrieval finds for each readable question; `told` are the questions' own lines by their ID."""
    stored = add_documents(engine, benchmark)
    names = {identity: name for name, identity in stored.items()}
    retriever, index = engine.answerer.retriever, engine.index(SCOPE)
    for question in benchmark.questions:
        try:
            asked = clean(question.question)
        except UnreadableQuestion:
            continue
        candidates = question.candidates
        allowed = None if candidates is None else among(stored[name] for name in candidates if name in stored)
        found = retriever.retrieve(asked, retriever.encode(asked), [index], allowed)
        row = told[question.id]
        likeliest = [one for one in found.candidates if one.stored.passage.sentences][:KEPT]
        yield {
            "id": question.id, "question": asked, "answerable": question.answerable, "evidence": list(question.evidence),
            "community": row.get("community"), "style": row.get("style"), "kind": row.get("kind"),
            "cosine": found.cosine, "windows": [_told(question, one, names) for one in likeliest],
        }  # fmt: skip


def _told(question: BenchmarkQuestion, candidate: Scored, names: Mapping[str, str]) -> dict[str, Any]:
    passage, positions = candidate.stored.passage, around(candidate)
    read = window(passage, positions)
    holds = held(question.evidence, read.text)
    return {
        "document": names[passage.document.id], "start": passage.start, "end": passage.end,
        "context": read.context, "text": read.text, "sentences": read.sentences, "late": candidate.score,
        "late of sentences": [float(candidate.sentences[position]) for position in positions],
        "holds": holds, "part": max((_share(one, read.text) for one in question.evidence), default=0.0),
        "beyond": not holds and held(question.evidence, passage.text),
        "first": positions.start, "of": len(passage.sentences),
    }  # fmt: skip


def held(evidence: tuple[str, ...], text: str) -> bool:
    """Whether a text holds one of the evidences, or is a good part of a longer one."""
    flat = squash(text)
    return any(squash(one) in flat or (len(flat.split()) > 4 and flat in squash(one)) for one in evidence)


def _share(evidence: str, text: str) -> float:
    wanted, found = (set(_WORD.findall(one.lower())) for one in (evidence, text))
    return len(wanted & found) / max(len(wanted), 1)


@dataclass(frozen=True, slots=True)
class Part:
    """The documents and questions of one community, or a whole benchmark that has none; `told`: the questions' lines by ID."""

    benchmark: Benchmark
    told: Mapping[str, Any]


def parts(folder: Path) -> list[Part]:
    """Return a benchmark's communities: members ask one community's documents, so each is read by itself."""
    told = {str(row["id"]): row for row in read_lines(folder / "questions.jsonl")}
    whole = load_benchmark(folder)
    questions: dict[str, list[BenchmarkQuestion]] = {}
    for question in whole.questions:
        questions.setdefault(str(told[question.id].get("community") or ""), []).append(question)
    found = []
    for name, asked in questions.items():
        used = {one for question in asked for one in question.candidates or ()}
        documents = tuple(one for one in whole.documents if not name or one.id in used)
        found.append(Part(Benchmark(name or whole.name, documents, tuple(asked)), told))
    return found


class Unfitted:
    """Stands in for the weights that are to be fitted: what is dumped doesn't depend on them."""

    fingerprint = ""
    thresholds = Thresholds(sure=1.0, unsure=1.0)

    def judge(self, evidence: Evidence) -> float:
        """Return nothing that is known."""
        return 0.0


def opened(models: Path) -> Callable[[Path], Engine]:
    """Return what opens an engine on a data directory; all of them share the models, loaded once."""
    embedder, judge, small_reader = SentenceTransformerEmbedder(), open_judge(models), SmallReader()

    def open_at(data: Path) -> Engine:
        store = CorpusStore(data)
        library = Library(store, embedder, PassageSettings())
        return assemble(
            store, embedder, library, data, judge=judge, small_reader=small_reader, answerability=Unfitted()
        )

    return open_at


def main() -> None:
    """Write the file of each community that has none yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("bench", type=Path, nargs="*", default=BENCHES)
    parser.add_argument("--part", type=int, default=0, help="of --parts: which of them this process reads")
    parser.add_argument("--parts", type=int, default=1, help="processes that share the communities")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    open_at = opened(options.work)
    for folder in options.bench:
        for part in parts(folder)[options.part :: options.parts]:
            out: Path = options.work / folder.name / f"{part.benchmark.name}.jsonl"
            if out.exists():
                continue
            out.parent.mkdir(exist_ok=True)
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as data, open_at(Path(data)) as engine:
                rows = [json.dumps(row) for row in read_windows(engine, part.benchmark, part.told)]
            out.with_suffix(".tmp").write_text("".join(f"{row}\n" for row in rows), "utf-8")
            out.with_suffix(".tmp").replace(out)
            print(part.benchmark.name, len(rows), "questions", f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

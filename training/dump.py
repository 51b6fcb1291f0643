"""Write what the judge and retrieval say of each development question: `python -m training.dump WORK [--set NAME]`.

`training.fit` fits on these files. The sets are the benches of `shared/bench`, and `held_out`: the source documents that
`training.data` kept from training, each passage a document of its own. There, half of the questions that only have
answers are asked without the passage that answers them.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.scopes import SHARED as SCOPE
from index.answerability import Evidence, features
from index.assembly import open_engine
from index.benchmark import Benchmark, BenchmarkDocument, BenchmarkQuestion, add_documents, load_benchmark
from index.examination import DEPTH, worth
from index.judge import Judge
from index.questions import UnreadableQuestion, clean
from index.retriever import Retriever, among
from index.scope_index import ScopeIndex
from index.windows import around, window
from training.data import RECIPE, SHARED, Labelled, held_out, read_set, squash, title_of

SEED = 5
BENCHES = ("squad2_dev", "single_topic_dev", "multihoprag_evidence")


def held_out_benchmark(limit: int) -> Benchmark:
    """Return the documents and questions that were kept from training, as a benchmark.

    Left out is what shares its title with a document that was trained on, whichever set that came from.
    """
    sets = {name: read_set(name) for name in RECIPE}
    trained = {_title(name, row) for name, rows in sets.items() for row in rows if not held_out(row.group)}
    documents: dict[str, BenchmarkDocument] = {}
    questions: list[BenchmarkQuestion] = []
    kept = {
        name: [row for row in rows if held_out(row.group) and _title(name, row) not in trained]
        for name, rows in sets.items()
    }
    for name, rows in kept.items():
        for row in rows:
            documents[_key(row)] = BenchmarkDocument(
                _key(row), title_of(name, row.group) or name, None, None, row.passage
            )
    for name, rows in kept.items():
        stated = {row.question for row in rows if row.answerable}
        adversarial = any(not row.answerable for row in rows)
        for number, row in enumerate(random.Random(SEED).sample(rows, min(limit, len(rows)))):
            hidden = not adversarial and number % 2 == 1
            candidates = None
            if hidden:  # asked without every passage that holds its answer
                answers = [squash(answer).lower() for answer in row.answers]
                candidates = tuple(
                    key for key, one in documents.items()
                    if key != _key(row) and not any(answer in squash(one.text).lower() for answer in answers)
                )  # fmt: skip
            elif not row.answerable and row.question in stated:  # another passage answers it: only this one is asked
                candidates = (_key(row),)
            evidence = _sentence(row.passage, row.answers) if row.answerable and not hidden else ()
            questions.append(
                BenchmarkQuestion(
                    f"{name}-{number}", row.question, row.answerable and not hidden, evidence,
                    (_key(row),) * len(evidence), "any", candidates,
                )
            )  # fmt: skip
    return Benchmark("held_out", tuple(documents.values()), tuple(questions))


def _key(row: Labelled) -> str:
    return hashlib.sha256(row.passage.encode()).hexdigest()[:12]


def _title(name: str, row: Labelled) -> str:
    return title_of(name, row.group).lower() or row.group


def _sentence(passage: str, answers: Sequence[str]) -> tuple[str, ...]:
    """Return the first answer, as evidence, where it stands in the passage once."""
    found = [squash(a) for a in answers if a.strip()]
    return (found[0],) if found and passage.count(found[0]) == 1 else ()


def examine(
    retriever: Retriever, judge: Judge, index: ScopeIndex, benchmark: Benchmark, stored: dict[str, str]
) -> Iterator[dict[str, object]]:
    """Yield, for each question, what is known of its best candidates."""
    for question in benchmark.questions:
        try:
            asked = clean(question.question)
        except UnreadableQuestion:
            continue
        allowed = None if question.candidates is None else among(stored[name] for name in question.candidates)
        found = retriever.retrieve(asked, retriever.encode(asked), [index], allowed)
        read = [(candidate, around(candidate)) for candidate in found.candidates[:DEPTH]]
        judgements = judge.judge(asked, [window(one.stored.passage, positions) for one, positions in read])
        rows = []
        for (candidate, positions), judged in zip(read, judgements, strict=True):
            evidence = Evidence(asked, candidate, judged, found.cosine)
            passage = candidate.stored.passage
            rows.append({
                "document": passage.document.id, "start": passage.start, "end": passage.end,
                "features": features(evidence), "worth": worth(judged, candidate), "holds": _holds(question, passage.text),
                "sentences": [
                    {
                        "late": float(candidate.sentences[p]), "judged": judged.sentences[p - positions.start],
                        "holds": _holds(question, passage.sentences[p].of(passage.document.text)),
                    }
                    for p in positions
                ],
            })  # fmt: skip
        later = [_holds(question, one.stored.passage.text) for one in found.candidates[DEPTH:10]]
        yield {
            "id": question.id, "question": question.question, "answerable": question.answerable,
            "evidence": len(question.evidence), "mode": question.mode, "candidates": rows, "later": later,
        }  # fmt: skip


def _holds(question: BenchmarkQuestion, text: str) -> list[int]:
    """Return which evidences stand in a text."""
    flat = squash(text)
    return [i for i, evidence in enumerate(question.evidence) if squash(evidence) in flat or flat in squash(evidence)]


def main() -> None:
    """Write WORK/<set>.jsonl for each set; documents are embedded once and kept in WORK/<set>/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--set", action="append", choices=(*BENCHES, "held_out"))
    parser.add_argument("--limit", type=int, default=500, help="questions a set, a seeded sample")
    options = parser.parse_args()
    for name in options.set or (*BENCHES, "held_out"):
        benchmark = held_out_benchmark(70) if name == "held_out" else load_benchmark(SHARED / "bench" / name)
        questions = random.Random(SEED).sample(benchmark.questions, min(options.limit, len(benchmark.questions)))
        benchmark = Benchmark(benchmark.name, benchmark.documents, tuple(questions))
        began = time.monotonic()
        with open_engine(options.work / name, notes=False) as engine:
            stored = add_documents(engine, benchmark)
            retriever, judge, index = engine.answerer.retriever, engine.answerer.judge, engine.index(SCOPE)
            written = 0
            with (options.work / f"{name}.jsonl").open("w") as file:
                for row in examine(retriever, judge, index, benchmark, stored):
                    print(json.dumps(row), file=file, flush=True)
                    written += 1
        print(name, written, "questions", f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

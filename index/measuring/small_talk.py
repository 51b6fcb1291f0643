"""Measure how often small talk is told from questions: `python -m index.measuring.small_talk LINES BENCH_DIR`.

LINES has what is said to a bot, one object a line: `text`, `kind`, and `part`, which says whether they were looked at while examples
were written ("dev") or not ("held_out"). The questions of the benchmark are no small talk. Each is put to the documents of every
community, or of its own: of those it counts how near they are, and nothing is answered.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import PassageSettings, split
from corpus.readers import read_document
from index.answering.small_talk.recognising import SmallTalk
from index.measuring.benchmark import Benchmark, load_benchmark
from index.retrieval.embedder import Embedder, SentenceTransformerEmbedder
from index.retrieval.lexical import stem_words


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line that somebody says to a bot: what it says, of what kind it is, and to which part of the lines it belongs."""

    text: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class PlaceDocuments:
    """The documents that one community's questions are put to: the vectors of their passages, and their words."""

    vectors: NDArray[np.float32]
    words: frozenset[str]


def read_said_lines(path: Path) -> list[SaidLine]:
    """Return the lines of a file."""
    return [SaidLine(**json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def is_told(small_talk: SmallTalk, embedder: Embedder, text: str, documents: PlaceDocuments) -> bool:
    """Whether a text is taken for small talk where these are the documents."""
    encoded = embedder.encode([text])[0]
    nearest = float((documents.vectors @ encoded.vector).max(initial=0.0))
    known = not documents.words.isdisjoint(stem_words(text))
    return small_talk.recognise(text, encoded, nearest=nearest, has_known_word=known) is not None


def read_places(benchmark: Benchmark, embedder: Embedder) -> dict[str, PlaceDocuments]:
    """Return the documents of each community of a benchmark; where none is named, there is one."""
    place = {
        name: question.community or ""
        for question in benchmark.questions
        for name in (question.candidates or question.document_ids)
    }
    texts: dict[str, list[str]] = defaultdict(list)
    for document in benchmark.documents:
        read = read_document(document.text.encode(), f"{document.id}.txt")
        for passage in split(read.text, read.blocks, PassageSettings()):
            texts[place.get(document.id, "")].append(f"{document.title}\n{passage.span.of(read.text)}")
    return {
        name: PlaceDocuments(embedder.embed(passages), frozenset(stem_words("\n".join(passages))))
        for name, passages in texts.items()
    }


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("lines", type=Path, help="what is said to a bot, as JSON lines")
    options.add_argument("bench", type=Path, help="a benchmark folder, whose questions are no small talk")
    chosen = options.parse_args()
    embedder = SentenceTransformerEmbedder()
    small_talk = SmallTalk(embedder)
    benchmark = load_benchmark(chosen.bench)
    places = read_places(benchmark, embedder)
    told: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for line in read_said_lines(chosen.lines):
        told[line.part][line.kind] += [
            is_told(small_talk, embedder, line.text, documents) for documents in places.values()
        ]
    wrong = [
        question.question
        for question in benchmark.questions
        if is_told(small_talk, embedder, question.question, places[question.community or ""])
    ]
    for part, kinds in told.items():
        found = [one for ones in kinds.values() for one in ones]
        share = ", ".join(f"{kind} {sum(ones) / len(ones):.0%}" for kind, ones in kinds.items())
        print(f"{part}: {sum(found) / len(found):.1%} told ({share})")
    print(f"{len(wrong)} of {len(benchmark.questions)} questions taken for small talk: {'; '.join(wrong) or 'none'}")


if __name__ == "__main__":
    main()

"""Measure how often clusters of questions are right: `python -m index.measuring.gap_clusters BENCH_DIR [--written FILE]`.

The questions of a benchmark are asked as if each document were a server, each several times in other words that are made
by rule: another case, contractions, dropped words, another order, a few synonyms. That is weak: people differ more than
rules do. So questions that people wrote can be given too, one object a line: `same` (wordings of one question) and
`other` (near questions that are not that one). Of every pair it is known whether both ask the same; printed are how many
pairs of each kind were joined, and how many clusters hold one question only.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from index.gaps.book import find_known
from index.measuring.benchmark import load_benchmark
from index.retrieval.embedder import Embedder, SentenceTransformerEmbedder

_SEED = 20261124
_SYNONYMS = {
    "big": "large", "buy": "purchase", "begin": "start", "began": "started", "create": "make", "created": "made",
    "kind": "type", "located": "situated", "many": "numerous", "main": "primary", "often": "frequently",
    "people": "persons", "country": "nation", "called": "named", "built": "constructed", "job": "occupation",
    "show": "display", "important": "significant", "area": "region", "use": "employ", "used": "employed",
}  # fmt: skip
_CONTRACTIONS = {
    "what is": "what's",
    "who is": "who's",
    "where is": "where's",
    "does not": "doesn't",
    "did not": "didn't",
}
_QUESTION_WORD = re.compile(r"^(what|who|when|where|why|how|which)\b(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedWording:
    """A question as it is asked once. Wordings with the same `meaning` ask the same; `place` is where it is asked."""

    place: str
    meaning: str
    question: str


def write_in_haste(question: str) -> str:
    """Return a question as it is typed in haste."""
    return question.lower().rstrip("?!. ")


def contract(question: str) -> str:
    """Return a question with contractions."""
    for whole, short in _CONTRACTIONS.items():
        question = re.sub(rf"\b{whole}\b", short, question, flags=re.IGNORECASE)
    return question


def drop_small_words(question: str) -> str:
    """Return a question without articles and auxiliary verbs."""
    return re.sub(r"\b(the|a|an|is|are|was|were|do|does|did) ", "", question, flags=re.IGNORECASE)


def put_question_word_last(question: str) -> str:
    """Return a question with its question word at the end."""
    match = _QUESTION_WORD.match(question.rstrip("?!. "))
    return f"{match[2].strip()}: {match[1].lower()}?" if match else question


def replace_by_synonyms(question: str) -> str:
    """Return a question with other words of the same meaning, of a small list."""
    return re.sub(r"\w+", lambda match: _SYNONYMS.get(match[0].lower(), match[0]), question)


_RULES: tuple[Callable[[str], str], ...] = (
    write_in_haste,
    contract,
    drop_small_words,
    put_question_word_last,
    replace_by_synonyms,
)


def read_benchmark(folder: Path) -> Iterator[PlacedWording]:
    """Return the questions of a benchmark with the wordings that rules make of them; raises `BenchmarkError`."""
    for question in load_benchmark(folder).questions:
        place = question.document_ids[0] if question.document_ids else "elsewhere"
        wordings = (question.question, *(rule(question.question) for rule in _RULES))
        for text in dict.fromkeys(wordings):
            yield PlacedWording(place, question.id, text)


def read_written(path: Path) -> Iterator[PlacedWording]:
    """Return the questions of a file that people wrote, all asked in one place."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        yield from (PlacedWording("written", f"{number}", text) for text in row["same"])
        yield from (PlacedWording("written", f"{number} {text}", text) for text in row["other"])


def cluster(wordings: Sequence[PlacedWording], embedder: Embedder) -> list[int]:
    """Return the number of each question's cluster: they are asked in turn, as on Discord. Clusters keep to a place."""
    vectors = embedder.embed([one.question for one in wordings])
    firsts: dict[str, list[int]] = defaultdict(list)
    numbers: list[int] = []
    for position, one in enumerate(wordings):
        known = firsts[one.place]
        held = vectors[known] if known else np.zeros((0, vectors.shape[1]), np.float32)
        place = find_known(one.question, vectors[position], [wordings[first] for first in known], held)
        if place is None:
            known.append(position)
        numbers.append(position if place is None else known[place])
    return numbers


def describe_clusters(wordings: Sequence[PlacedWording], numbers: Sequence[int]) -> str:
    """Return in one line how often the clusters are right."""
    pairs: dict[bool, list[bool]] = {True: [], False: []}
    places: dict[str, list[int]] = defaultdict(list)
    clusters: dict[int, set[str]] = defaultdict(set)
    for position, one in enumerate(wordings):
        places[one.place].append(position)
        clusters[numbers[position]].add(one.meaning)
    for positions in places.values():
        for left, right in combinations(positions, 2):
            pairs[wordings[left].meaning == wordings[right].meaning].append(numbers[left] == numbers[right])
    wrong, apart = sum(pairs[False]), len(pairs[False])
    pure = sum(len(held) == 1 for held in clusters.values())
    joined = sum(pairs[True]) + wrong
    return (
        f"same question joined {_format_share(sum(pairs[True]), len(pairs[True]))}, "
        f"different joined {_format_share(wrong, apart)}, joined pairs that are right {_format_share(sum(pairs[True]), joined)}, "
        f"clusters of one question only {_format_share(pure, len(clusters))}"
    )


def _format_share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.2%})" if whole else "none"


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("bench", type=Path, help="a benchmark folder")
    options.add_argument("--written", type=Path, help="questions that people wrote, as JSON lines")
    chosen = options.parse_args()
    embedder = SentenceTransformerEmbedder()
    sets = {chosen.bench.name: list(read_benchmark(chosen.bench))}
    if chosen.written is not None:
        sets[chosen.written.name] = list(read_written(chosen.written))
    for name, wordings in sets.items():
        random.Random(_SEED).shuffle(wordings)
        print(f"{name}: {describe_clusters(wordings, cluster(wordings, embedder))}")


if __name__ == "__main__":
    main()

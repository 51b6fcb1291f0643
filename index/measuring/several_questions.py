"""What asking several questions of one message is worth: `python -m index.measuring.several_questions FILE_OR_FOLDER…`.

A file of messages says of each which questions it asks and where each is answered, in the documents of the file beside it, as
`tests/regression/several_messages.jsonl` does. Of a benchmark's folder those questions are asked that have several questions, or name
two things side by side, by their words: as one question, and as a message; no other question is asked otherwise than alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from corpus.scopes import SHARED
from index.answering.question_parts import find_sentences, read_parts
from index.answering.several import ask_message
from index.answering.sides import find_sides
from index.assembly import open_engine
from index.engine import Engine
from index.measuring.benchmark import BenchmarkQuestion, add_documents, load_benchmark
from index.outcomes import Answer, Reply
from index.retrieval.retriever import PassageFilter, allow_documents


@dataclass(frozen=True, slots=True)
class MessageScore:
    """What became of one message: whether each of its questions got what it should, and how long it took."""

    kind: str
    right: bool
    milliseconds: float


def score_messages(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> list[MessageScore]:
    """Return what became of the messages of a file; those that aren't as they should be are printed."""
    scores = []
    for row in rows:
        began = time.perf_counter()
        replies = _ask(engine, row["message"])
        took = (time.perf_counter() - began) * 1000
        scores.append(MessageScore(row["kind"], is_right(row, replies), took))
        if not scores[-1].right:
            print(f"  {row['id']} {row['message']!r}")
            for reply in replies:
                print(f"    {_name_outcome(reply)}: {reply.question!r}: {_quote(reply)!r}")
    return scores


def is_right(row: Mapping[str, Any], replies: Sequence[Reply]) -> bool:
    """Whether a message got what its line says: each question its evidence or a refusal, in order; a comparison both at once.

    Of a message of the kind "any" it does not matter whether it is taken for one question or several.
    """
    wanted = [part["evidence"] for part in row["parts"]]
    found = [_quote(reply) for reply in replies]
    if row["kind"] in ("compare", "any"):
        return all(one in "\n".join(found) for one in wanted if one)
    fits = [one in quote if one else not quote for one, quote in zip(wanted, found, strict=False)]
    return len(found) == len(wanted) and all(fits)


def _ask(engine: Engine, message: str, allowed: PassageFilter | None = None) -> list[Reply]:
    asked = ask_message(message, lambda text: engine.trace(text, [SHARED], allowed), engine.answerer.is_small_talk)
    return [trace.reply for trace in asked.traces]


def _quote(reply: Reply) -> str:
    return reply.text if isinstance(reply, Answer) else ""


def _name_outcome(reply: Reply) -> str:
    return reply.certainty.value if isinstance(reply, Answer) else "refused"


def compare_questions(
    engine: Engine, questions: Sequence[BenchmarkQuestion], stored: Mapping[str, str]
) -> Counter[tuple[str, str]]:
    """Return how often each outcome before became which after, "+" where the evidence is quoted; what changed is printed."""
    moves: Counter[tuple[str, str]] = Counter()
    for question in questions:
        allowed = None
        if question.candidates is not None:
            allowed = allow_documents(stored[name] for name in question.candidates if name in stored)
        index = [engine.index(SHARED)]
        before = engine.answerer.trace(question.question, index, allowed=allowed, thresholds=engine.thresholds).reply
        replies = _ask(engine, question.question, allowed)
        marks = (_mark([before], question), _mark(replies, question))
        moves[marks] += 1
        if len(replies) > 1 or _quote(before) != _quote(replies[0]) or marks[0] != marks[1]:
            print(f"  {question.id} {question.question!r}: {marks[0]} -> {marks[1]}")
            for reply in (before, *replies):
                print(f"    {_name_outcome(reply)}: {reply.question!r}: {_quote(reply)[:200]!r}")
    return moves


def _mark(replies: Sequence[Reply], question: BenchmarkQuestion) -> str:
    outcome = " and ".join(map(_name_outcome, replies))
    quoted = " ".join(" ".join(map(_quote, replies)).split())
    held = any(" ".join(one.split()) in quoted or (quoted and quoted in one) for one in question.evidence)
    return f"{'answerable' if question.answerable else 'unanswerable'} {outcome}{' +' if held else ''}"


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("folders", type=Path, nargs="+", help="files of messages, or benchmark folders")
    for folder in options.parse_args().folders:
        with tempfile.TemporaryDirectory() as data, open_engine(Path(data), notes=False) as engine:
            print(f"{folder.name}:")
            if folder.is_file():
                _measure_messages(engine, folder)
            else:
                _measure_benchmark(engine, folder)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of JSON."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _measure_messages(engine: Engine, path: Path) -> None:
    for document in read_rows(path.with_name(path.name.replace("messages", "documents"))):
        engine.add(document["text"].encode(), f"{document['id']}.md", SHARED, details={"title": document["title"]})
    rows = read_rows(path)
    for split in dict.fromkeys(row["split"] for row in rows):
        scores = score_messages(engine, [row for row in rows if row["split"] == split])
        kinds = Counter(score.kind for score in scores)
        right = Counter(score.kind for score in scores if score.right)
        told = ", ".join(f"{kind} {right[kind]} of {count}" for kind, count in kinds.items())
        print(f"  {split}: as they should be: {told}; median {median(one.milliseconds for one in scores):.0f} ms")


def _measure_benchmark(engine: Engine, folder: Path) -> None:
    benchmark = load_benchmark(folder)
    stored = add_documents(engine, benchmark)
    asking = [sum(asks for _, asks in find_sentences(one.question)) for one in benchmark.questions]
    parts = [one for one in benchmark.questions if _asks_several(one.question)]
    sides = [one for one in benchmark.questions if one not in parts and find_sides(one.question)]
    print(
        f"  {len(asking)} questions; {sum(count > 1 for count in asking)} with several question sentences, "
        f"{len(parts)} with several questions by their words, {len(sides)} more with two sides"
    )
    moves = compare_questions(engine, [*parts, *sides], stored)
    for (before, after), count in sorted(moves.items()):
        print(f"  {count:3} {before} -> {after}")


def _asks_several(question: str) -> bool:
    parts = read_parts(question)
    return len(parts) > 1 or any(part.joined for part in parts)


if __name__ == "__main__":
    main()

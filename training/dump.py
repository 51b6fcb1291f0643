"""Write what both readers and retrieval say of each development question: `python -m training.dump WORK [--set NAME]`.

`training.fit` fits on these files, one a set and community: they hold what the product itself reads for each question, and which of
it holds the evidence.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from corpus.scopes import SHARED as SCOPE
from index.answering.questions import UnreadableQuestion, clean
from index.engine import Engine
from index.judge.examination import DEPTH, Examined, Examiner, asks
from index.judge.windows import window
from index.measuring.benchmark import BenchmarkQuestion, add_documents
from index.retrieval.retriever import among
from training.data import SHARED
from training.windows import Part, Unfitted, held, opened, parts

SEED = 5
NEVER = float("inf")  # is the first passage so clear that the judge reads no other
SETS = {
    "communities_dev": SHARED / "bench" / "communities_dev",
    "squad2_dev": SHARED / "bench" / "squad2_dev",
    "single_topic_dev": SHARED / "bench" / "single_topic_dev",
    "communities": SHARED / "train" / "communities",
}


def examine(engine: Engine, part: Part, limit: int, depth: int) -> Iterator[dict[str, Any]]:
    """Yield, for each question of a seeded sample, what was read for it."""
    stored = add_documents(engine, part.benchmark)
    answerer, index = engine.answerer, engine.index(SCOPE)
    examiner = Examiner(answerer.small_reader, answerer.judge, Unfitted(), depth=depth, clear=NEVER)
    questions = part.benchmark.questions
    for question in random.Random(SEED).sample(questions, min(limit, len(questions))):
        try:
            asked = clean(question.question)
        except UnreadableQuestion:
            continue
        candidates = question.candidates
        allowed = None if candidates is None else among(stored[name] for name in candidates if name in stored)
        found = answerer.retriever.retrieve(asked, answerer.retriever.encode(asked), [index], allowed)
        examination = examiner.examine(asked, found)
        told = part.told[question.id]
        yield {
            "id": question.id, "question": asked, "answerable": question.answerable,
            "community": told.get("community"), "style": told.get("style"), "kind": told.get("kind"),
            "evidence": len(question.evidence), "mode": question.mode,
            "depth": depth, "models": f"{answerer.small_reader.fingerprint} {answerer.judge.fingerprint}",
            "read": [_read(question, one) for one in examination.read],
        }  # fmt: skip


def _read(question: BenchmarkQuestion, one: Examined) -> dict[str, Any]:
    return {
        "judged": one.judgement.logit, "located": one.judgement.margin, "small": one.small, "late": one.candidate.score,
        "worth": one.worth, "holds": _holds(question, window(one.stored.passage, one.positions).text),
        "sentences": [
            {
                "late": float(one.candidate.sentences[position]), "worth": one.sentence_worth(position),
                "holds": held(question.evidence, one.text(position)),
            }
            for position in one.positions
            if not asks(one.stored, position)
        ],
    }  # fmt: skip


def _holds(question: BenchmarkQuestion, text: str) -> list[int]:
    """Return which evidences stand in a text."""
    return [i for i, evidence in enumerate(question.evidence) if held((evidence,), text)]


def main() -> None:
    """Write WORK/SET/COMMUNITY.jsonl for each that has none yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--set", action="append", choices=tuple(SETS))
    parser.add_argument("--limit", type=int, default=10_000, help="questions a community")
    parser.add_argument(
        "--depth", type=int, default=DEPTH, help="passages that the judge reads, however clear the first is"
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    open_at = opened(options.work)
    for name in options.set or [one for one in SETS if one != "communities"]:
        for part in parts(SETS[name]):
            out: Path = options.work / name / f"{part.benchmark.name}.jsonl"
            if out.exists():
                continue
            out.parent.mkdir(exist_ok=True)
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as data, open_at(Path(data)) as engine:
                rows = [json.dumps(row) for row in examine(engine, part, options.limit, options.depth)]
            out.with_suffix(".tmp").write_text("".join(f"{row}\n" for row in rows), "utf-8")
            out.with_suffix(".tmp").replace(out)
            print(part.benchmark.name, len(rows), "questions", f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

"""Write what both readers and retrieval say of each development question: `python -m training.dump WORK [--set NAME]`.

`training.fit` fits on these files, one a set and community: they hold what the product itself reads for each question, and which of
it holds the evidence.
"""

import argparse
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch

from index.engine import Engine
from index.judge.examination import Examined, Examiner, is_asking
from index.judge.reading_plan import PLAN, read_all
from index.judge.windows import build_window
from index.measuring.benchmark import BenchmarkQuestion, add_documents
from training.community_runs import (
    CommunityBenchmark,
    Unfitted,
    holds_evidence,
    load_models,
    retrieve_readable,
    split_by_community,
    write_missing,
)
from training.files import COMMUNITIES, COMMUNITIES_DEV, SINGLE_TOPIC_DEV, SQUAD2_DEV

_SEED = 5
SETS = {folder.name: folder for folder in (COMMUNITIES_DEV, SQUAD2_DEV, SINGLE_TOPIC_DEV, COMMUNITIES)}


def dump_questions(
    engine: Engine, community: CommunityBenchmark, *, limit: int, depth: int
) -> Iterator[dict[str, Any]]:
    """Yield, for each question of a seeded sample of at most `limit`, what was read for it."""
    stored = add_documents(engine, community.benchmark)
    answerer = engine.answerer
    examiner = Examiner(answerer.small_reader, answerer.judge, Unfitted(), plan=read_all(depth))
    questions = community.benchmark.questions
    sample = random.Random(_SEED).sample(questions, min(limit, len(questions)))
    for question, asked, retrieval in retrieve_readable(engine, sample, stored):
        row = community.lines[question.id]
        yield {
            "id": question.id, "question": asked, "answerable": question.answerable,
            "community": row.get("community"), "style": row.get("style"), "kind": row.get("kind"),
            "evidence": len(question.evidence), "mode": question.mode,
            "depth": depth, "models": f"{answerer.small_reader.fingerprint} {answerer.judge.fingerprint}",
            "read": [_describe(question, one) for one in examiner.examine(asked, retrieval).read],
        }  # fmt: skip


def _describe(question: BenchmarkQuestion, passage: Examined) -> dict[str, Any]:
    """Return a passage that the judge has read as it is written."""
    text = build_window(passage.stored.passage, passage.positions).text
    return {
        "judged": passage.judgement.logit, "located": passage.judgement.margin, "small": passage.small,
        "late": passage.candidate.score, "worth": passage.worth,
        "holds": [i for i, evidence in enumerate(question.evidence) if holds_evidence((evidence,), text)],
        "sentences": [
            {
                "late": float(passage.candidate.sentences[position]), "worth": passage.sentence_worth(position),
                "holds": holds_evidence(question.evidence, passage.text(position)),
            }
            for position in passage.positions
            if not is_asking(passage.stored, position)
        ],
    }  # fmt: skip


def main() -> None:
    """Write WORK/SET/COMMUNITY.jsonl for each that has none yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--set", action="append", choices=tuple(SETS))
    parser.add_argument("--limit", type=int, default=10_000, help="questions a community")
    parser.add_argument(
        "--depth", type=int, default=PLAN.more, help="passages that the judge reads, however clear the first is"
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    open_at = load_models(options.work)
    write_rows = partial(dump_questions, limit=options.limit, depth=options.depth)
    for name in options.set or [name for name in SETS if name != COMMUNITIES.name]:
        write_missing(options.work / name, split_by_community(SETS[name]), write_rows, open_at)


if __name__ == "__main__":
    main()

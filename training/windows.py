"""Write the windows that retrieval puts first for each question of a benchmark: `python -m training.windows WORK [BENCH ...]`.

They are what the judge will read, so they are what it is trained and fitted on. Each community is read once, by itself, and kept as
`WORK/BENCH/COMMUNITY.jsonl`; delete a file to have it made anew. One line a question: `{id, question, answerable, community, style, kind,
cosine, windows}`, with windows in the order of retrieval. A window `holds` evidence where all of it stands there, `part` is the
highest share of an evidence's words that stands in it, and `beyond` says that the passage around it holds evidence which the
window lacks.
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.engine import Engine
from index.judge.windows import build_window, choose_sentences
from index.measuring.benchmark import BenchmarkQuestion, add_documents
from index.retrieval.reranker import Scored
from training.community_runs import (
    CommunityBenchmark,
    holds_evidence,
    load_models,
    retrieve_readable,
    split_by_community,
    write_missing,
)
from training.files import COMMUNITIES, COMMUNITIES_DEV, DATA, SINGLE_TOPIC_DEV, SQUAD2_DEV, SQUAD2_TRAIN

_KEPT = 12  # windows a question
BENCHES = (
    COMMUNITIES_DEV,
    SQUAD2_DEV,
    SINGLE_TOPIC_DEV,
    DATA / "bench" / "multihoprag_evidence",
    COMMUNITIES,
    SQUAD2_TRAIN,
)
_WORD = re.compile(r"\w+")


def find_windows(engine: Engine, community: CommunityBenchmark) -> Iterator[dict[str, Any]]:
    """Yield, for each readable question of a community, the windows that retrieval finds for it."""
    stored = add_documents(engine, community.benchmark)
    names = {identity: name for name, identity in stored.items()}
    for question, asked, retrieval in retrieve_readable(engine, community.benchmark.questions, stored):
        row = community.lines[question.id]
        likeliest = [one for one in retrieval.candidates if one.stored.passage.sentences][:_KEPT]
        yield {
            "id": question.id, "question": asked, "answerable": question.answerable, "evidence": list(question.evidence),
            "community": row.get("community"), "style": row.get("style"), "kind": row.get("kind"),
            "cosine": retrieval.cosine, "windows": [_describe(question, one, names) for one in likeliest],
        }  # fmt: skip


def _describe(question: BenchmarkQuestion, candidate: Scored, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a candidate's window as it is written; `names` are the benchmark's IDs of documents by the store's."""
    passage, positions = candidate.stored.passage, choose_sentences(candidate)
    read = build_window(passage, positions)
    holds = holds_evidence(question.evidence, read.text)
    return {
        "document": names[passage.document.id], "start": passage.start, "end": passage.end,
        "context": read.context, "text": read.text, "sentences": read.sentences, "late": candidate.score,
        "late of sentences": [float(candidate.sentences[position]) for position in positions],
        "holds": holds, "part": max((_share_words(one, read.text) for one in question.evidence), default=0.0),
        "beyond": not holds and holds_evidence(question.evidence, passage.text),
        "first": positions.start, "of": len(passage.sentences),
    }  # fmt: skip


def _share_words(evidence: str, text: str) -> float:
    """Return the share of an evidence's words that stand in a text."""
    wanted, present = (set(_WORD.findall(one.lower())) for one in (evidence, text))
    return len(wanted & present) / max(len(wanted), 1)


def main() -> None:
    """Write the file of each community that has none yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("bench", type=Path, nargs="*", default=BENCHES)
    parser.add_argument("--part", type=int, default=0, help="of --parts: which of them this process reads")
    parser.add_argument("--parts", type=int, default=1, help="processes that share the communities")
    options = parser.parse_args()
    open_at = load_models(options.work)
    for folder in options.bench:
        communities = split_by_community(folder)[options.part :: options.parts]
        write_missing(options.work / folder.name, communities, find_windows, open_at)


if __name__ == "__main__":
    main()

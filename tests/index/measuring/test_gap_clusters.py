"""How often gaps are put together rightly, on questions that people wrote and on a benchmark."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from support.paths import SHARED_FILES

from index.measuring import gap_clusters
from index.retrieval.embedder import SentenceTransformerEmbedder

WRITTEN = Path(__file__).parent / "gap_wordings.jsonl"


def test_clusters_of_questions_that_people_wrote_are_right_nine_times_in_ten(
    embedder: SentenceTransformerEmbedder,
) -> None:
    wordings = list(gap_clusters.read_written(WRITTEN))
    numbers = gap_clusters.cluster(wordings, embedder)
    joined = [
        wordings[one].meaning == wordings[other].meaning
        for one, other in combinations(range(len(wordings)), 2)
        if numbers[one] == numbers[other]
    ]
    assert sum(joined) >= 0.88 * len(joined), "whoever is told an answer asked for it"
    assert sum(joined) >= 0.55 * 3 * len(WRITTEN.read_text("utf-8").splitlines())


def test_clusters_on_a_benchmark_are_right_too(embedder: SentenceTransformerEmbedder) -> None:
    folder = SHARED_FILES / "bench" / "squad2_dev"
    if not folder.is_dir():
        pytest.skip("the benchmark is not at hand (../shared/bench/squad2_dev)")
    first = [one for one in gap_clusters.read_benchmark(folder) if one.place.endswith("huguenot")][:200]
    numbers = gap_clusters.cluster(first, embedder)
    held: dict[int, Counter[str]] = {}
    for number, one in zip(numbers, first, strict=True):
        held.setdefault(number, Counter())[one.meaning] += 1
    assert sum(len(meanings) == 1 for meanings in held.values()) >= 0.95 * len(held)


def test_the_rules_leave_a_question_a_question() -> None:
    question = "What is the main reason that the tower was built?"
    made = {rule.__name__: rule(question) for rule in gap_clusters._RULES}
    assert made == {
        "write_in_haste": "what is the main reason that the tower was built",
        "contract": "what's the main reason that the tower was built?",
        "drop_small_words": "What main reason that tower built?",
        "put_question_word_last": "is the main reason that the tower was built: what?",
        "replace_by_synonyms": "What is the primary reason that the tower was constructed?",
    }


def test_every_line_of_the_written_questions_is_what_the_format_says() -> None:
    for line in WRITTEN.read_text("utf-8").splitlines():
        row = json.loads(line)
        assert set(row) == {"same", "other"}
        assert len(row["same"]) == 3
        assert len({*row["same"], *row["other"]}) == 5

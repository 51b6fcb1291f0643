"""Pairs of windows: those that the product's own retrieval puts first for each question of a benchmark.

A window that holds the evidence answers. The hard ones beside it are those that retrieval puts high and that hold little of it;
and for a question that no document answers, every window is one, the first most of all, as it tempts most.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.judge.windows import WORDS
from training.files import SQUAD2_TRAIN, read_communities, read_lines, squash_spaces
from training.pairs import TrainingPair

_HOLDING = 2  # windows a question that hold the evidence
_BESIDE = 0.6  # of the answerable questions give a pair with a window that does not
_LITTLE = 0.45  # of the evidence's words may stand in it
_SECOND = 0.4  # of the windows after the first of an unanswerable question are taken


def pair_windows(windows: Path, source: Path, rng: random.Random) -> Iterator[TrainingPair]:
    """Yield pairs of what `training.windows` wrote into the folder `windows` for the benchmark in the folder `source`."""
    texts = {str(row["id"]): row for row in read_lines(source / "documents.jsonl")}
    asked = {str(row["id"]): row for row in read_lines(source / "questions.jsonl")}
    for row in read_communities(windows):
        likeliest = row["windows"]
        if not row["answerable"]:
            for i, window in enumerate(likeliest[:3]):
                if i == 0 or rng.random() < _SECOND:
                    yield _pair(row, window, "no")
            continue
        holding = [window for window in likeliest if window["holds"]]
        if holding:
            yield from (_pair(row, window, "yes") for window in holding[:_HOLDING])
        elif made := make_window(asked[str(row["id"])], texts, rng):
            yield _pair(row, made, "made")
        beside = [w for w in likeliest[:4] if not w["holds"] and not w["beyond"] and w["part"] < _LITTLE]
        if beside and rng.random() < _BESIDE:
            yield _pair(row, rng.choice(beside[:2]), "beside")


def pair_first_windows(windows: Path) -> Iterator[TrainingPair]:
    """Yield each question with the window that retrieval puts first, where its label is known: for measuring while training."""
    for row in read_communities(windows):
        likeliest = row["windows"]
        if likeliest and (likeliest[0]["holds"] or not row["answerable"]):
            yield _pair(row, likeliest[0], "yes" if row["answerable"] else "no")


def _pair(row: Mapping[str, Any], window: Mapping[str, Any], kind: str) -> TrainingPair:
    text = str(window["text"])
    answers = kind in ("yes", "made")
    return TrainingPair(
        question=str(row["question"]), passage=text, answerable=answers,
        span=locate_evidence(row["evidence"], text) if answers else None,
        group=str(row["community"] or SQUAD2_TRAIN.name), source="windows", kind=kind, context=str(window["context"]),
        anywhere=True,
    )  # fmt: skip


def locate_evidence(evidence: Sequence[str], text: str) -> tuple[int, int] | None:
    """Return where the first evidence that stands in a text does, white space aside; `None` where the text is a part of it."""
    flat = squash_spaces(text)
    for wanted in map(squash_spaces, evidence):
        at = flat.find(wanted)
        if at >= 0:
            places = [i for i, letter in enumerate(text) if not letter.isspace()]
            before, inside = (len(part.replace(" ", "")) for part in (flat[:at], wanted))
            return places[before], places[before + inside - 1] + 1
    return None


def make_window(
    question: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]], rng: random.Random
) -> dict[str, Any] | None:
    """Return a window made around the evidence of a question, for one where no window that retrieval found holds it.

    `texts` are the documents by their ID. `None` where the document lacks the evidence.
    """
    document, evidence = texts[question["document_ids"][0]], squash_spaces(question["evidence"][0])
    text = squash_spaces(str(document["text"]))
    at = text.find(evidence)
    if at < 0:
        return None
    room = max(0, WORDS - len(evidence.split()))
    before = text[:at].split()
    before = before[len(before) - min(len(before), rng.randint(0, room)) :]
    after = text[at + len(evidence) :].split()[: room - len(before)]
    return {"context": document["title"], "text": " ".join((*before, evidence, *after))}

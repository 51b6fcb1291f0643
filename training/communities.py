"""Pairs of the community sets: the windows that the product's own retrieval puts first for each question.

A window that holds the evidence answers. The hard ones beside it are those that retrieval puts high and that hold little of it;
and for a question that no document answers, every window is one, the first most of all, as it tempts most.
"""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.judge.windows import WORDS
from training.data import Pair, read_lines, read_windows, squash

HOLDING = 2  # windows a question that hold the evidence
BESIDE = 0.6  # of the answerable questions give a pair with a window that does not
LITTLE = 0.45  # of the evidence's words may stand in it
SECOND = 0.4  # of the windows after the first of an unanswerable question are taken
Row = Mapping[str, Any]


def community_pairs(windows: Path, source: Path, rng: random.Random) -> Iterator[Pair]:
    """Yield the pairs of the folder of `training.windows` for the set in the folder `source`."""
    texts = {str(row["id"]): row for row in read_lines(source / "documents.jsonl")}
    asked = {str(row["id"]): row for row in read_lines(source / "questions.jsonl")}
    for row in read_windows(windows):
        found = row["windows"]
        if not row["answerable"]:
            yield from (_pair(row, one, "no") for i, one in enumerate(found[:3]) if i == 0 or rng.random() < SECOND)
            continue
        holding = [one for one in found if one["holds"]]
        if holding:
            yield from (_pair(row, one, "yes") for one in holding[:HOLDING])
        elif made := _around(asked[str(row["id"])], texts, rng):
            yield _pair(row, made, "made")
        beside = [one for one in found[:4] if not one["holds"] and not one["beyond"] and one["part"] < LITTLE]
        if beside and rng.random() < BESIDE:
            yield _pair(row, rng.choice(beside[:2]), "beside")


def first_windows(windows: Path) -> Iterator[Pair]:
    """Yield each question with the window that retrieval puts first, where its label is known: for measuring while training."""
    for row in read_windows(windows):
        found = row["windows"]
        if found and (found[0]["holds"] or not row["answerable"]):
            yield _pair(row, found[0], "yes" if row["answerable"] else "no")


def _pair(row: Row, one: Row, kind: str) -> Pair:
    text = str(one["text"])
    answers = kind in ("yes", "made")
    return Pair(
        str(row["question"]), text, answers, _stands(row["evidence"], text) if answers else None, str(row["community"] or "squad2_train"),
        "windows", kind, str(one["context"]), anywhere=True,
    )  # fmt: skip


def _stands(evidence: list[str], text: str) -> tuple[int, int] | None:
    """Return where the first evidence that stands in a text does, white space aside; `None` where the text is a part of it."""
    flat = squash(text)
    for one in map(squash, evidence):
        at = flat.find(one)
        if at >= 0:
            places = [i for i, letter in enumerate(text) if not letter.isspace()]
            before, inside = (len(part.replace(" ", "")) for part in (flat[:at], one))
            return places[before], places[before + inside - 1] + 1
    return None


def _around(question: Row, texts: Mapping[str, Row], rng: random.Random) -> Row | None:
    """Return a window made around the evidence of a question, where no window that was found holds it."""
    document, evidence = texts[question["document_ids"][0]], squash(question["evidence"][0])
    text = squash(str(document["text"]))
    at = text.find(evidence)
    if at < 0:
        return None
    room = max(0, WORDS - len(evidence.split()))
    before = text[:at].split()
    before = before[len(before) - min(len(before), rng.randint(0, room)) :]
    after = text[at + len(evidence) :].split()[: room - len(before)]
    return {"context": document["title"], "text": " ".join((*before, evidence, *after))}

"""Labelled questions of the public sets under `shared/`, as the sets give them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from training.files import DATA, SINGLE_TOPIC_DEV, SQUAD2_DEV, SQUAD2_TRAIN, read_lines, squash_spaces

_WORD = re.compile(r"\w+")
_STOP_WORDS = """
a an the of in on at to for and or is are was were be been did do does what which who whom when where why how
many much by with from as that this it its their his her has have had not
"""
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A question and a passage as their set gives them. Pairs of one source document have one `group`."""

    question: str
    passage: str
    answerable: bool
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    group: str

    @property
    def flat_answers(self) -> list[str]:
        """The answers in lower case with single spaces, to be looked for in other texts."""
        return [squash_spaces(answer).lower() for answer in self.answers if answer.strip()]


def read_set(name: str) -> list[LabelledPair]:
    """Return the labelled pairs of one set."""
    if name == SQUAD2_TRAIN.name:
        return [
            LabelledPair(
                str(row["question"]), squash_spaces(str(row["paragraph"])), bool(row["answerable"]),
                _as_strings(row["answers"]), _as_strings(row["evidence"]), str(row["paragraph_document_id"]),
            )
            for row in read_lines(SQUAD2_TRAIN / "questions.jsonl")
        ]  # fmt: skip
    return [
        LabelledPair(
            str(row["question"]), squash_spaces(str(row["passage"])), bool(row["answerable"]), _as_strings(row["answers"]),
            (), str(row["group"]),
        )
        for row in read_lines(DATA / "train" / name / "pairs.jsonl")
    ]  # fmt: skip


def read_development_shingles() -> set[str]:
    """Return the shingles of the development documents: pairs that hold one are left out of training."""
    rows = (row for bench in (SQUAD2_DEV, SINGLE_TOPIC_DEV) for row in read_lines(bench / "documents.jsonl"))
    return {shingle for row in rows for shingle in cut_shingles(str(row["text"]))}


def cut_shingles(text: str) -> set[str]:
    """Return all runs of 8 words, in lower case."""
    words = _WORD.findall(text.lower())
    return {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}


def cut_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a passage."""
    cuts = [0, *(m.end() for m in re.finditer(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])", text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def stem_content(text: str) -> set[str]:
    """Return the words that carry meaning, cut to six letters as a crude stem."""
    return {word[:6] for word in _WORD.findall(text.lower()) if word not in _STOP}


def _as_strings(value: object) -> tuple[str, ...]:
    """Return a JSON list as strings; where a set has none, nothing."""
    return tuple(map(str, value)) if isinstance(value, list) else ()

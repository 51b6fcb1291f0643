"""Examination: the judge reads the likeliest passage of a retrieval and, unless that surely answers, some further ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.documents import Passage, Span
from corpus.records import StoredPassage
from index.answerability import Answerability, Evidence
from index.judge import Judge, Judgement
from index.reranker import Scored
from index.retriever import Retrieval
from index.windows import around, window

DEPTH = 5  # passages at most
SURE = 0.95  # a first passage that answers with this probability ends the reading
_PER_SIMILARITY = 6.0  # log-odds: what a sentence's late interaction adds to the judge's word on where the answer is


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its place in a ranking; no score is higher than that of a better place."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A candidate that the judge has read: `positions` are the sentences it saw. `probability` that they answer."""

    candidate: Scored
    positions: range
    judgement: Judgement
    probability: float
    names_held: bool  # whether every name of the question stands in the passage; else another may be needed beside it

    @property
    def stored(self) -> StoredPassage:
        return self.candidate.stored

    @property
    def best_sentence(self) -> int | None:
        """The position of the sentence that answers likeliest and is no question; `None` where all are questions."""
        return max((p for p in self.positions if not asks(self.stored, p)), key=self.worth, default=None)

    def worth(self, position: int) -> float:
        """How likely the answer stands in a sentence of the window, in log-odds up to a constant."""
        judged = self.judgement.sentences[position - self.positions.start]
        return judged + _PER_SIMILARITY * float(self.candidate.sentences[position])

    def span(self, position: int) -> Span:
        """Return where a sentence stands in its document."""
        return self.stored.passage.sentences[position]

    def text(self, position: int) -> str:
        """Return a sentence as it stands in its document."""
        return self.span(position).of(self.stored.passage.document.text)


class Examiner:
    """Has the judge read candidates."""

    def __init__(self, judge: Judge, answerability: Answerability, *, depth: int = DEPTH, sure: float = SURE) -> None:
        self._judge = judge
        self._answerability = answerability
        self._depth = depth
        self._sure = sure

    def examine(self, question: str, found: Retrieval, unknown: Callable[[str], bool]) -> list[Examined]:
        """Return what was read, the likeliest answer first; `unknown` says whether the corpus lacks a stemmed word."""
        candidates = [one for one in found.candidates if one.stored.passage.sentences][: self._depth]
        examined: list[Examined] = []
        for batch in (candidates[:1], candidates[1:]):
            read = [(candidate, around(candidate)) for candidate in batch]
            windows = [window(candidate.stored.passage, positions) for candidate, positions in read]
            for (candidate, positions), judgement in zip(read, self._judge.judge(question, windows), strict=True):
                evidence = Evidence(question, candidate, positions, judgement, found.cosine, unknown)
                probability = self._answerability.judge(evidence)
                examined.append(Examined(candidate, positions, judgement, probability, evidence.names_held == 1.0))
            if any(one.probability >= self._sure and one.names_held for one in examined):
                break
        return sorted(examined, key=lambda one: (-one.probability, one.stored.id))


def asks(stored: StoredPassage, position: int) -> bool:
    """Whether a sentence is a question itself: questions answer nothing."""
    passage = stored.passage
    return passage.sentences[position].of(passage.document.text).rstrip("\"'”’)").endswith("?")


def ranking(examined: Sequence[Examined], found: Retrieval) -> tuple[Ranked, ...]:
    """Return all candidates, the best first: those that were read by probability, then the others in reading order."""
    read = {one.stored.id for one in examined}
    scored = [(one.stored, one.probability) for one in examined]
    scored += [(one.stored, one.score - 1.0) for one in found.candidates if one.stored.id not in read]
    falling = itertools.accumulate((score for _, score in scored), min)
    return tuple(Ranked(stored.passage, score) for (stored, _), score in zip(scored, falling, strict=True))

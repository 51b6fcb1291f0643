"""Examination: the judge reads the likeliest passages of a retrieval."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Passage, Span
from corpus.records import StoredPassage
from index.answerability import Answerability, Evidence
from index.judge import Judge, Judgement
from index.reranker import Scored
from index.retriever import Retrieval
from index.windows import around, is_question, window

DEPTH = 3  # passages, for their order and the sentences to quote: the time grows with them
_PER_SIMILARITY = 10.0  # log-odds: what a sentence's late interaction adds to the judge's word on where the answer is
_UNREAD = 100.0  # what keeps the score of a passage that was not read below those that were
_PER_SCORE = 10.0  # log-odds: what a passage's late interaction adds to the judge's word on whether it answers


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

    @property
    def stored(self) -> StoredPassage:
        return self.candidate.stored

    @property
    def scope(self) -> str:
        """Whose document it is."""
        return self.stored.passage.document.scope

    @property
    def worth(self) -> float:
        """How good a place this passage has among those that were read, in log-odds up to a constant."""
        return worth(self.judgement, self.candidate)

    @property
    def best_sentence(self) -> int | None:
        """The position of the sentence that answers likeliest and is no question; `None` where all are questions."""
        return max((p for p in self.positions if not asks(self.stored, p)), key=self.sentence_worth, default=None)

    def sentence_worth(self, position: int) -> float:
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

    def __init__(self, judge: Judge, answerability: Answerability, *, depth: int = DEPTH) -> None:
        self._judge = judge
        self._answerability = answerability
        self._depth = depth

    def examine(self, question: str, found: Retrieval) -> list[Examined]:
        """Return what was read, the best first."""
        candidates = [one for one in found.candidates if one.stored.passage.sentences][: self._depth]
        read = [(candidate, around(candidate)) for candidate in candidates]
        judgements = self._judge.judge(
            question, [window(candidate.stored.passage, positions) for candidate, positions in read]
        )
        examined = []
        for (candidate, positions), judgement in zip(read, judgements, strict=True):
            evidence = Evidence(question, candidate, judgement, found.cosine)
            examined.append(Examined(candidate, positions, judgement, self._answerability.judge(evidence)))
        return sorted(examined, key=lambda one: (-one.worth, one.stored.id))


def leading(examined: Sequence[Examined], found: Retrieval) -> Examined:
    """Return the one that retrieval put first, whose probability is the question's: reading more adds false alarms."""
    places = {one.stored.id: place for place, one in enumerate(found.candidates)}
    return min(examined, key=lambda one: places[one.stored.id])


def worth(judgement: Judgement, candidate: Scored) -> float:
    """Return how good a candidate is, in log-odds up to a constant: both of the judge's heads, and late interaction."""
    return (judgement.logit + judgement.margin) / 2 + _PER_SCORE * candidate.score


def asks(stored: StoredPassage, position: int) -> bool:
    """Whether a sentence is a question itself: questions answer nothing."""
    passage = stored.passage
    return is_question(passage.sentences[position].of(passage.document.text))


def ranking(examined: Sequence[Examined], found: Retrieval) -> tuple[Ranked, ...]:
    """Return all candidates, the best first: those that were read by their worth, then the others in reading order."""
    read = {one.stored.id for one in examined}
    scored = [(one.stored, one.worth) for one in examined]
    scored += [(one.stored, one.score - _UNREAD) for one in found.candidates if one.stored.id not in read]
    falling = itertools.accumulate((score for _, score in scored), min)
    return tuple(Ranked(stored.passage, score) for (stored, _), score in zip(scored, falling, strict=True))

"""Examination: the judge reads the likeliest passage of a retrieval and, unless that surely answers, some further ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.documents import Span
from corpus.records import StoredPassage
from index.answerability import Answerability, Evidence
from index.judge import Judge, Judgement
from index.reranker import Scored
from index.retriever import Retrieval
from index.windows import around, window

DEPTH = 5  # passages at most
SURE = 0.95  # a first passage that answers with this probability ends the reading
_PER_SIMILARITY = 6.0  # log-odds: what a sentence's late interaction adds to the judge's word on where the answer is


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
                examined.append(Examined(candidate, positions, judgement, self._answerability.judge(evidence)))
            if any(one.probability >= self._sure for one in examined):
                break
        return sorted(examined, key=lambda one: (-one.probability, one.stored.id))


def asks(stored: StoredPassage, position: int) -> bool:
    """Whether a sentence is a question itself: questions answer nothing."""
    passage = stored.passage
    return passage.sentences[position].of(passage.document.text).rstrip("\"'”’)").endswith("?")


def ranking(examined: Sequence[Examined], found: Retrieval) -> list[tuple[StoredPassage, float]]:
    """Return all candidates with scores, the best first: those that were read by probability, then the others."""
    read = {one.stored.id for one in examined}
    rest = [(scored.stored, scored.score - 1.0) for scored in found.candidates if scored.stored.id not in read]
    return [(one.stored, one.probability) for one in examined] + rest

"""Examination: the small reader reads the likeliest passages of a retrieval, and the judge the best of those."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.documents import Passage, Span
from corpus.store.records import StoredPassage
from index.judge.answerability import Answerability, Evidence
from index.judge.judge import Judge, Judgement
from index.judge.reading_plan import PLAN, ReadingPlan
from index.judge.remembering import RememberingReaders
from index.judge.small_reader.reader import SmallReader
from index.judge.windows import build_window, choose_sentences, ends_as_question
from index.retrieval.reranker import Scored
from index.retrieval.retriever import Retrieval

SHORTLIST = 10  # passages that the small reader reads
_PER_SIMILARITY = 10.0  # log-odds: what a sentence's late interaction adds to the judge's word on where the answer is
PER_LATE = 10.0  # log-odds: what a passage's late interaction adds to a reader's word on whether it answers
_UNREAD = 100.0  # what keeps the score of a passage that was not read below those that were


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its place in a ranking; no score is higher than that of a better place."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Shortlisted:
    """A candidate that the small reader has read: `positions` are the sentences it saw, `logit` that they answer, in log-odds."""

    candidate: Scored
    positions: range
    logit: float

    @property
    def worth(self) -> float:
        """How good a place this passage has among those that were shortlisted, in log-odds up to a constant."""
        return add_late(self.logit, self.candidate.score)


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A candidate that the judge has read: `positions` are the sentences it saw.

    `small` are the small reader's log-odds. `probability` that they answer; of the best one, that anything does that was read.
    """

    candidate: Scored
    positions: range
    judgement: Judgement
    small: float
    probability: float

    @property
    def stored(self) -> StoredPassage:
        """The passage as it is stored."""
        return self.candidate.stored

    @property
    def scope(self) -> str:
        """Whose document it is."""
        return self.stored.passage.document.scope

    @property
    def worth(self) -> float:
        """How good a place this passage has among those that were read, in log-odds up to a constant."""
        return weigh_judged(self.judgement, self.candidate)

    @property
    def best_sentence(self) -> int | None:
        """The position of the sentence that answers likeliest and is no question; `None` where all are questions."""
        return max((p for p in self.positions if not is_asking(self.stored, p)), key=self.sentence_worth, default=None)

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


@dataclass(frozen=True, slots=True)
class Examination:
    """What the judge read for a question, and what it did not.

    `read` by the judge, the best first; `unread`: the other candidates, in the order in which each adds to those before it.
    `milliseconds` by the readers' names.
    """

    read: tuple[Examined, ...]
    unread: tuple[Scored, ...]
    milliseconds: Mapping[str, float]

    @property
    def ranking(self) -> tuple[Ranked, ...]:
        """All candidates, the best first: those that the judge read by their worth, then the others."""
        return (*_keep_falling([(one.stored, one.worth) for one in self.read]), *rank_unread(self.unread))


class Examiner:
    """Has the readers read candidates: a cascade, in which the small reader chooses what the judge takes its time for.

    Retrieval's candidates are read as windows of whole sentences. The judge reads the window that the small reader likes best,
    and more where that one doesn't answer clearly, as its `ReadingPlan` says.
    """

    def __init__(
        self,
        small_reader: SmallReader,
        judge: Judge,
        answerability: Answerability,
        *,
        plan: ReadingPlan = PLAN,
    ) -> None:
        """`plan` says how many passages the judge reads."""
        self.readers = RememberingReaders(small_reader, judge)
        self._answerability = answerability
        self._plan = plan

    def examine(self, question: str, found: Retrieval) -> Examination:
        """Have the candidates of a retrieval read; return what was read, and what was not."""
        began = time.perf_counter()
        shortlist = self.shortlist(question, found)
        shortlisted = time.perf_counter()
        judged: list[tuple[Shortlisted, Judgement]] = []
        while len(judged) < (wanted := min(self._count(judged), len(shortlist))):
            judged += self._judge_windows(question, shortlist[len(judged) : wanted])
        judged.sort(key=lambda pair: (-weigh_judged(pair[1], pair[0].candidate), pair[0].candidate.stored.id))
        read = {one.candidate.stored.id for one, _ in judged}
        return Examination(
            tuple(
                self._weigh(*pair, [other.logit for _, other in judged[1:]] if place == 0 else [])
                for place, pair in enumerate(judged)
            ),
            tuple(one for one in found.candidates if one.stored.id not in read),
            {"small reader": (shortlisted - began) * 1000, "judge": (time.perf_counter() - shortlisted) * 1000},
        )

    def _count(self, judged: Sequence[tuple[Shortlisted, Judgement]]) -> int:
        return self._plan.count([(judgement.logit, judgement.margin) for _, judgement in judged])

    def shortlist(self, question: str, found: Retrieval) -> list[Shortlisted]:
        """Return the candidates that the small reader has read, the likeliest first."""
        candidates = [one for one in found.candidates if one.stored.passage.sentences][:SHORTLIST]
        runs = [choose_sentences(candidate) for candidate in candidates]
        windows = [build_window(one.stored.passage, run) for one, run in zip(candidates, runs, strict=True)]
        logits = self.readers.read(question, windows)
        read = [Shortlisted(*one) for one in zip(candidates, runs, logits, strict=True)]
        return sorted(read, key=lambda one: (-one.worth, one.candidate.stored.id))

    def _judge_windows(self, question: str, chosen: Sequence[Shortlisted]) -> list[tuple[Shortlisted, Judgement]]:
        windows = [build_window(one.candidate.stored.passage, one.positions) for one in chosen]
        return list(zip(chosen, self.readers.judge(question, windows), strict=True))

    def _weigh(self, one: Shortlisted, judgement: Judgement, others: Sequence[float]) -> Examined:
        evidence = Evidence(judgement.logit, judgement.margin, one.logit, tuple(others))
        return Examined(one.candidate, one.positions, judgement, one.logit, self._answerability.judge(evidence))


def rank_unread(candidates: Sequence[Scored], without: str = "") -> tuple[Ranked, ...]:
    """Return candidates that no judge has read, in their order, with scores below any that it gives.

    `without`: the ID of a document whose passages are left out.
    """
    return _keep_falling(
        [(one.stored, one.score - _UNREAD) for one in candidates if one.stored.passage.document.id != without]
    )


def _keep_falling(scored: Sequence[tuple[StoredPassage, float]]) -> tuple[Ranked, ...]:
    lowest = itertools.accumulate((score for _, score in scored), min)
    return tuple(Ranked(stored.passage, score) for (stored, _), score in zip(scored, lowest, strict=True))


def weigh_judged(judgement: Judgement, candidate: Scored) -> float:
    """Return how good a candidate is, in log-odds up to a constant: both of the judge's heads, and late interaction."""
    return add_late((judgement.logit + judgement.margin) / 2, candidate.score)


def add_late(logit: float, late: float) -> float:
    """Return a reader's log-odds together with a passage's late interaction, in log-odds up to a constant."""
    return logit + PER_LATE * late


def is_asking(stored: StoredPassage, position: int) -> bool:
    """Whether a sentence is a question itself: questions answer nothing."""
    passage = stored.passage
    return ends_as_question(passage.sentences[position].of(passage.document.text))

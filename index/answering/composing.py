"""Composing: from the windows that were read to the sentences that are the answer, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.documents import Passage, Span
from index.answering.belonging import find_belonging, find_list, find_row_name
from index.answering.questions import pick_names
from index.judge.examination import Examined, is_asking
from index.outcomes import Citation
from index.retrieval.lexical import stem_words

MAX_CITATIONS = 3
_NEARLY = 2.0  # log-odds: a further sentence of a passage falls behind its best by at most this
_OTHER = 1.0  # log-odds: a further passage falls behind the best by at most this
_REPEATS = 0.7  # share of the words of the shorter of two quotes from which on they say the same


@dataclass(frozen=True, slots=True)
class _Run:
    """Sentences of one passage that belong together, by their positions."""

    read: Examined
    positions: range

    @property
    def passage(self) -> Passage:
        return self.read.stored.passage

    @property
    def span(self) -> Span:
        sentences = self.passage.sentences
        return Span(sentences[self.positions[0]].start, sentences[self.positions[-1]].end)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(stem_words(self.span.of(self.passage.document.text)))

    def repeats(self, other: _Run) -> bool:
        """Whether one of the two says hardly more than the other, or they share a sentence."""
        if self.passage == other.passage and set(self.positions) & set(other.positions):
            return True
        return len(self.words & other.words) >= _REPEATS * min(len(self.words), len(other.words))


def compose(question: str, examined: Sequence[Examined], answers: Callable[[Examined], bool]) -> tuple[Citation, ...]:
    """Return the citations of the answer: the best passage first, those of one passage in the order of the document.

    `examined` are in the order of their worth; `answers` says whether one is likely enough to be quoted from. The first quote
    is the likeliest sentence of the best passage with what belongs to it. A further one has words of the question that those
    before it lack, says more than these, and is nearly as likely, or has a name that was asked for and stands in none of these.
    """
    chosen: list[_Run] = []
    lacking = set(stem_words(question))
    lacking_names = {word for name in pick_names(question) for word in stem_words(name)}
    for read in examined:
        if not answers(read) or (chosen and not _may_add(read, chosen[0].read, lacking_names)):
            continue
        for run in _find_runs(read):
            if len(chosen) == MAX_CITATIONS:
                break
            if not chosen or (run.words & lacking and not any(run.repeats(other) for other in chosen)):
                chosen.append(run)
                lacking -= run.words
                lacking_names -= run.words
    chosen += _name_rows(chosen)[: MAX_CITATIONS - len(chosen)]
    order = {run.passage: place for place, run in reversed(list(enumerate(chosen)))}
    chosen.sort(key=lambda run: (order[run.passage], run.span))
    return tuple(Citation(number, run.passage, run.span) for number, run in enumerate(chosen, start=1))


def _name_rows(chosen: Sequence[_Run]) -> list[_Run]:
    """Return what names the rows of tables from which parts were chosen, as far as it isn't chosen itself."""
    names: dict[tuple[Passage, int], _Run] = {}
    for run in chosen:
        place = find_row_name(run.passage, run.positions[0])
        if place is not None and not any(one.passage == run.passage and place in one.positions for one in chosen):
            names[run.passage, place] = _Run(run.read, range(place, place + 1))
    return list(names.values())


def _may_add(read: Examined, best: Examined, lacking_names: set[str]) -> bool:
    """Whether a further passage is worth a quote of its own."""
    if read is best or _weigh(read) >= _weigh(best) - _OTHER:
        return True
    passage = read.stored.passage
    return bool(lacking_names & set(stem_words(f"{passage.context}\n{passage.text}")))


def _weigh(read: Examined) -> float:
    """Return the log-odds that a window answers, by both of the judge's heads."""
    return (read.judgement.logit + read.judgement.margin) / 2


def _find_runs(read: Examined) -> Iterator[_Run]:
    """Yield the runs around the likeliest sentence of a window, and around those that are nearly as likely."""
    best = read.best_sentence
    if best is None:
        return
    least = read.sentence_worth(best) - _NEARLY
    likely = [p for p in read.positions if read.sentence_worth(p) >= least and not is_asking(read.stored, p)]
    for position in sorted(likely, key=lambda p: (-read.sentence_worth(p), p)):
        run = find_belonging(read.stored.passage, position)
        following = run.stop
        if following in likely:  # several items, so the list; else a step with the next, an answer with its reason
            passage = read.stored.passage
            run = find_list(passage, position) or range(run.start, find_belonging(passage, following).stop)
        yield _Run(read, run)

"""Fitting both thresholds to a corpus: by questions made of it, and by what members and moderators said of replies.

Near misses made of the documents place the thresholds: of those, at most the promised shares are answered surely, and at all.
Where members voted on answers and surely found more of them wrong than that share, or where surely more than it of the
questions that moderators dismissed would be answered, the threshold is raised until neither is so.
Votes are of answers that were given, and dismissals of questions that were refused, so neither lowers a threshold.

Made questions are of another mould than members'. On three communities the threshold that they gave for 15 % was right in one
(17 % of members' own were answered), too high in one (2 %) and too low in one (43 %). So where no more is to be answered than
the product promises, they don't lower a threshold below the shipped one, which was fitted to questions as members ask them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.scopes import SHIPPED
from index.calibration.hindsight import Hindsight, collect_remarks, look_back, trace_undecided
from index.calibration.question_making import Kind, MadeQuestion, make_questions
from index.calibration.rates import Rate
from index.engine import Engine
from index.judge.calibrations import Calibration, CalibrationError
from index.judge.grades import PROMISES, Certainty, Promises, Thresholds

_LEAST = 20  # of a sort of questions, or their share says nothing
_MOST = 300  # votes, and dismissed questions, the newest: each is asked again

Rates = Mapping[tuple[Certainty, Kind], Rate]


class Witness(StrEnum):
    """Which observations speak against thresholds: of questions made from documents, of votes or of dismissed gaps."""

    NEAR_MISSES = "near misses"
    VOTES = "votes"
    DISMISSALS = "dismissals"


Observed = Mapping[tuple[Witness, Certainty], Rate]


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason to change: `rate`, of what the present thresholds do, is surely another than what is promised."""

    source: Witness
    certainty: Certainty
    rate: Rate
    promise: float

    @property
    def too_strict(self) -> bool:
        """Whether fewer are answered than may be."""
        return self.rate.value < self.promise


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration that is not applied yet, and what speaks for it.

    `rates` are the shares that are answered surely (`SURE`) and at all (`UNSURE`), by kind: of the fitted thresholds each
    half of the made questions under thresholds that were fitted to the other half, of those in use now all of them.
    `observed` are the shares that are wrong, or would be, under the thresholds in use now, by what was observed.
    """

    promises: Promises
    calibration: Calibration
    rates: Rates
    now: Thresholds
    rates_now: Rates
    observed: Observed
    lost_votes: int
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AskedQuestions:
    """Made questions with their probabilities and kinds, and whether each is of the even half: all of shape (questions,)."""

    probability: NDArray[np.float64]
    kinds: NDArray[np.str_]
    even: NDArray[np.bool_]

    def half(self, even: bool) -> AskedQuestions:
        """Return the questions with even numbers, or those with odd ones: one half to fit to, the other to check with."""
        chosen = self.even == even
        return AskedQuestions(self.probability[chosen], self.kinds[chosen], self.even[chosen])

    def rates(self, thresholds: Thresholds) -> Rates:
        """Return the shares that are answered surely, and at all, by kind."""
        return {
            (certainty, kind): _count_answered(self.probability[self.kinds == kind], thresholds.of(certainty))
            for certainty in Certainty
            for kind in Kind
        }

    def thresholds(self, hindsight: Hindsight, promises: Promises, shipped: Thresholds | None) -> Thresholds:
        """Return the thresholds that these questions and hindsight ask for; see `fit_thresholds` for the shipped ones."""
        near = self.probability[self.kinds == Kind.NEAR_MISS]
        found = {}
        for certainty in Certainty:
            promise = promises.of(certainty)
            threshold = find_least_threshold(near, np.zeros(len(near), bool), promise)
            if shipped is not None and promise <= PROMISES.of(certainty):
                threshold = max(threshold, shipped.of(certainty))
            found[certainty] = max(
                _raise_by_votes(hindsight, threshold, promise), _raise_by_dismissals(hindsight, threshold, promise)
            )
        unsure = found[Certainty.UNSURE]
        return Thresholds(max(found[Certainty.SURE], unsure), unsure)


def fit_thresholds(
    engine: Engine,
    scopes: Sequence[str],
    scope: str,
    *,
    promises: Promises = PROMISES,
    shipped: Thresholds | None = None,
    each: int = 100,
    on_progress: Callable[[int, int], None] | None = None,
) -> Fitted:
    """Fit thresholds for `scope`: by questions made from its documents, asked of all `scopes`, and by what was said of replies.

    `shipped` thresholds, where they are of the judge in use, are gone below for looser promises alone. Up to `each` made
    questions have an answer, and up to as many are near misses. Raises `CalibrationError` where the documents yield too few.
    """
    made = _make_enough(engine, scopes, scope, each)
    said = collect_remarks(engine, scope, _MOST)
    done = 0

    def on_asked() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, len(made) + len(said))

    probability, kinds, sources = [], [], []
    for question in made:
        trace = trace_undecided(engine, question.text, scopes, question.allows if question.withheld else None)
        if trace is not None:
            probability.append(trace.probability)
            kinds.append(question.kind)
            sources.append(question.source)
        on_asked()
    hindsight = look_back(engine, said, scope, notes=SHIPPED in scopes, on_asked=on_asked)
    asked = AskedQuestions(np.array(probability), np.array(kinds), np.array(sources) % 2 == 0)
    return weigh(
        asked, hindsight, promises, now=engine.thresholds(scope), shipped=shipped,
        fingerprint=engine.calibrations.fingerprint,
    )  # fmt: skip


def _make_enough(engine: Engine, scopes: Sequence[str], scope: str, each: int) -> list[MadeQuestion]:
    indexes = [engine.index(one) for one in scopes]
    made = make_questions(
        [stored.passage for stored in engine.index(scope).passages.values()],
        lambda word: any(index.words.count(word) for index in indexes),
        each=each,
    )
    stated, near = (sum(one.kind is kind for one in made) for kind in (Kind.STATED, Kind.NEAR_MISS))
    if min(stated, near) < _LEAST:
        raise CalibrationError(
            f"there is too little to go by: the documents of {scope!r} yield {stated} questions with an answer and {near} "
            f"near misses, and thresholds need {_LEAST} of each; add documents first, until then the present thresholds stay"
        )
    return made


def weigh(
    asked: AskedQuestions,
    hindsight: Hindsight,
    promises: Promises,
    *,
    now: Thresholds,
    shipped: Thresholds | None,
    fingerprint: str,
) -> Fitted:
    """Return what thresholds these questions ask for, and whether something speaks for them against those in use `now`."""
    thresholds = asked.thresholds(hindsight, promises, shipped)
    halves = [
        asked.half(even).rates(asked.half(not even).thresholds(hindsight, promises, shipped)) for even in (True, False)
    ]
    rates = {key: _add_up(half[key] for half in halves) for key in halves[0]}
    found, fitted = _observe(asked, hindsight, now), _observe(asked, hindsight, thresholds)
    grounds = tuple(
        Ground(source, certainty, rate, promises.of(certainty))
        for (source, certainty), rate in found.items()
        if _speaks_against(source, rate, fitted[source, certainty], promises.of(certainty))
    )
    calibration = Calibration(
        threshold=thresholds.unsure,
        sure=thresholds.sure,
        answered_when_unanswerable=round(rates[Certainty.UNSURE, Kind.NEAR_MISS].value, 4),
        refused_when_answerable=round(1 - rates[Certainty.UNSURE, Kind.STATED].value, 4),
        questions=len(asked.kinds),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=fingerprint,
    )
    return Fitted(promises, calibration, rates, now, asked.rates(now), found, hindsight.lost, grounds)


def _observe(asked: AskedQuestions, hindsight: Hindsight, thresholds: Thresholds) -> Observed:
    """Return the shares that would be wrong: of near misses and dismissed questions, of answers with votes."""
    rates = asked.rates(thresholds)
    return {
        (source, certainty): rate
        for certainty in Certainty
        for source, rate in (
            (Witness.NEAR_MISSES, rates[certainty, Kind.NEAR_MISS]),
            (Witness.VOTES, _count_unhelpful(hindsight, thresholds.of(certainty))),
            (Witness.DISMISSALS, _count_answered(hindsight.dismissed, thresholds.of(certainty))),
        )
    }


def _speaks_against(source: Witness, now: Rate, fitted: Rate, promise: float) -> bool:
    """Whether what is observed now surely is another share than promised, and the fitted threshold mends it."""
    low, high = now.bounds
    if source is Witness.NEAR_MISSES and high < promise:
        return fitted.count > now.count
    return low > promise >= fitted.value and min(now.questions, fitted.questions) >= _LEAST


def _raise_by_votes(hindsight: Hindsight, threshold: float, promise: float) -> float:
    """Return the least threshold above which the votes keep the promise; the one given where they don't contradict it.

    They do where more answers than promised are surely not helpful. It stays, too, where no threshold mends that: where
    fewer than `_LEAST` answers with votes would be left, for then it is something else that is wrong with them.
    """
    if _count_unhelpful(hindsight, threshold).bounds[0] <= promise:
        return threshold
    for candidate in np.unique(hindsight.unhelpful[hindsight.unhelpful >= threshold]) + 1e-4:
        left = _count_unhelpful(hindsight, candidate)
        if left.questions < _LEAST:
            break
        if left.value <= promise:
            return round(float(candidate), 4)
    return threshold


def _raise_by_dismissals(hindsight: Hindsight, threshold: float, promise: float) -> float:
    """Return the least threshold at which the dismissed questions keep the promise, where they surely break it now."""
    dismissed = hindsight.dismissed
    if len(dismissed) < _LEAST or _count_answered(dismissed, threshold).bounds[0] <= promise:
        return threshold
    return max(threshold, find_least_threshold(dismissed, np.zeros(len(dismissed), bool), promise))


def find_least_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_], promise: float) -> float:
    """Return the least threshold at which at most `promise` of the questions without an answer are answered.

    Probabilities are rounded to four digits in a reply, and so is the threshold: one above the highest that must be
    refused. It can be above 1, where nothing but refusing everything keeps the promise.
    """
    without = np.sort(probability[~answerable].round(4))[::-1]
    allowed = int(promise * len(without))
    return round(float(without[allowed]) + 1e-4, 4) if allowed < len(without) else 0.0


def _count_unhelpful(hindsight: Hindsight, threshold: float) -> Rate:
    """Return how many of the answers with votes that are at or above a threshold were not helpful."""
    wrong = int((hindsight.unhelpful >= threshold).sum())
    return Rate(wrong, wrong + int((hindsight.helpful >= threshold).sum()))


def _count_answered(probability: NDArray[np.float64], threshold: float) -> Rate:
    """Return how many are at or above a threshold."""
    return Rate(int((probability >= threshold).sum()), len(probability))


def _add_up(rates: Iterable[Rate]) -> Rate:
    both = list(rates)
    return Rate(sum(one.count for one in both), sum(one.questions for one in both))

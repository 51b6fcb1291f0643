"""What `landscape calibrate` does: fit both thresholds to a scope's documents, show what they would do, apply, undo."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import typer
from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from bot.startup import open_from, open_store_from, require_documents
from bot.terminal.output import make_bar
from bot.wording import format_count
from corpus.scopes import seen_from
from corpus.store.servers import Servers
from index.calibration.fitting import Fitted, Ground, Rates, Witness, fit_thresholds
from index.calibration.question_making import Kind
from index.calibration.rates import Rate
from index.judge.calibrations import CalibrationError, Calibrations, discard_damaged
from index.judge.grades import Certainty, Promises, Thresholds
from index.judge.judge import SHIPPED_JUDGE
from index.retrieval.model_files import PACKAGED

_MANNERS = {Certainty.SURE: "surely", Certainty.UNSURE: "at all"}
_OBSERVED = {
    Witness.NEAR_MISSES: "near misses are answered {manner}",
    Witness.VOTES: "answers that members voted on, and that are given {manner}, did not help",
    Witness.DISMISSALS: "questions that moderators dismissed would be answered {manner}",
}
_INSIST = "--insist applies the fitted ones all the same."


def calibrate_scope(
    settings: Settings, scope: str, console: Console, *, promises: Promises, yes: bool, insist: bool
) -> None:
    """Fit thresholds, print what they would do, and apply them if `yes` or if the user agrees.

    Without `insist` they are applied only where something speaks for them. Raises `CalibrationError` where the documents yield
    too few questions, and where `yes` can't be done for that.
    """
    require_documents(settings)
    with open_from(settings) as engine:
        notes = settings.shipped_notes and Servers(engine.store).get(scope).notes
        searched = tuple(dict.fromkeys((*seen_from(scope, notes=notes), scope)))
        as_shipped = (settings.embedding_model, settings.judge_model) == (PACKAGED, SHIPPED_JUDGE)
        with make_bar(Console(stderr=True)) as bar:
            task = bar.add_task("Questions", total=None)
            fitted = fit_thresholds(
                engine, searched, scope, promises=promises,
                shipped=engine.answerer.thresholds if as_shipped else None,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
        print_fitted(fitted, console)
        settle(engine.calibrations, scope, fitted, console, yes=yes, insist=insist)


def print_fitted(fitted: Fitted, console: Console) -> None:
    """Print what there was to go by, what both pairs of thresholds do, and whether something speaks for a change."""
    for line in _say_evidence(fitted):
        console.print(line, markup=False, highlight=False)
    console.print(_tabulate(fitted))
    for line in _say_verdict(fitted):
        console.print(line, markup=False, highlight=False)


def settle(
    calibrations: Calibrations, scope: str, fitted: Fitted, console: Console, *, yes: bool, insist: bool
) -> None:
    """Apply the fitted thresholds where something speaks for them, or say why they are not applied."""
    if not fitted.grounds and not insist:
        if yes:
            raise CalibrationError(f"nothing was applied, as there is no reason to; {_INSIST}")
        console.print(f"Not applied; {_INSIST}", markup=False)
    elif yes or (
        sys.stdin.isatty() and typer.confirm("Apply the fitted thresholds, with what can be promised of them?")
    ):
        calibrations.apply(scope, fitted.calibration)
        promised = f"Applied. The promise is now: {_say_what_is_promised(fitted)}."
        console.print(promised, markup=False, highlight=False)
        console.print(f"Take it back with: landscape calibrate --scope {scope} --undo", markup=False)
    else:
        console.print("Not applied: run it again with --yes to apply it.")


def undo_calibration(settings: Settings, scope: str, console: Console) -> None:
    """Take the last calibration of a scope back. Raises `CalibrationError` where there is none."""
    with open_store_from(settings) as store:
        if discard_damaged(store):
            console.print(
                "The calibrations could not be read: the shipped thresholds are in use everywhere.", markup=False
            )
            return
        before = Calibrations(store, "").undo(scope)
    back = "the shipped thresholds"
    if before:
        back = f"the thresholds {before.sure} (sure) and {before.threshold} (at all)"
    console.print(f"Undone: {scope} is back at {back}.", markup=False, highlight=False)


def _say_evidence(fitted: Fitted) -> Iterator[str]:
    """Yield what there was to go by, and what is promised."""
    made = {kind: fitted.rates_now[Certainty.UNSURE, kind].questions for kind in Kind}
    yield (
        f"Made of the documents: {format_count(made[Kind.STATED], 'question')} with an answer, "
        f"{format_count(made[Kind.NEAR_MISS], 'near miss', 'near misses')}, which "
        f"the documents nearly answer, and {made[Kind.OFF_TOPIC]} about other things."
    )
    votes, dismissed = (fitted.observed[source, Certainty.UNSURE] for source in (Witness.VOTES, Witness.DISMISSALS))
    lost = (
        f" ({fitted.lost_votes} more can't be compared: another passage is cited by now)" if fitted.lost_votes else ""
    )
    yield (
        f"From the log: {format_count(votes.questions, 'answer')} that members voted on{lost}, of which {votes.count} did not help; "
        f"{dismissed.questions} refused questions that moderators marked as not for them."
    )
    yield (
        f"Asked for: of questions without an answer, at most {_format_percent(fitted.promises.sure)} are answered surely, and "
        f"{_format_percent(fitted.promises.unsure)} at all."
    )


def _tabulate(fitted: Fitted) -> Table:
    table = Table(
        "answered", "from", "near misses", "about other things", "with an answer", box=None, caption_justify="left",
        caption="In brackets: each bound holds with 95 % certainty.",
    )  # fmt: skip
    thresholds = Thresholds(fitted.calibration.sure, fitted.calibration.threshold)
    rows: tuple[tuple[str, Thresholds, Rates], ...] = (
        ("now", fitted.now, fitted.rates_now),
        ("fitted", thresholds, fitted.rates),
    )
    for certainty, manner in _MANNERS.items():
        for name, both, rates in rows:
            cells = (_format_rate(rates[certainty, kind]) for kind in (Kind.NEAR_MISS, Kind.OFF_TOPIC, Kind.STATED))
            table.add_row(f"{manner}, {name}", f"{both.of(certainty):.4f}", *cells)
    return table


def _say_verdict(fitted: Fitted) -> Iterator[str]:
    """Yield whether something speaks for a change, and how much is known of the fitted thresholds."""
    for ground in fitted.grounds:
        yield f"Reason to change: {_say_ground(ground)}"
    if not fitted.grounds:
        for certainty, manner in _MANNERS.items():
            near, promise = fitted.rates_now[certainty, Kind.NEAR_MISS], fitted.promises.of(certainty)
            low, high = (_format_percent(bound) for bound in near.bounds)
            if near.bounds[1] < promise:
                yield (
                    f"Fewer near misses are answered {manner} now ({low} to {high}) than the {_format_percent(promise)} promised. "
                    "That alone lowers no shipped threshold: made questions can be easier than members' own."
                )
            else:
                yield (
                    f"{near.questions} near misses can't tell what is answered {manner} now ({low} to {high}) from the "
                    f"{_format_percent(promise)} promised."
                )
        yield "So there is no reason to change: the present thresholds stay."
    for certainty in Certainty:
        votes = fitted.observed[Witness.VOTES, certainty]
        if votes.bounds[0] > fitted.promises.of(certainty) and not any(
            ground.source is Witness.VOTES and ground.certainty is certainty for ground in fitted.grounds
        ):
            yield (
                f"Of {votes.questions} answers given {_MANNERS[certainty]} with votes, {votes.count} did not help, more than is "
                "promised; no threshold mends that, so look at the answers themselves."
            )
    yield f"What can be promised of the fitted thresholds, with 95 % certainty: {_say_what_is_promised(fitted)}."


def _say_what_is_promised(fitted: Fitted) -> str:
    """Return the shares that the near misses vouch for, and whether that is what was asked for."""
    vouched = {certainty: fitted.rates[certainty, Kind.NEAR_MISS] for certainty in _MANNERS}
    said = " and ".join(
        f"{_format_percent(vouched[certainty].bounds[1])} {manner}" for certainty, manner in _MANNERS.items()
    )
    if all(rate.bounds[1] <= fitted.promises.of(certainty) for certainty, rate in vouched.items()):
        return f"of questions without an answer, at most {said} are answered, as was asked for"
    questions = vouched[Certainty.UNSURE].questions
    return (
        f"of questions without an answer, at most {said} are answered. That is more than was asked for: {questions} near misses "
        "can't vouch for less; more documents make more of them"
    )


def _say_ground(ground: Ground) -> str:
    low, high = (_format_percent(bound) for bound in ground.rate.bounds)
    observed = _OBSERVED[ground.source].format(manner=_MANNERS[ground.certainty])
    bound = f"so fewer than {high}" if ground.too_strict else f"so more than {low}"
    promise = (
        f"{_format_percent(ground.promise)} may be"
        if ground.too_strict
        else f"{_format_percent(ground.promise)} are promised"
    )
    return (
        f"now {ground.rate.count} of {ground.rate.questions} {observed}: {bound} with 95 % certainty, where {promise}."
    )


def _format_rate(rate: Rate) -> str:
    low, high = rate.bounds
    return f"{rate.count} of {rate.questions} ({low:.0%} to {high:.0%})"


def _format_percent(share: float) -> str:
    return f"{round(100 * share, 1 if share >= 0.01 else 2):g} %"

"""`landscape calibrate`: what it says, when it applies what was fitted, its exit codes, and that it can be undone."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from support.calibrations import MODELS, weighed
from support.terminal import landscape

from bot.terminal.calibrate import print_fitted, settle
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from index.calibration.fitting import Fitted
from index.calibration.hindsight import Hindsight
from index.judge.calibrations import CalibrationError, Calibrations
from index.judge.grades import Thresholds

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here

AS_PROMISED = Thresholds(0.93, 0.87)
TOO_LAX = Thresholds(0.9, 0.5)
TOO_STRICT = Thresholds(1.0, 0.98)


def print_words(fitted: Fitted) -> str:
    """Return what is printed of it, in one line."""
    console = Console(width=120)
    with console.capture() as capture:
        print_fitted(fitted, console)
    return " ".join(capture.get().split())


def settled(fitted: Fitted, tmp_path: Path, *, yes: bool = False, insist: bool = False) -> Thresholds | None:
    with CorpusStore(tmp_path) as store:
        calibrations = Calibrations(store, MODELS)
        settle(calibrations, SHARED, fitted, Console(quiet=True), yes=yes, insist=insist)
        return calibrations.thresholds(SHARED)


def test_it_says_what_it_had_to_go_by_and_both_grades_of_both_pairs() -> None:
    told = print_words(weighed(now=TOO_LAX))
    assert "100 questions with an answer, 100 near misses" in told
    assert "0 answers that members voted on, of which 0 did not help; 0 refused questions" in told
    assert "at most 5 % are answered surely, and 15 % at all" in told
    for row in ("surely, now 0.9000 10 of 100 (6% to 16%)", "at all, now 0.5000 50 of 100", "at all, fitted 0.84"):
        assert row in told
    assert (
        "Reason to change: now 50 of 100 near misses are answered at all: so more than 41.4 % with 95 % certainty"
        in told
    )


def test_where_the_questions_can_not_tell_it_says_so() -> None:
    told = print_words(weighed(20, now=AS_PROMISED))
    assert "20 near misses can't tell what is answered surely now (0.26 % to 21.6 %) from the 5 % promised" in told
    assert "no reason to change: the present thresholds stay" in told
    assert (
        "What can be promised of the fitted thresholds, with 95 % certainty: of questions without an answer, at most"
        in told
    )


def test_more_than_was_asked_for_is_never_called_the_promise(tmp_path: Path) -> None:
    few, many = weighed(20, now=TOO_LAX), weighed(now=TOO_STRICT, shipped=TOO_STRICT)
    told = print_words(few)
    assert "Asked for: of questions without an answer, at most 5 % are answered surely, and 15 % at all" in told
    assert "That is more than was asked for: 20 near misses can't vouch for less" in told
    assert "as was asked for" in print_words(many)
    with CorpusStore(tmp_path) as store:
        console = Console(width=500, record=True, quiet=False, file=io.StringIO())
        settle(Calibrations(store, MODELS), SHARED, few, console, yes=True, insist=True)
    applied = console.export_text()
    assert "Applied. The promise is now: " in applied
    assert "That is more than was asked for" in applied


def test_too_strict_thresholds_are_told_apart_from_too_lax_ones() -> None:
    assert "so fewer than 6.2 % with 95 % certainty, where 15 % may be" in print_words(weighed(now=TOO_STRICT))


def test_made_questions_that_are_easily_refused_are_told_to_be_no_reason() -> None:
    told = print_words(weighed(now=TOO_STRICT, shipped=TOO_STRICT))
    assert "Fewer near misses are answered at all now (0.36 % to 6.2 %) than the 15 % promised" in told
    assert "no reason to change" in told


def test_votes_that_no_threshold_mends_are_told() -> None:
    both = np.linspace(0.88, 0.99, 30)
    fitted = weighed(now=AS_PROMISED, hindsight=Hindsight(both, both, np.zeros(0), 4))
    told = print_words(fitted)
    assert "60 answers that members voted on (4 more can't be compared" in told
    assert "no threshold mends that" in told
    assert fitted.grounds == ()


def test_what_nothing_speaks_for_is_applied_to_those_who_insist_alone(tmp_path: Path) -> None:
    fitted = weighed(now=AS_PROMISED)
    assert settled(fitted, tmp_path) is None
    with pytest.raises(CalibrationError, match="nothing was applied, as there is no reason to; --insist"):
        settled(fitted, tmp_path, yes=True)
    assert settled(fitted, tmp_path, insist=True) is None, "without a terminal nobody agreed"
    applied = Thresholds(fitted.calibration.sure, fitted.calibration.threshold)
    assert settled(fitted, tmp_path, yes=True, insist=True) == applied


def test_what_something_speaks_for_is_applied_with_yes(tmp_path: Path) -> None:
    fitted = weighed(now=TOO_LAX)
    assert settled(fitted, tmp_path) is None
    assert settled(fitted, tmp_path, yes=True) == Thresholds(fitted.calibration.sure, fitted.calibration.threshold)


@pytest.mark.parametrize("options", [("--sure", "0.2"), ("--unsure", "1")])
def test_a_promise_that_is_none_is_a_usage_error(options: tuple[str, ...], tmp_path: Path) -> None:
    done = landscape("calibrate", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert "shares between 0 and 1" in " ".join(done.stderr.replace("│", " ").split())
    assert not (tmp_path / "data").exists()


def test_it_is_fitted_applied_and_undone_from_the_command_line(tmp_path: Path) -> None:
    parts = ("lamp", "tower", "pier", "kitchen", "garden", "workshop", "library", "cellar", "stable", "harbour")
    text = "# The station of Vara\n" + "".join(
        f"\n## Care of the {part}\n\nThe {part} of the station was painted green in {1870 + 3 * number} by its keepers. "
        f"The old {part} can be visited on {number + 2} Sundays of each summer.\n"
        for number, part in enumerate(parts)
    )
    (tmp_path / "station.md").write_text(text)
    assert landscape("corpus", "add", "station.md", cwd=tmp_path).returncode == 0
    without_notes = {"SHIPPED_NOTES": "false"}
    nothing = landscape("calibrate", "--undo", cwd=tmp_path, **without_notes)
    assert (nothing.returncode, "no calibration to undo" in nothing.stderr) == (1, True)
    done = landscape(
        "calibrate", "--yes", "--insist", "--sure", "0.02", "--unsure", "0.1", cwd=tmp_path, **without_notes
    )
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "at most 2 % are answered surely, and 10 % at all" in told
    assert "Take it back with: landscape calibrate --scope shared --undo" in told
    back = landscape("calibrate", "--undo", cwd=tmp_path, **without_notes)
    assert (back.returncode, "back at the shipped thresholds" in back.stdout) == (0, True)


def test_too_few_documents_end_with_1_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "bees.md").write_text("# Bees\n\nA hive of bees keeps warm by shivering. Honey is its fuel.\n")
    assert landscape("corpus", "add", "bees.md", cwd=tmp_path).returncode == 0
    done = landscape("calibrate", "--yes", cwd=tmp_path, SHIPPED_NOTES="false")
    assert done.returncode == 1
    assert "too little to go by" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1

"""Every command of the README does what the README says: it is run as it stands there, one after the other, and ends well."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.format_files import pdf
from support.paths import ROOT
from support.readme_commands import LANDSCAPE, Shown, list_mentioned, list_shown, say_why_skipped
from support.terminal import landscape

from bot.terminal.app import app

SHOWN = list_shown()
RUN = [shown for shown in SHOWN if say_why_skipped(shown) is None]
SKIPPED = [shown for shown in SHOWN if say_why_skipped(shown) is not None]
SHORT = {"eval": ("--limit", "4")}  # of a benchmark, so many questions show that it runs


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh folder with the files that the README's commands name."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "benchmarks", folder / "benchmarks")
    (folder / "rules.md").write_text("# Rules\n\nBe kind. Boats are washed on Mondays.\n")
    (folder / "handbook.pdf").write_bytes(pdf(["The harbour opens at seven."], title="Handbook"))
    (folder / "minutes").mkdir()
    parts = ("lamp", "tower", "pier", "kitchen", "garden", "workshop", "library", "cellar", "stable", "harbour")
    (folder / "minutes" / "station.md").write_text(
        "# The station of Vara\n"
        + "".join(
            f"\n## Care of the {part}\n\nThe {part} of the station was painted green in {1870 + 3 * number} by its keepers. "
            f"The old {part} can be visited on {number + 2} Sundays of each summer.\n"
            for number, part in enumerate(parts)
        )
    )
    return folder


@pytest.mark.slow
@pytest.mark.model  # in the processes that are started
@pytest.mark.parametrize("shown", RUN, ids=lambda shown: shown.text)
def test_each_command_of_the_readme_ends_well(shown: Shown, desk: Path) -> None:
    program, *arguments = shown.without_network
    assert program == LANDSCAPE, (
        "a program that this test doesn't know: run it here, or have `say_why_skipped` say why not"
    )
    done = landscape(*arguments, *SHORT.get(arguments[0], ()), cwd=desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("shown", SKIPPED, ids=lambda shown: shown.text)
def test_what_is_not_run_is_there_at_least(shown: Shown) -> None:
    assert shown.words[0] == "make"
    done = subprocess.run(
        ["make", "--dry-run", *shown.words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_only_what_needs_a_token_or_another_set_up_is_skipped() -> None:
    assert say_why_skipped(Shown(".venv/bin/landscape ask 'Who?'")) is None
    assert say_why_skipped(Shown(".venv/bin/landscape corpus add https://example.org/faq")) is None
    assert say_why_skipped(Shown("curl https://example.org")) is None, "what is not known fails, and is not skipped"
    assert say_why_skipped(Shown("make test    # the tests")) is not None
    assert say_why_skipped(Shown(".venv/bin/landscape run")) is not None
    assert Shown("landscape corpus add a.md https://example.org  # and more").without_network[-1] == "a.md"
    assert len(RUN) > len(SKIPPED) > 0


@pytest.mark.parametrize("mentioned", list_mentioned())
def test_each_command_that_a_sentence_names_is_there(mentioned: str) -> None:
    import typer

    group = typer.main.get_command(app)
    for word in mentioned.replace(",", " ").split()[1:]:
        if not word.isalpha() or word.isupper() or not hasattr(group, "commands"):
            break
        assert word in group.commands, f"landscape has no command {word!r}: {mentioned}"
        group = group.commands[word]

"""`landscape corpus …`, run as its users run it: folders and links in, changes and back, archives out and in."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.corpus_commands import many, print_command, refused, rows
from support.terminal import make_environment

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here


@pytest.fixture
def bees(tmp_path: Path) -> tuple[Path, str]:
    """A working directory with one document, and its ID."""
    (tmp_path / "bees.md").write_text("# Bees\n\nA hive keeps warm by shivering.\n\n# Honey\n\nHoney is its fuel.\n")
    return tmp_path, print_command(tmp_path, "add", "bees.md").split()[0]


def test_a_document_is_edited_replaced_removed_and_restored_and_each_is_taken_back(bees: tuple[Path, str]) -> None:
    folder, identity = bees
    start = identity[:6]
    (folder / "new.md").write_text("# Bees\n\nA hive keeps cool by fanning.\n\n# Honey\n\nHoney is its fuel.\n")
    steps = {
        ("edit", start, "--url", "https://example.org", "--tag", "hive"): "Bees (version 2)",
        ("edit", start, "--tag", "hive"): "Bees (nothing changed)",
        ("edit", start, "--title", "The bees", "--tag", ""): "The bees (version 3)",
        ("replace", start, "new.md"): "The bees (version 4: 1 passage as before, 1 new)",
        ("replace", identity, "new.md"): "The bees (the same file, nothing changed)",
        ("remove", start): "The bees (removed)",
        ("restore", start): "The bees (restored)",
    }
    assert many(folder, *steps) == [(0, f"{identity}  {told}\n", "") for told in steps.values()]
    changes, all_changes = rows(folder, "history", start), rows(folder, "history")
    assert changes == all_changes
    assert [change["action"] for change in changes] == ["restore", "remove", "replace", "edit", "edit", "add"]
    assert (changes[3]["before"]["title"], changes[3]["after"]["title"]) == ("Bees", "The bees")
    assert "Title: Bees → The bees" in print_command(folder, "history")
    undone = many(folder, *[("undo", "--yes")] * 7, ("list", "--removed", "--json"), ("history", "--json"))
    assert [out.splitlines()[0] for _, out, _ in undone[:6]] == [
        f"{identity}  “{title}” {became}"
        for title, became in (
            ("The bees", "is withdrawn again"),
            ("The bees", "is back, and answers again"),
            ("The bees", "has the text that it had before"),
            ("Bees", "has the details that it had before"),
            ("Bees", "has the details that it had before"),
            ("Bees", "is withdrawn: it answers nothing any more"),
        )
    ]
    assert "no change to take back" in undone[6][2]
    assert json.loads(undone[7][1])["id"] == identity
    assert {row["undone"] for row in map(json.loads, undone[8][1].splitlines()) if row["action"] != "undo"} == {True}


def test_what_can_not_be_done_is_one_line_with_the_remedy(bees: tuple[Path, str]) -> None:
    folder, identity = bees
    (folder / "wasps.md").write_text("# Wasps\n\nA wasp chews wood.\n")
    print_command(folder, "add", "wasps.md")
    refusals = {
        ("replace", identity, "wasps.md"): "remove one of the two",
        ("replace", identity, "missing.md"): "missing.md does not exist",
        ("replace", "zzz", "bees.md"): "'landscape corpus list'",
        ("edit", "zzz", "--title", "x"): "'landscape corpus list'",
        ("restore", "zzz"): "'landscape corpus list'",
        ("restore", identity): "'Bees' is in use",
        ("history", "zzz"): "'landscape corpus list'",
        ("add", "http://127.0.0.1/page"): "not on the public internet",
        ("import", "missing.zip"): "check the path",
        ("import", "bees.md"): "is no zip file",
        ("export", "nowhere/out.zip"): "choose another place",
    }
    for (code, out, err), told in zip(many(folder, *refusals), refusals.values(), strict=True):
        assert (code, out, len(err.splitlines())) == (1, "", 1), err
        assert told in err
    mistyped = {("edit", identity): "say what to change", ("list", "--scope", "everywhere"): "is no scope"}
    for (code, _, err), told in zip(many(folder, *mistyped), mistyped.values(), strict=True):
        assert code == 2
        assert told in err


def test_an_archive_goes_out_of_one_directory_and_into_another(bees: tuple[Path, str]) -> None:
    folder, identity = bees
    print_command(folder, "edit", identity, "--url", "https://example.org", "--date", "2026-01-31")
    (folder / "wasps.txt").write_text("A wasp chews wood.")
    print_command(folder, "add", "wasps.txt", "--scope", "server:1")
    assert "1 document written" in print_command(folder, "export", "out.zip")
    assert "2 passages" in print_command(folder, "import", "out.zip", "--data-dir", "other", "--scope", "server:2")
    assert "already there" in print_command(folder, "import", "out.zip", "--data-dir", "other", "--scope", "server:2")
    listed = rows(folder, "list", "--data-dir", "other", "--scope", "server:2")
    assert [(row["id"], row["url"]) for row in listed] == [(identity, "https://example.org")]
    assert rows(folder, "list", "--data-dir", "other", "--scope", "shared") == []
    assert "is withdrawn" in print_command(folder, "undo", "--yes", "--data-dir", "other", "--scope", "server:2")
    with zipfile.ZipFile(folder / "out.zip", "a") as archive:
        archive.writestr("more.md", "More.")
    assert "more.md" in refused(folder, "import", "out.zip", "--data-dir", "third")
    assert not (folder / "third").exists()
    assert not list(folder.glob("*.tmp"))


def test_what_needs_no_model_loads_none(bees: tuple[Path, str]) -> None:
    folder, identity = bees
    heavy = ("torch", "faiss", "discord", "alembic", "numpy", "aiohttp")
    script = "import sys; sys.modules |= dict.fromkeys({}); from bot.terminal.app import main; main()"
    commands = (
        ("list",), ("list", "--removed"), ("history",), ("show", identity), ("edit", identity, "--tag", "hive"),
        ("edit", identity, "--title", "The bees"), ("add", "bees.md"), ("export", "out.zip"), ("remove", identity),
        ("restore", identity), ("undo", "--yes"), ("redo", "--yes"), ("refresh",),
    )  # fmt: skip
    for command in commands:
        without = heavy[:3] if command[0] == "refresh" else heavy
        done = subprocess.run(
            [sys.executable, "-c", script.format(without), "corpus", *command], cwd=folder, capture_output=True, text=True, check=False,
            env=make_environment(folder),
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), command

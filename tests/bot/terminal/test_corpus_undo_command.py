"""`landscape corpus undo`, `redo` and `history`: what is about to change is shown, and nothing is done without a yes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.corpus_commands import many, print_command, rows
from support.terminal import landscape

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own

OLD, NEW = "A hive keeps warm by shivering.", "A hive keeps cool by fanning."


@pytest.fixture
def replaced(tmp_path: Path) -> Path:
    """A working directory with a document that was given another text."""
    for name, sentence in (("bees.md", OLD), ("new.md", NEW)):
        (tmp_path / name).write_text(f"# Bees\n\n{sentence} It hums.\n\n# Honey\n\nHoney is its fuel.\n")
    identity = print_command(tmp_path, "add", "bees.md").split()[0]
    print_command(tmp_path, "replace", identity, "new.md")
    return tmp_path


def test_undo_shows_what_it_will_take_back_and_does_it_only_when_somebody_says_yes(replaced: Path) -> None:
    refused = landscape("corpus", "undo", cwd=replaced, stdin="n\n")
    assert refused.returncode == 1
    for told in (f"Gone: “{OLD}”", f"New: “{NEW}”", "“Bees” has the text that it had before", "Nothing was changed."):
        assert told in refused.stdout
    nobody = landscape("corpus", "undo", cwd=replaced)
    assert (nobody.returncode, "--yes" in nobody.stderr) == (1, True)
    assert rows(replaced, "list", "--scope", "shared")[0]["version"] == 2
    agreed = landscape("corpus", "undo", cwd=replaced, stdin="y\n")
    assert agreed.returncode == 0
    assert "landscape corpus redo" in agreed.stdout
    identity = rows(replaced, "list", "--scope", "shared")[0]["id"]
    assert OLD in print_command(replaced, "show", identity, "--text")


def test_what_was_taken_back_is_made_again_and_history_tells_all_of_it(replaced: Path) -> None:
    (taken, _, _), (again, out, _), (refused, _, error), (_, told, _), (_, lines, _) = many(
        replaced, ("undo", "--yes"), ("redo", "--yes"), ("redo", "--yes"), ("history",), ("history", "--json")
    )
    assert (taken, again, refused) == (0, 0, 1)
    assert "“Bees” has its newer text again" in out
    assert "there is nothing to make again" in error
    for words in (
        "the terminal made the replacement of “Bees” again",
        "the terminal took back the replacement of “Bees”",
        "made again since",
        "the terminal added “Bees”",
        "Text: 1 passage gone, 1 passage new, 1 passage as before",
    ):
        assert words in told
    assert json.loads(lines.splitlines()[0])["text"] == {
        "passages_gone": 1, "passages_new": 1, "sentences_gone": [OLD], "sentences_new": [NEW],
    }  # fmt: skip

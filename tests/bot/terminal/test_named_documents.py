"""A document is named by its ID, the start of it or its title; one of several of a title by its ID, and the terminal says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.corpus_commands import many

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own

WINTER = "---\ntitle: The ferry\npublished: 2026-01-02\n---\n\nIn winter the ferry is closed.\n"


def test_two_documents_of_one_title_are_told_apart_in_every_command(tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text("# The ferry\n\nThe ferry leaves at noon.\n")
    (tmp_path / "winter.md").write_text(WINTER)
    (tmp_path / "later.md").write_text("# Later\n\nThe ferry leaves at two.\n")
    ((code, added, _), (_, shown, _)) = many(tmp_path, ("add", "ferry.md", "winter.md"), ("show", "the  FERRY"))
    assert (code, shown) == (0, "")
    ferry, winter = (line.split()[0] for line in added.splitlines()[:2])
    both = f"{ferry} (ferry.md, 1 passage, ", f"; {winter} (winter.md, 1 passage, "
    assert "2 documents are called “The ferry”. Name one by its ID: " in added
    assert all(part.lstrip("; ") in added for part in both)

    asked = many(
        tmp_path, ("show", "The ferry"), ("history", "The ferry"), ("edit", "The ferry", "--tag", "a"),
        ("replace", "The ferry", "later.md"), ("remove", "The ferry"),
    )  # fmt: skip
    for code, out, error in asked:
        assert (code, out) == (1, "")
        assert "more than one document has the title 'The ferry'" in error
        assert ferry in error
        assert winter in error

    done = many(
        tmp_path, ("replace", winter, "later.md"), ("edit", winter, "--title", "Winter"), ("edit", "winter", "--title", "The ferry"),
        ("remove", ferry), ("show", "The ferry"), ("remove", "The ferry"), ("restore", ferry), ("restore", "The ferry"),
    )  # fmt: skip
    assert [code for code, _, _ in done] == [0] * 8
    replaced, _, edited, _, shown, removed, restored, back = (out for _, out, _ in done)
    assert "Its date stays 2026-01-02" in replaced
    assert "2 documents are called “The ferry”" in edited
    assert f"ID           {winter}" in shown
    assert removed.startswith(f"{winter}  The ferry (removed)")
    assert restored == f"{ferry}  The ferry (restored)\n"
    assert back.startswith(f"{winter}  The ferry (restored)\n  2 documents are called “The ferry”")

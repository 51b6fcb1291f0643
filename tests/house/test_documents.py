"""What is written about the house is true of it: links lead somewhere, and the glossary has the project's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.house import list_files, name_module
from support.paths import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [file for file in list_files(suffix=".md") if not file.is_relative_to(ROOT / "corpus")]
WORDS = (
    *("document", "version", "passage", "citation", "scope", "draft", "gap", "entry", "place", "receipt", "judge"),
    "window",
)


@pytest.mark.parametrize("page", PAGES, ids=name_module)
def test_links_to_files_lead_to_files(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8"))]
    inside = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_glossary_explains_each_word_in_a_sentence_and_links_where_it_is_defined() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    entries = [re.fullmatch(r"- \*\*(\w+)\*\*: (.+\.) \[(.+)\]\((.+)\)", line) for line in lines if line[:1] == "-"]
    assert all(entries)
    assert [entry[1] for entry in entries if entry] == list(WORDS)
    for entry in filter(None, entries):
        assert entry[4] == f"../{entry[3]}", "the link's text is the path from the root"
        code = (ROOT / entry[3]).read_text("utf-8").lower()
        assert entry[1] in code, f"{entry[3]} does not speak of a {entry[1]}"


def test_commands_in_the_documents_name_modules_that_exist() -> None:
    pages = [*PAGES, ROOT / "Makefile", ROOT / ".ci" / "run"]
    for page in pages:
        for module in re.findall(r"python -m ((?:bot|index|corpus|training)[\w.]*)", page.read_text("utf-8")):
            path = ROOT.joinpath(*module.split("."))
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), f"{page.name}: {module}"

"""Functions are verbs, a public name means one thing, and each public thing says what it is for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.house import FLOORS, list_definitions, list_files, list_public, parse
from support.paths import ROOT

RIDDLES = {"told", "said", "one", "shown", "found", "look"}
SOURCES = [file for file in list_files(*FLOORS, suffix=".py") if "migrations" not in file.parts]
EVERYWHERE = list_files(*FLOORS, "tests", "training", "docs", suffix=".py")

# Names that are a role: several files have one each, and whoever calls them goes by the file.
ROLES = {
    "setup": "Discord extensions are loaded by it",
    "convert": "each converter in corpus/conversion is named by its file",
    "main": "what a command line starts",
    "BUTTONS": "the buttons of a wing, which its cog registers",
    "list_page": "the page of a wing's list",
    "listing": "the list of a wing",
    "PAGE": "the rows on a page of a wing's list",
    "EVERY_MINUTES": "how often a background round of a wing comes",
    "View": "what a wing's views return",
}

# Methods that discord.py, Typer or Python calls: their purpose is the caller's.
CALLED_FROM_OUTSIDE = {
    *("setup", "setup_hook", "cog_load", "cog_unload", "cog_check", "interaction_check"),
    *("callback", "from_custom_id", "on_submit", "on_timeout", "close"),
}


def find_functions(name: str) -> list[str]:
    """Return the files that have a function of this name, public, private or nested."""
    return [
        file.relative_to(ROOT).as_posix()
        for file in EVERYWHERE
        for node in list_definitions(file)
        if not isinstance(node, ast.ClassDef) and node.name.strip("_") == name
    ]


@pytest.mark.parametrize("name", sorted(RIDDLES))
def test_no_function_is_a_riddle(name: str) -> None:
    assert find_functions(name) == []


def list_top_names(file: Path) -> Iterator[str]:
    """Yield the public functions, classes and values that a file defines at its top."""
    for node in parse(file).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def test_no_two_public_things_have_one_name() -> None:
    files = defaultdict(set)
    for file in SOURCES:
        for name in list_top_names(file):
            files[name].add(file.relative_to(ROOT).as_posix())
    twice = {name: sorted(where) for name, where in files.items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if name not in ROLES} == {}


def test_each_file_says_what_it_is_for() -> None:
    files = list_files(*FLOORS, "tests", "training", suffix=".py")
    silent = [file.relative_to(ROOT).as_posix() for file in files if file.stat().st_size and not doc(parse(file))]
    assert silent == []


def test_each_public_thing_says_what_it_is_for() -> None:
    documented = {name.rpartition(".")[2] for file in SOURCES for name, node in list_public(file) if doc(node)}
    silent = []
    for file in SOURCES:
        for name, node in list_public(file):
            method = name.rpartition(".")[2] if "." in name else ""
            inherited = method in documented or method.startswith("on_")  # said where the method was first defined
            if not doc(node) and not inherited and node.name not in CALLED_FROM_OUTSIDE:
                silent.append(f"{file.relative_to(ROOT)}: {name}")
    assert silent == []


def doc(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str | None:
    """Return the docstring of a node."""
    return ast.get_docstring(node)

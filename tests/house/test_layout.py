"""The house as the README and CONTRIBUTING draw it: its folders, the tests that mirror them, and files small enough to read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from support.house import FLOORS, list_files, list_folders, name_module, parse
from support.paths import ROOT

TESTS = list_files("tests", suffix=".py")
NOT_MIRRORED = {"tests", "tests/support", "tests/house", "tests/regression", "tests/training"}
LONGEST = 300  # lines
REASON = re.compile(r"# Over 300 lines: \w.{20,}")


def read_tree() -> dict[str, str]:
    """Return what the README's tree says of each folder, by its path from the root."""
    text = (ROOT / "README.md").read_text("utf-8")
    drawn = re.search(r"^## Where things are\n.*?^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert drawn, "README has a tree under 'Where things are'"
    folders: dict[str, str] = {}
    above: list[str] = []
    for line in drawn[1].splitlines():
        name = re.match(r"( *)([\w.]+)/ +(\S.*)", line)
        assert name, f"not a folder and what it is for: {line!r}"
        above[len(name[1]) // 2 :] = [name[2]]
        folders["/".join(above)] = name[3]
    return folders


def test_the_readme_draws_the_folders_that_exist() -> None:
    existing = {folder for folder in list_folders() if not folder.startswith(("tests/", "."))}
    assert set(read_tree()) == existing | {"tests/support", "tests/house", "tests/regression"}


def test_each_folder_of_code_says_what_it_is_for() -> None:
    lacking = [
        folder
        for folder in list_folders(*FLOORS)
        if list_files(folder, suffix=".py") and not (ROOT / folder / "__init__.py").is_file()
    ]
    assert lacking == []


def test_the_tests_mirror_the_folders_of_the_code() -> None:
    mirrored = list_folders("tests") - NOT_MIRRORED
    assert {folder for folder in mirrored if not (ROOT / folder.removeprefix("tests/")).is_dir()} == set()


def imported(file: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    modules = set()
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            modules.add(node.module or "")
    return modules


@pytest.mark.parametrize("file", TESTS, ids=name_module)
def test_no_test_imports_another_test(file: Path) -> None:
    others = {part for module in imported(file) for part in module.split(".") if part.startswith(("test_", "conftest"))}
    assert others == set()
    assert not any(module.split(".")[0] == "tests" for module in imported(file)), "helpers are imported from support"


def test_no_code_imports_the_tests() -> None:
    importing = {
        name_module(file)
        for file in list_files(*FLOORS, "training", suffix=".py")
        for module in imported(file)
        if module.split(".")[0] in ("tests", "support")
    }
    assert importing == set()


def test_a_long_file_gives_a_reason_in_its_first_line() -> None:
    files = list_files(*FLOORS, "tests", "training", "docs", suffix=".py")
    exempt = ("corpus/store/schema.py", "corpus/store/migrations/", "tests/support/")
    unreasoned = []
    for file in files:
        name, lines = file.relative_to(ROOT).as_posix(), file.read_text("utf-8").splitlines()
        if len(lines) > LONGEST and not name.startswith(exempt) and not REASON.match(lines[0]):
            unreasoned.append(f"{name} has {len(lines)} lines: split it, or begin it with '# Over 300 lines: why'")
    assert unreasoned == []

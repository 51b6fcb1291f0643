"""One source for versions: the two requirements files have them all, and pyproject.toml repeats those that it names."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FILES = ("requirements.txt", "requirements-dev.txt")


def read_versions(lines: list[str]) -> dict[str, str]:
    """Return the version of each package, by its name as PyPI writes it; every line must pin one."""
    versions: dict[str, str] = {}
    for line in lines:
        pinned = re.fullmatch(r"([\w.-]+)==([\w.]+)", line)
        assert pinned, f"not pinned: {line!r}"
        name = re.sub(r"[-_.]+", "-", pinned[1]).lower()
        assert name not in versions, f"{name} stands twice"
        versions[name] = pinned[2]
    return versions


def read_lock(name: str) -> dict[str, str]:
    """Return the versions in a requirements file."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return read_versions([line for line in lines if line and not line.startswith("#")])


def test_the_project_names_versions_of_the_lock_files() -> None:
    run, dev = map(read_lock, FILES)
    named = read_versions(PROJECT["project"]["dependencies"])
    assert named.items() <= run.items()
    assert read_versions(PROJECT["dependency-groups"]["dev"]).items() <= (run | dev).items()
    assert not run.keys() & dev.keys()


@pytest.mark.parametrize("name", FILES)
def test_what_is_installed_is_what_the_lock_files_say(name: str) -> None:
    locked = read_lock(name)
    installed = {package: metadata.version(package).partition("+")[0] for package in locked}  # torch is "2.13.0+cpu"
    assert installed == locked


def test_the_lock_files_are_in_order() -> None:
    for name in FILES:
        lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if not line.startswith("#")]
        assert lines == sorted(lines), name


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    latest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert latest is not None
    assert latest[1] == PROJECT["project"]["version"]


def test_the_formatter_of_the_commit_hook_is_that_of_the_lock_file() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert f"rev: v{read_lock(FILES[1])['ruff']}\n" in hooks

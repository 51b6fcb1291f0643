"""This repository as text: its tracked source files, and what they define."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.paths import ROOT

FLOORS = ("bot", "index", "corpus")  # what the wheel holds
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def list_files(*folders: str, suffix: str = "") -> tuple[Path, ...]:
    """Return the files of this repository under some folders, or all of them, new ones that git does not ignore included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = sorted(ROOT / name for name in listed.split("\0") if name.endswith(suffix) and name)
    return tuple(file for file in files if file.is_file())


def list_folders(*folders: str) -> set[str]:
    """Return every folder under some folders that holds a file, those folders included, as paths from the root."""
    return {
        parent.as_posix()
        for file in list_files(*folders)
        for parent in file.relative_to(ROOT).parents
        if parent.as_posix() != "."
    }


@cache
def parse(file: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(file.read_text("utf-8"))


def name_module(file: Path) -> str:
    """Return the dotted name under which a file of this repository is imported."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def list_definitions(file: Path) -> tuple[Definition, ...]:
    """Return every function and class of a file, nested ones and methods included."""
    return tuple(node for node in ast.walk(parse(file)) if isinstance(node, Definition))


def list_public(file: Path) -> Iterator[tuple[str, Definition]]:
    """Yield the public functions and classes of a file, and the public methods of those classes, by their dotted names."""
    for node in parse(file).body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner

"""docs/a-question.md is true of the code as it stands: its files exist, and its names are defined in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support.paths import ROOT

PAGE = ROOT / "docs" / "a-question.md"
LINKS = re.findall(r"\[([^\]]*)\]\(([^)#]*)\)", PAGE.read_text("utf-8"))


def name_definitions(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield what the body of a module or class defines, methods as `Class.method`."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield node.name
            yield from (f"{node.name}.{name}" for name in name_definitions(node.body))
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target)
        elif isinstance(node, ast.Assign):
            yield from map(ast.unparse, node.targets)


def test_the_page_has_links() -> None:
    assert len(LINKS) > 40


@pytest.mark.parametrize(("label", "target"), LINKS, ids=[f"{label} in {target}" for label, target in LINKS])
def test_what_a_link_names_stands_in_the_file_that_it_leads_to(label: str, target: str) -> None:
    file: Path = PAGE.parent / target
    assert file.exists()
    if file.suffix == ".py":
        assert label.strip("`") in set(name_definitions(ast.parse(file.read_text("utf-8")).body))

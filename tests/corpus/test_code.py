"""Code is cut into commands, and told from text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.code import cut_commands, find_code, is_prose, strip_fences
from corpus.documents import Span


def cut(code: str) -> list[str]:
    return [span.of(code) for span in cut_commands(code, Span(0, len(code)))]


@pytest.mark.parametrize(
    "commands",
    [
        ["# Get the tools\napt install oven \\\n    tongs", "# Heat it\noven --heat 200", "oven stop"],
        ["for f in *.log; do\n  rm \"$f\"\ndone", "curl -s localhost \\\n| sh", "cat <<END > a.conf\nx = 1\n\ny = 2\nEND", "ls"],
        ["$ ls\na.txt  b.txt", "$ rm a.txt", "$ cat b.txt\nhello"],
        [">>> for i in range(2):\n...     print(i)\n0\n1", ">>> i\n1"],
        ["import oven", "@oven.when_hot\ndef bake(\n    bread,\n):\n    return {\n        1: bread,\n    }", "bake(3)"],
        ["[server]\nport = 80\nhost = a", "[log]\nlevel = 3"],
        ["services:\n  web:\n    image: oven", "volumes:\n  data:"],
        ["SELECT *\nFROM bread\nWHERE age = 1;", "DROP TABLE bread;"],
        ["oven stop    # cold", "oven start    # warm"],
    ],
)  # fmt: skip
def test_each_command_stands_with_its_comment_and_with_the_lines_that_go_on_with_it(commands: list[str]) -> None:
    assert cut("\n".join(commands)) == commands
    assert cut("\n\n".join(commands)) == commands


@given(st.text(alphabet="ab #\\|{}()[]\"'$<>=\n ;@-", max_size=80))
def test_commands_hold_every_line_once_and_in_order(code: str) -> None:
    spans = list(cut_commands(code, Span(0, len(code)))) if code else []
    assert "".join("".join(span.of(code).split()) for span in spans) == "".join(code.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_letter_between_fences_is_text_and_a_command_is_none() -> None:
    assert is_prose("Dear guests,\n\nthe oven of the village will be lit again on Friday. Please bring your dough.")
    assert not is_prose("oven --heat 200\noven stop")
    assert not is_prose("make install")


def test_code_stands_between_fences_of_one_kind() -> None:
    text = "a\n\n```sh\nls\n```\nb ``` c\n\n- x\n\n  ~~~\n  cd\n  ~~~\n\n````\n```\nin\n```\n````\nend\n```\nopen"
    assert [span.of(text) for span in find_code(text)] == ["ls\n", "  cd\n", "```\nin\n```\n"]
    assert strip_fences("Run this:\n\n```sh\nls") == "Run this:\n\nls"

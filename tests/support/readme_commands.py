"""The commands that the README shows, and what of each can be run without Discord, the network and another set-up."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from support.paths import ROOT

_BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(landscape [^`\n]+)`")
LANDSCAPE = ".venv/bin/landscape"


@dataclass(frozen=True)
class Shown:
    """A command as the README shows it, and its words."""

    text: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.text, comments=True)

    @property
    def without_network(self) -> list[str]:
        """Return its words but the pages of the web among them."""
        return [word for word in self.words if not word.startswith(("http://", "https://"))]


def list_shown() -> list[Shown]:
    """Return the commands in the README's blocks, in its order."""
    lines = [line for block in _BLOCK.findall(read_readme()) for line in block.splitlines() if line.strip()]
    return [Shown(line.removeprefix("$ ")) for line in lines]


def list_mentioned() -> list[str]:
    """Return the commands of `landscape` that the README's sentences name."""
    return list(dict.fromkeys(_SPAN.findall(read_readme())))


def read_readme() -> str:
    """Return the README."""
    return (ROOT / "README.md").read_text("utf-8")


def say_why_skipped(shown: Shown) -> str | None:
    """Return why a command can't be run by a test, or `None` where it can."""
    words = shown.words
    if words[0] == "make":
        return "it sets the environment up, which is done where a test runs"
    if words[0] == LANDSCAPE and words[1:2] == ["run"]:
        return "it takes Discord's token, or talks in a terminal"
    return None

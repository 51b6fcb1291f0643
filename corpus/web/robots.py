"""What a site's robots.txt lets this bot fetch, by RFC 9309.

`urllib.robotparser` isn't used: it takes the first rule that fits instead of the longest, and knows no `*` and `$` in paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

__all__ = ["Robots", "Rule", "parse_robots"]

_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ASCII = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of robots.txt: `pattern` begins the paths that it is about, `*` stands for anything, a last `$` for the end."""

    pattern: str
    allows: bool

    def fits(self, path: str) -> bool:
        """Whether the rule is about `path`, in time that grows with the lengths of both added, not multiplied."""
        first, *rest = self.pattern.removesuffix("$").split("*")
        ends = self.pattern.endswith("$")
        if not path.startswith(first):
            return False
        if not rest:
            return not ends or path == first
        last = rest.pop() if ends else ""
        position = len(first)
        for part in rest:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return path.endswith(last) and position + len(last) <= len(path)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one robots.txt that bind one bot; without rules everything may be fetched."""

    rules: tuple[Rule, ...] = ()

    def permit(self, path: str) -> bool:
        """Whether `path`, with its query, may be fetched: the longest rule that fits decides, on a tie the one that allows."""
        path = _normal(path)
        fitting = [(len(rule.pattern), rule.allows) for rule in self.rules if rule.fits(path)]
        return max(fitting, default=(0, True))[1]


def parse_robots(data: bytes, bot: str) -> Robots:
    """Return the rules of `data` for `bot`, a product token such as "LandscapeBot", or else those for every bot.

    Nothing is an error: lines that are not understood are left out.
    """
    rules: dict[str, list[Rule]] = {}
    names: list[str] = []
    named_last = False  # whether the line before named a bot: then another name joins the group
    for line in data.decode("utf-8-sig", "replace").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon or key not in ("user-agent", "allow", "disallow"):
            continue
        if key == "user-agent":
            token = _TOKEN.match(value)
            names = [*(names if named_last else ()), token.group().lower() if token else ""]
            rules.setdefault(names[-1], [])
        elif value:
            for name in names:
                rules[name].append(Rule(_normal(value), key == "allow"))
        named_last = key == "user-agent"
    return Robots(tuple(rules.get(bot.lower(), rules.get("*", ()))))


def _normal(path: str) -> str:
    """`path` with one spelling for each character: unreserved ones bare, those outside ASCII as UTF-8 in percent escapes."""

    def spelt(escape: re.Match[str]) -> str:
        character = chr(int(escape.group(1), 16))
        return character if character in _UNRESERVED else escape.group().upper()

    return _ESCAPE.sub(spelt, quote(path, safe=_ASCII))

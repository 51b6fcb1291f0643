"""What a site's robots.txt lets this bot fetch. Protego reads the rules by RFC 9309; which bot a line names is settled before.

By itself Protego 0.7 fails one case of our tests: `User-agent: LandscapeBot/1.0` binds nobody. It also lets `Landscape` bind
LandscapeBot, and gives each named bot a copy of each rule, which takes half a minute for 85 kB of many names and many rules.
Any line but Sitemap and Host ends a list of names, also Crawl-delay, where RFC 9309 reads on: that is what sites mean by it.
`urllib.robotparser` isn't used: it takes the first rule that fits instead of the longest, and knows no `*` and `$` in paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

__all__ = ["Robots", "parse_robots"]

_NAMES_A_BOT = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s+)(?P<name>.*)", re.IGNORECASE)
_TOKEN = re.compile(r"\s*(\*|[A-Za-z_-]+)")
_US, _EVERYBODY, _OTHERS = "us", "*", "others"  # the names that are left for Protego
_SITE = "https://site/"  # Protego would take `//a` alone for the name of a site


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one robots.txt that bind one bot; without rules everything may be fetched."""

    rules: Protego = field(default_factory=Protego)

    def permit(self, path: str) -> bool:
        """Whether `path`, with its query, may be fetched: the longest rule that fits decides, on a tie the one that allows."""
        return self.rules.can_fetch(_SITE + path.removeprefix("/"), _US)


def parse_robots(data: bytes, bot: str) -> Robots:
    """Return the rules of `data` for `bot`, a product token such as "LandscapeBot", or else those for every bot.

    Nothing is an error: lines that are not understood are left out.
    """
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return Robots(Protego.parse("\n".join(_settle_name(line, bot) for line in lines)))


def _settle_name(line: str, bot: str) -> str:
    """Return a line of robots.txt; where it names a bot, that is `bot` itself, every bot, or one of the others."""
    named = _NAMES_A_BOT.fullmatch(line)
    if named is None:
        return line
    token = _TOKEN.match(named["name"])
    name = token[1].casefold() if token else ""
    return f"User-agent: {_US if name == bot.casefold() else _EVERYBODY if name == '*' else _OTHERS}"

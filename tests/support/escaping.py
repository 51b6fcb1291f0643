"""Texts that would do something on Discord, and what Discord shows of an escaped one."""

from __future__ import annotations

import re

from hypothesis import strategies as st

ACTIVE = {
    "emphasis, spoiler, strike or code": r"[*_~|`]",
    "a mention, timestamp, emoji, command or bracketed link": r"<(@|#|t:|a?:|/|id:|https?:)[^>]*>",
    "a masked link": r"\]\(",
    "everyone or here": r"@(everyone|here)",
    "a bare link": r"\w:/{1,2}",
    "an emoji code": r":[^\s:]+:",
    "a heading or small text": r"^\s*(-?#{1,3}) ",
    "a list": r"^\s*([-*+]|\d+[.)])\s",
    "a quote": r"^\s*>",
}
MARKUP = r"""
\ ` ``` * ** _ __ ~~ || > >>> < # ## -# - + 1. 12) ( ) [ ] : / . [a](https://example.org) https://example.org/a_b
discord://x http:// <@1> <@!1> <@&1> <#1> <:e:1> </a:1> <t:1:R> <id:home> @everyone @here :tada: a b Word 5
"""
UNSEEN = ["\u202e", "\u200b", "\u2066", "\ufeff", "\u200d", "\x00", "\ud800"]
pieces = st.lists(
    st.sampled_from([*MARKUP.split(), " ", "\n", "\t", "\r\n", "👩", "é", *UNSEEN]),
    max_size=30,
).map("".join)
anything = st.one_of(pieces, st.text(max_size=60))


def as_shown(escaped: str) -> str:
    """Return what Discord shows: a backslash before anything but a letter, a digit or a space is taken away."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped)


def still_active(escaped: str) -> list[str]:
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "\ue000", escaped)
    assert "\\" not in bare
    return [name for name, pattern in ACTIVE.items() if re.search(pattern, bare, re.MULTILINE)]

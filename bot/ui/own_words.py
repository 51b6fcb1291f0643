r"""Own words: what moderators wrote, shown with the formatting that they wrote, where nothing pings and nothing stays open.

Bold, lists, links, code, spoilers and mentions of channels read as in a message of theirs. What would mention members, roles or
everyone is escaped. A mark that has no partner (`**`, `||`, a fence) is escaped too, which looks the same on Discord and can't
reach beyond the words. The text that is kept is never changed: this is only how it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.ui.escaping import clean_text, escape_line, make_safe_link, shorten
from bot.ui.quoting import strike

_ANGLED = r"<(?:\#\d+|/[^<>\n]{1,120}:\d+|a?:\w+:\d+|t:-?\d+(?::[tTdDfFR])?|id:\w+|https?://[^\s<>]+)>"
_URL = r"https?://(?:[^\s<>()\[\]]|\([^\s<>()]*\))+"
# Marks around an address are none of it.
_BARE = r"https?://(?:[^\s<>()\[\]`*|~_]|(?:~(?!~)|_+(?!_))(?=[^\W_]|[/?&=%#-])|\([^\s<>()*|]*\))+"
_TOKEN = re.compile(
    rf"""
    (?P<fence>```(?:[^\n`]*\n)?(?P<fenced>.+?)```)
    |(?P<code>``(?P<coded>.+?)``|`(?P<coded_once>[^`]+)`)
    |(?P<ping>\\?<@[!&]?\d+>|\\?@(?:everyone|here))
    |(?P<escaped>\\[^\w\s])
    |(?P<angled>{_ANGLED})
    |(?P<link>\[(?P<label>[^\[\]\n]+)\]\((?P<target>{_URL}|<{_URL}>)\))
    |(?P<address>{_BARE})
    |(?P<heading>^\#{{1,3}}(?=[ ]+\S))
    |(?P<mark>\*\*|__|~~|\|\||\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w))
    |(?P<loose>[`\[\]]|\\\Z)
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_PING = re.compile(r"@(?=everyone|here|[!&]?\d)")
_BLANK_LINES = re.compile(r"\n{3,}")
_NOTHING = "(no words)"


def show_own_words(text: str, limit: int, *, struck: bool = False) -> str:
    """Return what moderators wrote, cut to `limit` characters, as its own part of a message shows it.

    `struck`: it answers no more; it is struck through then, without its formatting.
    """
    words = clean_text(shorten(text, limit)).strip()
    shown = strike(_escape_around_mentions(words)) if struck else _show(words).strip()
    return shown or _NOTHING


def summarize_own_words(text: str, limit: int) -> str:
    """Return what moderators wrote on one line of at most `limit` characters, without its formatting, for a list."""
    tokens = list(_read_tokens(clean_text(text)))
    open_marks = _find_open_marks(tokens)
    plain = "".join(_strip(token, place in open_marks) for place, token in enumerate(tokens))
    return _escape_around_mentions(shorten(" ".join(plain.split()), limit)) or _NOTHING


def _read_tokens(text: str) -> Iterator[re.Match[str] | str]:
    """Yield the parts of a text in order: what means something on Discord as a match, all else as it stands."""
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            yield text[position : match.start()]
        yield match
        position = match.end()
    if position < len(text):
        yield text[position:]


def _show(text: str) -> str:
    tokens = list(_read_tokens(text))
    open_marks = _find_open_marks(tokens)
    return "".join(_show_token(token, place in open_marks) for place, token in enumerate(tokens))


def _find_open_marks(tokens: list[re.Match[str] | str]) -> set[int]:
    """Return the places of the marks that have no partner: of each kind that stands an odd number of times, the last."""
    last = {token[0]: place for place, token in enumerate(tokens) if _is_mark(token)}
    counts = Counter(token[0] for token in tokens if _is_mark(token))
    return {place for mark, place in last.items() if counts[mark] % 2}


def _is_mark(token: re.Match[str] | str) -> bool:
    return not isinstance(token, str) and token.lastgroup == "mark"


def _show_token(token: re.Match[str] | str, is_open: bool) -> str:
    if isinstance(token, str):
        return _BLANK_LINES.sub("\n\n", token)
    if token["fence"] or token["code"]:
        return _PING.sub("@\u200b", token[0])  # a backslash would be seen there
    if token["address"] or token["angled"]:
        return _PING.sub("%40", token[0])
    if token["heading"]:
        return "###"  # a larger one would outshout the card that it stands in
    if token["link"] and make_safe_link(token["target"].strip("<>")) is not None:
        return f"[{_show(token['label'])}]({_PING.sub('%40', token['target'])})"
    if token["link"] or token["ping"] or token["loose"] or is_open:
        return re.sub(r"[\\`*_~|<>\[\]@]", r"\\\g<0>", token[0].removeprefix("\\") if token["ping"] else token[0])
    return token[0]


def _strip(token: re.Match[str] | str, is_open: bool) -> str:
    """Return a part of a text as it is read: the words of a link, code without its marks."""
    if isinstance(token, str):
        return token
    named: Callable[[str], str | None] = token.groupdict().get
    for inside in ("fenced", "coded", "coded_once", "label"):
        if (words := named(inside)) is not None:
            return words
    if token["escaped"]:
        return token[0][1:]
    return "" if token["heading"] or (token["mark"] and not is_open) else token[0]


def _escape_around_mentions(text: str) -> str:
    """Return a text escaped, in which channels, commands, times and emoji are still shown as such."""
    lines = []
    for line in _BLANK_LINES.sub("\n\n", text).split("\n"):
        parts = re.split(f"({_ANGLED})", line)
        lines.append(
            "".join(_PING.sub("%40", part) if place % 2 else escape_line(part) for place, part in enumerate(parts))
        )
    return "\n".join(lines)

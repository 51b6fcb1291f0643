r"""What a document or a member wrote, made harmless for Discord: it reads the same, and does nothing.

Discord shows `\` followed by any ASCII punctuation as that character, so every special character gets a backslash, and
unescaping what `escape_inline` and `escape_lines` return gives back what `clean_text` returned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

URL_LIMIT = 512  # characters, of the link of a button
_MARKS_PER_CHARACTER = 4  # more stacked accents than any language needs are there to break the layout
_FRAGMENT_WORDS = 6  # of the first and the last words of a quote, in a link that scrolls to it

_INVISIBLE = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_ITEM = re.compile(r"[-*+•|]|\d+[.)]")  # what a list item or a table row starts with
_JOINER = re.compile("[\u200c\u200d]")
# A colon where another follows in the same word, as in `:name:`. Each looks no further than the next one: `:\S+:` would be
# quadratic in `:a:a:a`.
_SPECIAL = re.compile(r"[\\`*_~|<>\[\]@]|:(?=/|[^\s:]+:|:[^\s:]*:)")
_LINE_START = re.compile(r"^\s*\d+(?=[.)])|^\s*(?=[#+-])")
_NEEDS_JOINERS = re.compile("[\u0600-\u1aff\ua800-\uabff\ufb50-\ufefc]")  # Arabic, Indic and South-East Asian scripts
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)")


def clean_text(text: str) -> str:
    """Return `text` without what a reader cannot see: controls, bidirectional and zero-width characters, stacked marks.

    Line breaks become `\n`, tabs spaces, and lone surrogates `\ufffd`. Joiners stay where emoji and scripts need them.
    """
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _CONTROL.sub("", text)))
    text = _JOINER.sub(_keep_joiner, text)
    return _drop_stacked_marks(text)


def escape_inline(text: str) -> str:
    """Return `text` escaped, on one line."""
    return escape_line(" ".join(clean_text(text).split()))


def escape_lines(text: str) -> list[str]:
    """Return `text` escaped, running on over line breaks; only list items and table rows keep theirs."""
    text = clean_text(text).strip()
    pieces, position = [], 0
    for start, end, instead in find_breaks(text):
        pieces += [text[position:start], instead]
        position = end
    pieces.append(text[position:])
    return [escape_line(line) for line in "".join(pieces).split("\n") if line]


def escape_line(line: str) -> str:
    """Return a part of a line, cleaned already, with every special character escaped."""
    escaped = _SPECIAL.sub(r"\\\g<0>", line)
    return _LINE_START.sub(lambda match: match[0] + "\\", escaped)


def find_breaks(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Yield the place of each run of white space, and what stands there when the text runs on: a space or `\n`.

    A line breaks before a list item or a table row, and where a paragraph follows a list.
    """
    in_list = _ITEM.match(text.lstrip()) is not None
    for run in _SPACE.finditer(text):
        lines_on, starts_item = run[0].count("\n"), _ITEM.match(text, run.end()) is not None
        breaks = bool(lines_on) and (starts_item or (in_list and lines_on > 1))
        if breaks:
            in_list = starts_item
        yield run.start(), run.end(), "\n" if breaks else " "


def shorten(text: str, limit: int) -> str:
    """Return the start of `text` in at most `limit` characters, cut after a sentence or a word, marked with `…`."""
    text = text.strip()
    if len(text) <= limit:
        return text
    head = text[: limit - 2]
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit - 1]) if match.end() <= len(head)]
    if ends and ends[-1] >= limit // 3:
        return f"{head[: ends[-1]]} …"
    inside_a_word = not head[-1].isspace() and not text[len(head)].isspace()
    words = head.rsplit(None, 1)[0] if inside_a_word and len(head.split()) > 1 else head
    return f"{words.rstrip(' ,;:–—-')} …"


def make_safe_link(url: str | None, passage: str = "") -> str | None:
    """Return `url` if a button may carry it, scrolled to `passage` where a browser can do that; else `None`.

    Only web addresses that say plainly which host they lead to: no other scheme, no user name before the host.
    """
    if url is None or clean_text(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) or "@" in parts.netloc:
        return None
    keep = "/:@!$&'()*+,;=~-._%"
    link = f"{parts.scheme}://{host}{port}{quote(parts.path, safe=keep)}"
    if parts.query:
        link += f"?{quote(parts.query, safe=keep + '?')}"
    if parts.fragment:
        link += f"#{quote(parts.fragment, safe=keep + '?')}"
    elif len(link + _make_text_fragment(passage)) <= URL_LIMIT:
        link += _make_text_fragment(passage)
    return link if len(link) <= URL_LIMIT else None


def _keep_joiner(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    emoji = match[0] == "\u200d" and _is_pictorial(before) and _is_pictorial(after)
    script = _NEEDS_JOINERS.match(before) and _NEEDS_JOINERS.match(after)
    return match[0] if emoji or script else ""


def _is_pictorial(character: str) -> bool:
    return character == "\ufe0f" or (character != "" and unicodedata.category(character) in ("So", "Sk"))


def _drop_stacked_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MARKS_PER_CHARACTER:
            kept.append(character)
    return "".join(kept)


def _make_text_fragment(passage: str) -> str:
    words = clean_text(passage).split("\n")[0].split()
    if not words:
        return ""
    if len(words) <= 2 * _FRAGMENT_WORDS:
        return f"#:~:text={_quote_fragment(words)}"
    return f"#:~:text={_quote_fragment(words[:_FRAGMENT_WORDS])},{_quote_fragment(words[-_FRAGMENT_WORDS:])}"


def _quote_fragment(words: list[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")

"""Small HTML and struck-out words inside the paragraphs of Markdown, written as a reader of the page sees them.

`10<sup>6</sup>` is "10^6", `<kbd>F1</kbd>` is "F1"; what stands between `~~` or in `<del>` is not the document's.
Code, HTML blocks and tags that are never closed stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt

from corpus.conversion.scripts import mark_lowered, mark_raised
from corpus.documents import LeftOut, add_up
from corpus.reading.front_matter import read_front_matter

_STRUCK = frozenset({"del", "s", "strike", "~~"})
_NAMES = "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var"
_TOKEN = re.compile(
    r"(?P<kept>\\[^\n]|(?<!`)(?P<ticks>`+)(?!`).{1,4000}?(?<!`)(?P=ticks)(?!`)|<!--.*?-->)"
    r"|(?P<struck>(?<!~)~~(?!~))|(?P<line><br\s*/?>)|<img\b(?P<picture>[^<>]*)>"
    rf"|<(?P<close>/?)(?P<name>{_NAMES})(?:\s[^<>]*)?>",
    re.IGNORECASE | re.DOTALL,
)
_CANDIDATE = re.compile(r"~~|</|<br|<img", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\balt\s*=\s*[\"']?[^\"'\s]")
_ENDING = ".,;:!?)"
_BEHIND = 80  # characters of the text before that tell what a superscript is


def write_inline_html(text: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Return a Markdown text with its inline HTML written plainly and without what is struck out, which is counted."""
    if not _CANDIDATE.search(text):
        return text, ()
    start = read_front_matter(text).end
    lines = text[start:].split("\n")
    left_out: list[LeftOut] = []
    written: list[str] = []
    position = 0
    for first, last, flows in _find_words(text[start:]):
        written += lines[position:first]
        written.append(_write("\n".join(lines[first:last]), left_out, flows=flows))
        position = last
    return text[:start] + "\n".join([*written, *lines[position:]]), add_up(left_out)


def _find_words(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines of each heading, paragraph and row of a table: first, behind the last, whether more lines may follow."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    for token in parser.parse(text):
        if token.map and token.type in ("paragraph_open", "heading_open", "tr_open"):
            yield token.map[0], token.map[1], token.type == "paragraph_open"


def _write(source: str, left_out: list[LeftOut], *, flows: bool) -> str:
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []  # name of a tag, and where in `pieces` it stands
    waiting: Counter[str] = Counter()  # how many of a name are open
    position = 0
    for found in _TOKEN.finditer(source):
        if position < found.start():
            pieces.append(source[position : found.start()])
        position = found.end()
        name = "~~" if found["struck"] else (found["name"] or "").lower()
        closes = bool(found["close"])
        if found["struck"]:
            closes = waiting[name] > 0 and not source[found.start() - 1].isspace()
            name = name if closes or source[position : position + 1].strip() else ""
        if found["line"]:
            pieces.append("\n" if flows and source[position : position + 1].isalpha() else " ")
        elif found["picture"] is not None:
            left_out.append(LeftOut("picture", bool(_ALTERNATIVE.search(found["picture"]))))
            position += source[position : position + 1] == " " and not _read_end(pieces)[-1:].strip()
        elif not name or (closes and not waiting[name]):
            pieces.append(found[0])
        elif not closes:
            opened.append((name, len(pieces)))
            waiting[name] += 1
            pieces.append(found[0])
        else:
            at = _pop(opened, waiting, name)
            inside = "".join(pieces[at + 1 :])
            del pieces[at:]
            before, after = _read_end(pieces), source[position : position + 1]
            if name not in _STRUCK:
                pieces += filter(None, [_write_element(name, before, inside, after)])
                continue
            left_out.append(LeftOut("struck-out text"))
            if after == " " and not before[-1:].strip():
                position += 1
            elif after and after in _ENDING and before[-1:] == " " and before.rstrip()[-1:].isalnum():
                pieces[-1:] = filter(None, [pieces[-1].removesuffix(" ")])
    return "".join([*pieces, source[position:]])


def _pop(opened: list[tuple[str, int]], waiting: Counter[str], name: str) -> int:
    """Return where the last tag of a name stands; the tags in it are closed with it."""
    while True:
        last, at = opened.pop()
        waiting[last] -= 1
        if last == name:
            return at


def _write_element(name: str, before: str, inside: str, after: str) -> str:
    if name == "sup":
        return mark_raised(before, inside, after=after)
    if name == "sub":
        return mark_lowered(before, inside, after=after)
    return f"“{inside}”" if name == "q" else inside


def _read_end(pieces: list[str]) -> str:
    end = ""
    for piece in reversed(pieces):
        end = piece + end
        if len(end) >= _BEHIND:
            break
    return end[-_BEHIND:]

"""HTML inside Markdown: its blocks become Markdown, as those of a web page do; all else of the file stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt

from corpus.conversion import html_tree
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits
from corpus.reading.front_matter import read_front_matter

_KEPT = ("<!", "<?", "<script", "<style", "<textarea")  # what the reader of Markdown knows not to quote
_TABLE, _TABLE_END = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
_DETAILS_END = re.compile(r"</details\s*>\s*\Z", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKER = re.compile(r"[^>\s]")  # of a list item; what follows in the item is indented by as much


def convert(data: bytes, limits: Limits) -> Converted:
    """Return a Markdown text with its blocks of HTML written as Markdown."""
    text = data.decode("utf-8")
    start = read_front_matter(text).end
    lines = text[start:].split("\n")
    markup = Markup(limits.characters)
    written: list[str] = []
    position = 0
    for first, last, prefix in _find_blocks(text[start:], lines):
        fragment = "\n".join(line[len(prefix) :] if line.strip() else "" for line in lines[first:last])
        markup.leave_out("comment", len(_COMMENT.findall(fragment)))
        block = _write(fragment, limits)
        if _DETAILS_END.search(fragment):
            block += ["", "***"]  # the reader ends the answer to a question there
        indent = _MARKER.sub(" ", prefix)
        converted = [(indent if at else prefix) + line for at, line in enumerate(block)]
        written += [*lines[position:first], *converted, indent.rstrip() if ">" in indent else ""]
        position = last
    return Converted(text[:start] + "\n".join([*written, *lines[position:]]), left_out=markup.left_out)


def _write(fragment: str, limits: Limits) -> list[str]:
    """Return the lines of Markdown that some HTML makes, an empty one first where it makes any."""
    root = html_tree.parse_page(fragment)
    if root is None:
        return []
    markup = Markup(limits.characters)
    html_tree.write_element(root, markup)
    return markup.text.strip("\n").split("\n") if markup.text else []


def _find_blocks(text: str, lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first line of each block of HTML, the line behind it, and what stands before it on its first line.

    A table that goes on behind empty lines is one block.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = [token for token in parser.parse(text) if token.type != "html_block" or token.map]
    open_block: tuple[int, int, str] | None = None
    for token, following in pairwise([*tokens, None]):
        if token is None or token.type != "html_block" or token.content.lstrip().lower().startswith(_KEPT):
            continue
        first, last = token.map or (0, 0)
        content = token.content.split("\n", 1)[0]
        block = (first, last, lines[first][: len(lines[first]) - len(content)])
        if open_block is not None:
            block = (open_block[0], last, open_block[2])
        html = "\n".join(lines[block[0] : last])
        unclosed = len(_TABLE.findall(html)) > len(_TABLE_END.findall(html))
        if unclosed and following is not None and following.type == "html_block":
            open_block = block
        else:
            open_block = None
            yield block

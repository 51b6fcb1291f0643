"""Quotes: sentences of documents as they are shown, escaped, numbered, in bold between their neighbours, or struck."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.escaping import inline, lines, readable, shorten
from corpus.documents import Passage, Span
from index.outcomes import Citation


def said(citations: Sequence[Citation], limit: int, struck: Collection[str] = ()) -> str:
    """Return the quoted sentences, numbered: in one line where they follow each other in the document.

    Each is cut to `limit` characters; those of the documents whose IDs are `struck` are struck through.
    """
    text = ""
    previous: Citation | None = None
    for citation in citations:
        between = ""
        if previous is not None:
            gap = previous.document.text[previous.span.end : citation.span.start]
            follows = previous.passage == citation.passage and previous.span.end <= citation.span.start
            between = " " if follows and not gap.strip(" ") else "\n"
        quoted = "\n".join(lines(shorten(citation.quote, limit)))
        text += between + (strike(quoted) if citation.document.id in struck else quoted) + f" **[{citation.number}]**"
        previous = citation
    return text


def in_context(passage: Passage, cited: Sequence[Span], limit: int, *, struck: bool = False) -> str:
    """Return a quote block of the cited sentences, in bold, between their neighbours; empty if they have none.

    The sentence before and the sentence after are taken whole, if both together stay within `limit` characters.
    """
    text = passage.document.text
    start, end = min(span.start for span in cited), max(span.end for span in cited)
    before = [span.start for span in passage.sentences if span.end <= start]
    after = [span.end for span in passage.sentences if span.start >= end]
    first = before.pop() if before and start - before[-1] <= limit else start
    last = after.pop(0) if after and after[0] - end + start - first <= limit else end
    if (first, last) == (start, end):
        return ""
    pieces: list[str] = []
    position = first
    for span in sorted(cited):
        pieces += [_plain(text[position : span.start]), _bold(span.of(text))]
        position = span.end
    pieces.append(_plain(text[position:last]))
    block = "".join(pieces).strip()
    opening, closing = "… " if before else "", " …" if after else ""
    shown = f"{opening}{block}{closing}"
    return "> " + (strike(shown) if struck else shown).replace("\n", "\n> ")


def own_words(text: str, limit: int, *, struck: bool = False) -> str:
    """Return what moderators wrote, cut to `limit` characters and escaped, line by line as they wrote it."""
    written = [inline(line) for line in readable(shorten(text, limit)).split("\n")]
    shown = re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip() or "(no words)"
    return strike(shown) if struck else shown


def strike(escaped: str) -> str:
    """Strike each line of an escaped text through; no line break stands inside the marks."""
    return "\n".join(_struck(line.strip()) if line.strip() else line for line in escaped.split("\n"))


def _struck(line: str) -> str:
    # Discord ends at the first two tildes, and does not mind whether a backslash stands before them.
    return f"~~{line}{' ' * line.endswith('~')}~~"


def _plain(text: str) -> str:
    """Escape what stands beside a cited sentence, and keep it apart; a list item or a table row stays on its line."""
    escaped = "\n".join(lines(text))
    before = "" if text[:1].strip() else "\n" if "\n" in text and escaped[:1] in ("\\", "•") else " "
    after = "" if not escaped or text[-1:].strip() else " "
    return before + escaped + after if text else ""


def _bold(text: str) -> str:
    return "\n".join(f"**{line}**" for line in lines(text))

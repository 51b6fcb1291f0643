"""The words of an HTML element: what is seen of it, its small type and its formulas in plain text."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from corpus.conversion.formulas import write_formula
from corpus.conversion.scripts import mark_lowered, mark_raised
from corpus.conversion.sight import Sight
from corpus.documents import LeftOut

BLOCKS = frozenset(
    "html body main article section div p header footer aside address blockquote center details summary dl dt dd fieldset "
    "figure figcaption form hgroup hr legend li ol ul menu dir search table tbody thead tfoot tr td th caption pre xmp "
    "listing h1 h2 h3 h4 h5 h6".split()
)
_SPACE = re.compile(r"\s+")
_HIGH = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_LOW = re.compile(r"vertical-align\s*:\s*sub", re.IGNORECASE)
_NOTE = re.compile(r"(?:foot|end)note|noteref|\bfn-?(?:ref|link)?\b|\breference\b|\bcite_ref", re.IGNORECASE)
_BEHIND = 80  # characters of the text before that tell what a superscript is

Note = Callable[[LeftOut], None]  # takes what is left out


def ignore(_: LeftOut) -> None:
    """Note nothing."""


def flatten(element: etree._Element, sight: Sight | None = None, note: Note = ignore) -> str:
    """Return the words of an element on one line. `note` is told of what in it is left out."""
    words: list[str] = []
    gather_words(element, words, sight or Sight(element), note)
    return _SPACE.sub(" ", "".join(words)).strip()


def gather_words(element: etree._Element, words: list[str], sight: Sight, note: Note, breaks: str = " ") -> None:
    """Append what is seen of an element to `words`; `breaks` stands where a line or a block ends."""
    if element.text:
        words.append(element.text)
    for child in element:
        if (reason := sight.find_reason(child)) is not None:
            note(reason)
        elif child.tag == "br":
            words.append(breaks)
        elif (written := write_special(child, words, sight, note)) is not None:
            words.extend(filter(None, [written]))
        else:
            space = breaks if child.tag in BLOCKS else ""
            words.append(space)
            gather_words(child, words, sight, note, breaks)
            words.append(space)
        if child.tail:
            words.append(child.tail)


def write_special(element: etree._Element, words: list[str], sight: Sight, note: Note) -> str | None:
    """Return the text of an inline element that isn't just its words; None for any other. `words` has what stands before."""
    tag, style = element.tag, element.get("style") or ""
    if tag == "math" or (isinstance(tag, str) and tag.endswith(":math")):
        before, after = _read_end(words)[-1:], _read_after(element)[:1]
        written = write_formula(element)
        return f"{' ' * before.isalnum()}{written}{' ' * after.isalnum()}" if len(element) else None
    if tag == "q":
        return f"“{flatten(element, sight, note)}”"
    if tag == "rt":
        return f"({flatten(element, sight, note)})"
    high = tag == "sup" or (tag == "span" and _HIGH.search(style) is not None)
    marks_note = _is_note(element)
    if high or (tag == "a" and marks_note):
        inside = flatten(element, sight, note)
        return mark_raised(_read_end(words), inside, after=_read_after(element), note=marks_note and inside.isalnum())
    if tag == "sub" or (tag == "span" and _LOW.search(style) is not None):
        return mark_lowered(_read_end(words), flatten(element, sight, note), after=_read_after(element))
    return None


def _is_note(element: etree._Element) -> bool:
    """Whether the document marks a superscript or a link as the mark of a note."""
    nearby = [element, *element.iterchildren("a"), *([above] if (above := element.getparent()) is not None else [])]
    for link in nearby:
        names = " ".join(link.get(name) or "" for name in ("class", "role", "epub:type", "id", "rel"))
        if link.tag in ("a", "sup") and _NOTE.search(names):
            return True
        if link.tag == "a" and element.tag != "a" and (link.get("href") or "").startswith("#"):
            return True
    return False


def _read_end(words: list[str]) -> str:
    end = ""
    for piece in reversed(words):
        end = piece + end
        if len(end) >= _BEHIND:
            break
    return end[-_BEHIND:]


def _read_after(element: etree._Element) -> str:
    return element.tail or ""

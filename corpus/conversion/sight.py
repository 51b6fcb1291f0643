"""What of an HTML page a reader sees: not what is hidden or struck out, no pictures, and nothing that is filled in or pressed."""

from __future__ import annotations

import re

from lxml import etree

from corpus.documents import LeftOut
from corpus.reading.written_questions import is_question

_SILENT = frozenset("script style noscript head title meta link base param area rp hr".split())
_NAMED = {
    "nav": LeftOut("menu"),
    "iframe": LeftOut("embedded page"),
    "object": LeftOut("embedded object"),
    "embed": LeftOut("embedded object"),
    "audio": LeftOut("recording"),
    "video": LeftOut("video"),
    "canvas": LeftOut("picture"),
    "map": LeftOut("picture"),
    "dialog": LeftOut("dialog"),
    **dict.fromkeys(
        ("input", "select", "textarea", "datalist", "progress", "meter", "output", "keygen"), LeftOut("form field")
    ),
    **dict.fromkeys(("del", "s", "strike"), LeftOut("struck-out text")),
}
_ALWAYS_COUNTED = frozenset("iframe object embed audio video canvas input select textarea".split())
_HIDDEN = LeftOut("hidden part")
_STRUCK = LeftOut("struck-out text")
_BUTTON = LeftOut("button")
_FORM = LeftOut("form")
_PICTURE = LeftOut("picture")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?:\.0+)?[a-z%]*\s*(?:!|;|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_STRIKING = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_UNSEEN = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-text linenos gutter lineno "
    "rouge-gutter line-numbers-rows material-icons material-symbols-outlined katex-html mjx-chtml MathJax_Preview".split()
)
_OPENS = re.compile(r"accordion|collaps|faq|question", re.IGNORECASE)
_LINK_SIGNS = frozenset({"¶", "#", "§", "🔗", "🔗︎"})
_TITLES = frozenset("h1 h2 h3 h4 h5 h6 summary dt".split())
_LABELS = frozenset("label legend button select textarea option optgroup datalist script style noscript".split())


class Sight:
    """Tells of the elements of one tree whether they are seen."""

    def __init__(self, root: etree._Element) -> None:
        self._ids = {name for element in root.iter() if (name := element.get("id"))}
        opened: set[str] = set()  # IDs of parts that a button opens: they may be hidden until then
        for element in root.iter("button", "a", "div", "span", "h2", "h3", "h4"):
            opened.update((element.get("aria-controls") or "").split())
        self._opened = opened
        self._last_parent: tuple[etree._Element | None, bool] = (
            None,
            False,
        )  # of a button, and whether it has own words

    def find_reason(self, element: etree._Element) -> LeftOut | None:
        """Return as what an element is left out, None where it is seen. A count of 0 is no content, and isn't told."""
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not tag or tag in _SILENT:
            return LeftOut("script", 0)
        if tag == "template":
            return None if element.get("shadowrootmode") else LeftOut("template", 0)
        if tag in ("img", "svg"):
            return _PICTURE if (element.get("alt") or "").strip() or has_words(element) else LeftOut("picture", 0)
        if tag in _NAMED:
            seen = (tag in _ALWAYS_COUNTED and element.get("type") != "hidden") or has_words(element)
            return _NAMED[tag] if seen else LeftOut(_NAMED[tag].thing, 0)
        if self._is_hidden(element):
            return _HIDDEN if has_words(element) and not _UNSEEN & set(_list_classes(element)) else LeftOut("part", 0)
        if _STRIKING.search(element.get("style") or ""):
            return _STRUCK
        if tag == "button" and not self._is_read(element):
            return _BUTTON if has_words(element) else LeftOut("button", 0)
        if tag == "form" and not _holds_text(element):
            return _FORM
        if tag == "a" and "".join(map(str, element.itertext())).strip() in _LINK_SIGNS:
            return LeftOut("link", 0)
        return None

    def _is_hidden(self, element: etree._Element) -> bool:
        hidden = element.get("hidden")
        if hidden == "until-found" or element.get("id") in self._opened:
            return False
        if hidden is not None or _HIDING.search(element.get("style") or ""):
            return True
        return not _UNSEEN.isdisjoint(_list_classes(element))

    def _stands_in_text(self, parent: etree._Element | None) -> bool:
        if self._last_parent[0] is not parent:  # a thousand buttons may stand in one
            self._last_parent = parent, _has_own_words(parent)
        return self._last_parent[1]

    def _is_read(self, button: etree._Element) -> bool:
        """Whether a button is part of the text: a heading, a word in a sentence, or a question that opens its answer."""
        if any(above.tag in _TITLES for above in button.iterancestors()) or self._stands_in_text(button.getparent()):
            return True
        return is_opener(button) or bool(self._ids.intersection((button.get("aria-controls") or "").split()))


def _has_own_words(element: etree._Element | None) -> bool:
    """Whether letters stand in an element beside its children."""
    return element is not None and (
        _has_letters(element.text) or any(_has_letters(child.tail) for child in element.iterchildren())
    )


def is_opener(button: etree._Element) -> bool:
    """Whether a button looks like the line above a part that it opens."""
    words = " ".join("".join(map(str, button.itertext())).split())
    return is_question(words) or _OPENS.search(" ".join(_list_classes(button))) is not None


def has_words(element: etree._Element) -> bool:
    """Whether an element holds a letter or a digit, seen or not."""
    return any(_has_letters(str(words)) for words in element.itertext())


def _holds_text(form: etree._Element) -> bool:
    """Whether there is more in a form than fields with their labels."""
    pending = [form]
    while pending:
        element = pending.pop()
        if _has_letters(element.text):
            return True
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _LABELS:
                pending.append(child)
            if _has_letters(child.tail):
                return True
    return False


def _list_classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def _has_letters(words: str | None) -> bool:
    return words is not None and any(character.isalnum() for character in words)

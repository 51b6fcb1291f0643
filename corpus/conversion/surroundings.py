"""What a site puts around the text of each of its pages: menus, its head and foot, side columns, notices about cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.conversion.html_words import Note, flatten
from corpus.conversion.sight import Sight
from corpus.documents import LeftOut

_MENU = LeftOut("menu")
_HEAD = LeftOut("page header")
_FOOT = LeftOut("page footer")
_SIDE = LeftOut("side column")
_COOKIES = LeftOut("cookie notice")
_AROUND = LeftOut("part around the main text", 1, "parts around the main text")
_ROLES = {
    "navigation": _MENU,
    "menu": _MENU,
    "menubar": _MENU,
    "search": LeftOut("form"),
    "banner": _HEAD,
    "contentinfo": _FOOT,
    "complementary": _SIDE,
}
_TAGS = {"nav": _MENU, "header": _HEAD, "footer": _FOOT, "aside": _SIDE}
_INSIDE = frozenset({"main", "article", "section"})  # what stands in one of these belongs to it
_LINKED = re.compile(
    r"\b(?:nav|navbar|menu|sidebar|breadcrumbs?|footer|header|share|social|related|pagination|pager|skip-?link)\b", re.I
)
_COOKIE = re.compile(r"\b(?:cookies?|consent|gdpr)\b", re.IGNORECASE)
_PART = re.compile(r"[-_\s]+")
_MOST_LINKS = 0.6  # of the words of a part: with more of them in links it is a menu
_MOST_OF_PAGE = 0.5  # of the words that are left: what holds more is the text


def drop_surroundings(root: etree._Element, note: Note) -> None:
    """Take out of a page what stands around its text. `note` is told of each part that is seen."""
    sight = Sight(root)
    body = root.find("body")
    marks = _Marks(root)
    pending = list(reversed(root))
    while pending:
        element = pending.pop()
        if (reason := _find_reason(element, marks)) is not None:
            _drop(element, reason, sight, note)
        else:
            pending.extend(reversed(element))
    main = _find_main(root)
    if body is None or main is None or main is body:
        return
    if len(flatten(main, sight)) < _MOST_OF_PAGE * len(flatten(body, sight)):
        return
    for element in list(_iterate_around(main, body)):
        if element.tag != "h1" and element.find(".//h1") is None:
            _drop(element, _AROUND, sight, note)


class _Marks:
    """What a page has in all that marks its text: its title, if it has a single one, and a main part or an article."""

    def __init__(self, root: etree._Element) -> None:
        titles = root.findall(".//h1")
        self.title = titles[0] if len(titles) == 1 else None
        self.has_article = root.find(".//main") is not None or root.find(".//article") is not None


def _find_reason(element: etree._Element, marks: _Marks) -> LeftOut | None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in ("main", "body", "html", "head"):
        return None
    role = (element.get("role") or "").lower()
    reason = _ROLES.get(role) or _TAGS.get(tag)
    if reason in (_MENU, _ROLES["search"]):
        return reason
    if reason is not None:
        if any(above.tag in _INSIDE or above.get("role") in ("main", "article") for above in element.iterancestors()):
            return None
        return None if _is_text(element, reason, marks) else reason
    names = _PART.sub(" ", f"{element.get('class') or ''} {element.get('id') or ''}")
    if tag in ("div", "section", "ul", "ol", "dialog") and element.find(".//h1") is None:
        if _COOKIE.search(names) and element.getparent() is not None and element.getparent().tag == "body":
            return _COOKIES
        if _LINKED.search(names) and _measure_links(element) > _MOST_LINKS:
            return _MENU
    return None


def _is_text(element: etree._Element, reason: LeftOut, marks: _Marks) -> bool:
    """Whether a header or an aside of the page belongs to its text: it has the only title, or nothing else is marked as text."""
    if reason is _HEAD:
        return marks.title is not None and any(above is element for above in marks.title.iterancestors())
    if reason is _SIDE:
        return not marks.has_article and _measure_links(element) < _MOST_LINKS
    return False


def _measure_links(element: etree._Element) -> float:
    """Return the part of an element's letters that stands in links."""
    whole = len("".join("".join(map(str, element.itertext())).split()))
    linked = sum(len("".join("".join(map(str, link.itertext())).split())) for link in element.iter("a"))
    return linked / whole if whole else 0.0


def _find_main(root: etree._Element) -> etree._Element | None:
    mains = [*root.findall(".//main"), *(each for each in root.iterfind(".//*[@role='main']") if each.tag != "main")]
    return mains[0] if len(mains) == 1 else None


def _iterate_around(main: etree._Element, body: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that stand beside `main` and beside what holds it."""
    inner = main
    while inner is not body and (outer := inner.getparent()) is not None:
        yield from (child for child in outer if child is not inner)
        inner = outer


def _drop(element: etree._Element, reason: LeftOut, sight: Sight, note: Note) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if (sight.find_reason(element) is None or element.tag == "nav") and flatten(element, sight):
        note(reason)
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)

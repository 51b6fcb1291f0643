"""From a tree of HTML elements to Markdown: headings, paragraphs, lists, tables and code; nothing of their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.conversion.markup import Markup

_DROPPED = frozenset(
    "script style noscript template head nav svg canvas iframe object embed audio video form button select textarea input "
    "dialog map math datalist progress meter".split()
)
_BLOCKS = frozenset(
    "html body main article section div p header footer aside address blockquote center details summary dl dt dd fieldset "
    "figure figcaption hgroup hr legend li ol ul menu table tbody thead tfoot tr td th caption pre h1 h2 h3 h4 h5 h6".split()
)
_CHROME = frozenset({"header", "footer", "aside"})
_HEADING = re.compile(r"h[1-6]")
_SPACE = re.compile(r"\s+")
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})


def parse_page(page: str | bytes) -> etree._Element | None:
    """Return the root of a page, None where it has no elements. Entities of its own are not expanded."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    try:
        root: etree._Element | None = html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None
    return root


def write_element(root: etree._Element, markup: Markup, *, chrome: bool = True) -> None:
    """Write what an element holds. Without `chrome` the headers, footers and asides of a page are left out."""
    _Walk(markup, chrome).write_container(root)


def flatten(element: etree._Element) -> str:
    """Return the words of an element on one line."""
    return _SPACE.sub(" ", "".join(_collect_words(element))).strip()


class _Walk:
    """One pass over a tree. Inline text gathers in a run, which ends where a block begins or ends."""

    def __init__(self, markup: Markup, chrome: bool) -> None:
        self._markup = markup
        self._chrome = chrome
        self._run: list[str] = []
        self._lists: list[int | None] = []  # the next number of each open list, None for bullets
        self._item: tuple[int, int | None] | None = None  # depth and number of an item that has no words yet

    def write_container(self, element: etree._Element) -> None:
        """Write an element whose children may be blocks."""
        self._flush()
        self._write_inside(element)
        self._flush()

    def _write_inside(self, element: etree._Element) -> None:
        self._add(element.text)
        for child in element:
            self._write_node(child)
            self._add(child.tail)

    def _write_node(self, element: etree._Element) -> None:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED or _is_hidden(element) or (tag in _CHROME and not self._chrome):
            return
        if tag == "br":
            self._run.append("\n")
        elif tag not in _BLOCKS:
            self._write_inside(element)
        elif _HEADING.fullmatch(tag):
            self._flush()
            self._markup.add_heading(int(tag[1]), flatten(element))
        elif tag in ("ul", "ol", "menu"):
            self._write_list(element, numbered=tag == "ol")
        elif tag == "li":
            self._write_list_item(element)
        elif tag == "table":
            self._write_table(element)
        elif tag == "pre":
            self._flush()
            self._markup.add_code("".join(_collect_words(element, breaks="\n")))
        elif (tag in ("dt", "summary") or (tag in ("p", "div") and _is_all_bold(element))) and self._item is None:
            self._flush()
            self._markup.add_question(flatten(element))
        else:
            self.write_container(element)

    def _write_list(self, element: etree._Element, *, numbered: bool) -> None:
        self._flush()
        start = element.get("start", "1")
        self._lists.append((int(start) if start.isdecimal() and len(start) < 6 else 1) if numbered else None)
        self.write_container(element)
        self._lists.pop()

    def _write_list_item(self, element: etree._Element) -> None:
        self._flush()
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._item = (max(len(self._lists) - 1, 0), number)
        self.write_container(element)
        self._item = None

    def _write_table(self, element: etree._Element) -> None:
        self._flush()
        rows = [[cell for cell in row if cell.tag in _CELLS] for row in _iterate_rows(element)]
        wide = max((len(row) for row in rows), default=0)
        laid_out = any(
            cell.find(".//table") is not None or cell.find(".//h2") is not None for row in rows for cell in row
        )
        if wide < 2 or laid_out:
            self.write_container(element)
            return
        for caption in element.iterchildren("caption"):
            self.write_container(caption)
        headed = bool(rows[0]) and all(cell.tag == "th" for cell in rows[0])
        self._markup.add_table([[flatten(cell) for cell in row] for row in rows], headed=headed)

    def _add(self, text: str | None) -> None:
        if text:
            self._run.append(_SPACE.sub(" ", text))

    def _flush(self) -> None:
        words = "".join(self._run)
        self._run.clear()
        if not words.strip():
            return
        if self._item is not None:
            self._markup.add_item(words, *self._item)
            self._item = None
        else:
            self._markup.add_paragraph(words)


def _iterate_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _collect_words(element: etree._Element, breaks: str = " ") -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            yield breaks
        elif tag and tag not in _DROPPED and not _is_hidden(child):
            space = breaks if tag in _BLOCKS else ""
            yield space
            yield from _collect_words(child, breaks)
            yield space
        yield child.tail or ""


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _NO_DISPLAY.search(element.get("style") or "") is not None


def _is_all_bold(element: etree._Element) -> bool:
    children = list(element)
    return (
        len(children) == 1
        and children[0].tag in _BOLD
        and not (element.text or "").strip()
        and not (children[0].tail or "").strip()
    )

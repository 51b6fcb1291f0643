"""From a tree of HTML elements to Markdown: headings, paragraphs, lists, tables and code; nothing of their looks."""

from __future__ import annotations

import re

from lxml import etree, html

from corpus.conversion.html_tables import drop_unseen, is_laid_out, read_grids
from corpus.conversion.html_words import BLOCKS, flatten, gather_words, write_special
from corpus.conversion.markup import Markup
from corpus.conversion.sight import Sight, is_opener
from corpus.conversion.tables import write_grid
from corpus.documents import LeftOut

__all__ = ["flatten", "parse_page", "write_element"]

_HEADING = re.compile(r"h[1-6]")
_SPACE = re.compile(r"\s+")
_BOLD = frozenset({"b", "strong"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CODE = frozenset({"pre", "xmp", "listing"})


def parse_page(page: str | bytes) -> etree._Element | None:
    """Return the root of a page, None where it has no elements. Entities of its own are not expanded."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    try:
        root: etree._Element | None = html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None
    return root


def write_element(root: etree._Element, markup: Markup) -> None:
    """Write what is seen of an element; `markup` is told what is left out."""
    _Walk(markup, Sight(root)).write_container(root)


class _Walk:
    """One pass over a tree. Inline text gathers in a run, which ends where a block begins or ends."""

    def __init__(self, markup: Markup, sight: Sight) -> None:
        self._markup = markup
        self._sight = sight
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
        if (reason := self._sight.find_reason(element)) is not None:
            self._note(reason)
            return
        tag = element.tag.lower()
        if tag == "br":
            self._run.append("\n")
        elif (written := write_special(element, self._run, self._sight, self._note)) is not None:
            self._run.extend(filter(None, [written]))
        elif tag == "button" and is_opener(element):
            self._flush()
            self._markup.add_question(self._flatten(element))
        elif tag not in BLOCKS:
            self._write_inside(element)
        elif _HEADING.fullmatch(tag):
            self._flush()
            self._markup.add_heading(int(tag[1]), self._flatten(element))
        elif tag in _LISTS:
            self._write_list(element, numbered=tag == "ol")
        elif tag == "li":
            self._write_list_item(element)
        elif tag == "table":
            self._write_table(element)
        elif tag in _CODE:
            self._flush()
            lines: list[str] = []
            gather_words(element, lines, self._sight, self._note, "\n")
            self._markup.add_code("".join(lines))
        elif self._is_asking(element, tag):
            self._flush()
            self._markup.add_question(self._flatten(element))
        else:
            self.write_container(element)

    def _is_asking(self, element: etree._Element, tag: str) -> bool:
        """Whether an element is a line that may ask, set off from the rest."""
        if self._item is not None:
            return False
        if tag in ("dt", "summary"):
            return not any(child.tag in BLOCKS and child.tag not in ("div", "p") for child in element.iterdescendants())
        return tag in ("p", "div") and _is_all_bold(element)

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
        if is_laid_out(element):
            self.write_container(element)
            return
        drop_unseen(element, self._sight, self._note)
        for caption in element.iterchildren("caption"):
            self.write_container(caption)
        for grid in read_grids(element, self._flatten):
            write_grid(self._markup, grid.rows, grid.name_rows)

    def _flatten(self, element: etree._Element) -> str:
        return flatten(element, self._sight, self._note)

    def _note(self, reason: LeftOut) -> None:
        if reason.count:
            self._markup.leave_out(reason.thing, reason.count, reason.things)

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


def _is_all_bold(element: etree._Element) -> bool:
    children = list(element)
    return (
        len(children) == 1
        and children[0].tag in _BOLD
        and not (element.text or "").strip()
        and not (children[0].tail or "").strip()
    )

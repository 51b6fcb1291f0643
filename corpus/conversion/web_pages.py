"""Web pages: the article without the site around it. Scripts are dropped, never run, and nothing is fetched."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from corpus.conversion import html_tree
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail, find_iso_date
from corpus.conversion.plain_text import decode_page

_SHORT = 2_000  # characters: on a shorter page there is little around the article, and trafilatura loses its headings
_ENOUGH = 0.2  # of the words of the page: what trafilatura finds below that is not the article
_HEADING = re.compile(r"h[1-6]")
_RENAMED = {"list": "ul", "item": "li", "row": "tr", "cell": "td", "lb": "br", "quote": "blockquote", "hi": "span"}


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text of a page with its title, author and date. Raises `Refused` where a page holds no words."""
    page = decode_page(data)
    root = html_tree.parse_page(page)
    if root is None:
        raise Refused("holds no text; upload a page with text in it")
    whole = Markup(limits.characters)
    html_tree.write_element(root, whole, chrome=False)
    if not any(character.isalnum() for character in whole.text):
        raise Refused("holds no text without running its scripts; open it in a browser and save the text that it shows")
    title = root.findtext(".//title")
    if len(whole.text) < _SHORT:
        return Converted(whole.text, clean_detail(_find_first_heading(root)) or clean_detail(title))
    return _extract_article(root, limits) or Converted(whole.text, clean_detail(title))


def _extract_article(root: etree._Element, limits: Limits) -> Converted | None:
    from trafilatura import bare_extraction

    words = len(html_tree.flatten(root))
    found = bare_extraction(
        deepcopy(root), include_comments=False, include_tables=True, include_formatting=True, include_links=False,
        with_metadata=True, favor_recall=True,
    )  # fmt: skip
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    markup = Markup(limits.characters)
    html_tree.write_element(_rename_to_html(found.body), markup)
    if len(markup.text) < _ENOUGH * words:
        return None
    return Converted(markup.text, clean_detail(found.title), clean_detail(found.author), find_iso_date(found.date))


def _rename_to_html(body: etree._Element) -> etree._Element:
    """Give trafilatura's elements the names that they have in HTML."""
    for element in body.iter():
        look, tag = element.get("rend") or "", element.tag
        if tag == "head":
            element.tag = look if _HEADING.fullmatch(look) else "h3"
        elif tag == "list":
            element.tag = "ol" if look == "ol" else "ul"
        elif tag == "cell":
            element.tag = "th" if element.get("role") == "head" else "td"
        elif tag == "hi":
            element.tag = "b" if look == "#b" else "span"
        elif tag == "code":
            element.tag = "pre" if "\n" in "".join(map(str, element.itertext())) else "code"
        elif isinstance(tag, str):
            element.tag = _RENAMED.get(tag, tag)
    return body


def _find_first_heading(root: etree._Element) -> str | None:
    heading = root.find(".//h1")
    return None if heading is None else html_tree.flatten(heading)

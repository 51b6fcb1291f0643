"""Web pages: the text without the site around it. Scripts are dropped, never run, and nothing is fetched."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from corpus.conversion import html_tree
from corpus.conversion.empty_pages import refuse_empty_page
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail, find_iso_date
from corpus.conversion.plain_text import decode_page
from corpus.conversion.sight import Sight
from corpus.conversion.surroundings import drop_surroundings
from corpus.documents import LeftOut


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text of a page with its title, author and date.

    Raises `Refused` where a page holds no words, only leads on to another one, or says that it was not found.
    """
    root = html_tree.parse_page(decode_page(data))
    if root is None:
        raise Refused("holds no text; upload a page with text in it")
    markup = Markup(limits.characters)
    page = deepcopy(root)

    def note(reason: LeftOut) -> None:
        markup.leave_out(reason.thing, reason.count, reason.things)

    drop_surroundings(page, note)
    html_tree.write_element(page, markup)
    refuse_empty_page(root, markup.text)
    if not any(character.isalnum() for character in markup.text):
        raise Refused("holds no text without running its scripts; open it in a browser and save the text that it shows")
    title, author, published = _read_details(root)
    sight = Sight(page)
    titles = (heading for heading in page.iter("h1") if sight.find_reason(heading) is None)
    headings = [words for heading in titles if (words := html_tree.flatten(heading, sight))]
    return Converted(
        markup.text,
        clean_detail(headings[0] if headings else None)
        or clean_detail(title)
        or clean_detail(root.findtext(".//title")),
        clean_detail(author),
        find_iso_date(published),
        markup.left_out,
    )


def _read_details(root: etree._Element) -> tuple[str | None, str | None, str | None]:
    """Return title, author and date as the head of a page states them; dates are not guessed from its text."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(root, extensive=False)
    return found.title, found.author, found.date

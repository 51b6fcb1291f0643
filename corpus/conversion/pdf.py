"""PDF: bookmarks are headings, the number of a page is the innermost one; running heads and feet are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pypdfium2

from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail
from corpus.conversion.pdf_lines import PdfLine, drop_running_heads, read_lines
from corpus.conversion.pdf_paragraphs import (
    Paragraph,
    collect_words,
    join_paragraphs,
    looks_like_heading,
    measure_body_size,
    move_cut_sentence,
)

_SIGNATURE = b"%PDF-"
_HEAD = 1024  # bytes in which the signature stands
_PAGE_LEVEL = 6
_FIRST_LEVEL = 2  # of bookmarks: the title has the first
_HEADING_LINES = 3  # that a bookmark's title may run over
_FEWEST = 3  # letters and digits: a file with fewer has no text

PdfHeading = tuple[int, str]  # its level and its words
Bookmarks = Mapping[int, Sequence[PdfHeading]]  # of each page, pages counted from 0


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text of a PDF.

    Raises `Refused` for what is no PDF, is encrypted or damaged, and for pages that are only pictures.
    """
    if _SIGNATURE not in data[:_HEAD]:
        raise Refused("is no PDF; export it as PDF again")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("is encrypted; upload a copy without a password") from error
        raise Refused("is damaged; export it as PDF again") from error
    pages = drop_running_heads([read_lines(page) for page in _open_pages(document, limits)])
    if sum(character.isalnum() for lines in pages for line in lines for character in line.text) < _FEWEST:
        raise Refused("holds pictures of pages and no text; run text recognition (OCR) on it, then upload it")
    markup = Markup(limits.characters)
    _write_pages(pages, _read_bookmarks(document), markup)
    stated = document.get_metadata_dict()
    return Converted(markup.text, clean_detail(stated.get("Title")), clean_detail(stated.get("Author")))


def _open_pages(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[pypdfium2.PdfPage]:
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise Refused(f"is damaged at page {index + 1}; export it as PDF again") from error
        yield page
        page.close()


def _read_bookmarks(document: pypdfium2.PdfDocument) -> Bookmarks:
    found: dict[int, list[PdfHeading]] = defaultdict(list)
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        page = None if target is None else target.get_index()
        title = " ".join(bookmark.get_title().split())
        if page is not None and title:
            found[page].append((min(_FIRST_LEVEL + bookmark.level, _PAGE_LEVEL - 1), title))
    return found


def _write_pages(pages: Sequence[Sequence[PdfLine]], bookmarks: Bookmarks, markup: Markup) -> None:
    words, body = collect_words(pages), measure_body_size(pages)
    written = [list(_split_page(lines, bookmarks.get(number, ()), words)) for number, lines in enumerate(pages)]
    _carry_over(written, words)
    for number, parts in enumerate(written, 1):
        page = f"p. {number}"
        if parts and isinstance(parts[0], Paragraph):
            markup.add_heading(_PAGE_LEVEL, page)
        for part in parts:
            if not isinstance(part, Paragraph):
                markup.add_heading(*part)
                markup.add_heading(_PAGE_LEVEL, page)
            elif not bookmarks and looks_like_heading(part, body):
                markup.add_heading(_FIRST_LEVEL, part.text)
                markup.add_heading(_PAGE_LEVEL, page)
            elif part.item:
                markup.add_item(part.text, ordinal=part.ordinal)
            else:
                markup.add_paragraph(part.text)


def _split_page(
    lines: Sequence[PdfLine], headings: Sequence[PdfHeading], words: frozenset[str]
) -> Iterator[PdfHeading | Paragraph]:
    """Yield what stands on a page. A heading that is on the page replaces its lines; the others come first."""
    start = 0
    places = {heading: _find_title(lines, heading[1]) for heading in headings}
    yield from (heading for heading, place in places.items() if place is None)
    for heading, place in sorted(
        ((heading, place) for heading, place in places.items() if place is not None), key=lambda each: each[1]
    ):
        if place[0] >= start:
            yield from join_paragraphs(lines[start : place[0]], words)
            start = place[1]
        yield heading
    yield from join_paragraphs(lines[start:], words)


def _find_title(lines: Sequence[PdfLine], title: str) -> tuple[int, int] | None:
    """Return which lines of a page say a bookmark's title, perhaps behind a number."""
    wanted = "".join(title.casefold().split())
    for start in range(len(lines)):
        said_here = ""
        for end in range(start, min(start + _HEADING_LINES, len(lines))):
            said_here += "".join(lines[end].text.casefold().split())
            if said_here == wanted or said_here.lstrip("0123456789.§:)-–") == wanted:
                return start, end + 1
            if len(said_here) > len(wanted) + 12:
                break
    return None


def _carry_over(written: Sequence[list[PdfHeading | Paragraph]], words: frozenset[str]) -> None:
    """Keep sentences whole that run on over the end of a page."""
    for parts, following in pairwise(written):
        if not parts or not following:
            continue
        last, first = parts[-1], following[0]
        if isinstance(last, Paragraph) and isinstance(first, Paragraph):
            moved = move_cut_sentence(last, first, words)
            if moved is not None:
                parts[-1] = moved[0]
                following[:1] = [moved[1]] if moved[1] is not None else []

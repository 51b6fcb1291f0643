"""The lines of a PDF's pages with their places, and which of them are the running heads and feet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_EDGE = 2  # lines from the top and from the bottom of a page that may be a running head or foot
_REPEATED = 3  # pages on which a line at the edge stands before it counts as one; two, where a number in it goes up
_SAME_PLACE = 4.0  # points by which such lines may differ in height
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|p\.|seite|pagina|página)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?")  # the dots between a heading and its page
_PARTED = frozenset({0x02, 0xFFFE})  # what pdfium reports for a hyphen at a line's end, in place of the line break
_SOFT_HYPHENS = _PARTED | {0xAD}

_Place = tuple[str, int]  # the words of a line without its numbers, and about how high it stands


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of text; places are in points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float  # of its font


def read_lines(page: pypdfium2.PdfPage) -> list[PdfLine]:
    """Return the lines of a page in the order in which its text is stored."""
    textpage = page.get_textpage()
    try:
        codes = [pdfium.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars())]
        return list(_cut_lines(textpage, codes))
    finally:
        textpage.close()


def drop_running_heads(pages: Sequence[Sequence[PdfLine]]) -> list[list[PdfLine]]:
    """Return the lines of pages without page numbers at the edges, what repeats there, and lines of a table of contents."""
    places: dict[_Place, Counter[str]] = defaultdict(Counter)
    for lines in pages:
        for place, text in {(place, line.text) for line in _pick_edges(lines) for place in _list_places(line)}:
            places[place][text] += 1
    running = {
        place for place, texts in places.items()
        if texts.total() >= min(_REPEATED, max(2, len(pages))) or len(texts) > 1
    }  # fmt: skip
    kept: list[list[PdfLine]] = []
    for lines in pages:
        edges = [
            line for line in _pick_edges(lines)
            if _PAGE_NUMBER.fullmatch(line.text) or running.intersection(_list_places(line))
        ]  # fmt: skip
        kept.append([line for line in lines if line not in edges and not _CONTENTS.search(line.text)])
    return kept


def _pick_edges(lines: Sequence[PdfLine]) -> list[PdfLine]:
    by_height = sorted(lines, key=lambda line: line.bottom)
    return [*by_height[:_EDGE], *by_height[max(_EDGE, len(by_height) - _EDGE) :]]


def _list_places(line: PdfLine) -> Iterator[_Place]:
    words = _DIGITS.sub("#", _ROMAN.sub("#", line.text.casefold()))
    place = int(line.bottom / _SAME_PLACE)
    yield from ((words, near) for near in (place, place + 1))


def _cut_lines(textpage: pypdfium2.PdfTextPage, codes: Sequence[int]) -> Iterator[PdfLine]:
    start = 0
    for end in [at for at, code in enumerate(codes) if code == 0x0A or code in _PARTED] + [len(codes)]:
        shown = [index for index in range(start, end) if codes[index] > 0x20 and codes[index] not in (0xA0, 0xAD)]
        if shown:
            left, bottom, _, _ = textpage.get_charbox(shown[0], loose=True)
            right = textpage.get_charbox(shown[-1], loose=True)[2]
            size = float(pdfium.FPDFText_GetFontSize(textpage, shown[0]))
            high = textpage.get_charbox(shown[0], loose=True)[3] - bottom
            yield PdfLine(_build_text(codes[start : end + 1]), left, right, bottom, high if size <= 1 else size)
        start = end + 1


def _build_text(codes: Sequence[int]) -> str:
    while codes and (codes[-1] <= 0x20 and codes[-1] not in _SOFT_HYPHENS):
        codes = codes[:-1]
    parted = bool(codes) and codes[-1] in _SOFT_HYPHENS
    units = [code for code in codes if code >= 0x20 and code not in _SOFT_HYPHENS]
    text = "".join(chr(code) for code in units if code < 0x110000)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(text.split()) + ("\u00ad" if parted else "")

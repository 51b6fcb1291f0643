"""From the lines of a PDF page to its paragraphs: joined where they were wrapped, parted words made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.conversion.pdf_lines import PdfLine

_BULLET = re.compile(r"(?:[•‣◦▪●○■□–—✓➤]|[-*](?=\s))\s*")
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_LETTERED = re.compile(r"(?:\([a-z0-9ivx]{1,4}\)|[a-z]\))\s+(?=\S)")
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GAP = 1.4  # of the usual distance between lines: more than that parts paragraphs
_INDENT = 0.7  # of the font's size: an indented line begins a paragraph
_SHORT = 0.85  # of the width of the column: a line that ends before it may be the last of its paragraph
_TALLER = 1.15  # of the size of most lines: headings are taller
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a list item with its bullet or number taken off. `size` is that of its font in points."""

    text: str
    size: float
    item: bool = False
    ordinal: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether its last sentence may go on elsewhere."""
        return not self.item and _ENDS.search(self.text) is None


def collect_words(pages: Iterable[Iterable[PdfLine]]) -> frozenset[str]:
    """Return the words of a document, lower case: they tell whether a hyphen at a line's end belongs to its word."""
    return frozenset(
        word.casefold() for lines in pages for line in lines for word in _WORD.findall(line.text.removesuffix("\u00ad"))
    )


def join_paragraphs(lines: Sequence[PdfLine], words: frozenset[str]) -> list[Paragraph]:
    """Return the paragraphs of a page, in order."""
    distances = [upper.bottom - lower.bottom for upper, lower in pairwise(lines)]
    usual = median([each for each in distances if each > 1] or [12.0])
    groups: list[list[PdfLine]] = []
    for line in lines:
        if groups and not _begins_paragraph(groups[-1], line, usual, _find_column_right(lines, groups[-1][-1])):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_build_paragraph(group, words) for group in groups]


def measure_body_size(pages: Iterable[Iterable[PdfLine]]) -> float:
    """Return the size of font in which most of a document is set, in points."""
    sizes: dict[float, int] = {}
    for lines in pages:
        for line in lines:
            size = round(line.size, 1)
            sizes[size] = sizes.get(size, 0) + len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def looks_like_heading(paragraph: Paragraph, body: float) -> bool:
    """Whether a paragraph is set in larger type than the rest and is no sentence."""
    return (
        not paragraph.item
        and paragraph.size > body * _TALLER
        and len(paragraph.text.split()) <= _HEADING_WORDS
        and (_ENDS.search(paragraph.text) is None or paragraph.text.endswith(("?", "!")))
    )


def move_cut_sentence(
    before: Paragraph, after: Paragraph, words: frozenset[str]
) -> tuple[Paragraph, Paragraph | None] | None:
    """Move the end of a sentence that a page break cuts to the page where it begins; None where none is cut."""
    if not before.is_open or after.item or abs(before.size - after.size) > 0.1 * before.size:
        return None
    if not (after.text[:1].islower() or before.text.endswith(("-", "\u00ad", ","))):
        return None
    end = _SENTENCE_END.search(after.text)
    cut = end.end() if end else len(after.text)
    rest = after.text[cut:].strip()
    joined = Paragraph(join_lines([before.text, after.text[:cut]], words), before.size)
    return joined, Paragraph(rest, after.size) if rest else None


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """Return lines as one; a word that was parted at a line's end is whole again."""
    whole = ""
    for line in lines:
        if not whole:
            whole = line
        elif whole.endswith(("-", "\u00ad")) and line[:1].isalpha():
            whole = whole[:-1] + _choose_hyphen(whole, line, words) + line
        else:
            whole = f"{whole} {line}"
    return whole


def _choose_hyphen(before: str, after: str, words: frozenset[str]) -> str:
    """The hyphen between two parts of a word, or nothing where it only parted them."""
    first = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", before[:-1])
    second = _WORD.match(after)
    if first is None or second is None:
        return "-"
    one, other = first[0].casefold(), second[0].casefold()
    if one + other in words:
        return ""
    if (
        f"{one}-{other}" in words
        or not after[:1].islower()
        or (before.endswith("-") and one in words and other in words)
    ):
        return "-"
    return ""


def _begins_paragraph(group: Sequence[PdfLine], line: PdfLine, usual: float, column_right: float) -> bool:
    """Whether a line begins a new paragraph."""
    last = group[-1]
    if _BULLET.match(line.text) or _NUMBERED.match(line.text) or _LETTERED.match(line.text):
        return True
    if abs(line.size - last.size) > 0.1 * max(last.size, 1.0):
        return True
    ends = _ENDS.search(last.text) is not None
    distance = last.bottom - line.bottom
    if distance < -usual:  # the next column
        return ends or not (line.text[:1].islower() or last.text.endswith(("-", "\u00ad", ",")))
    if distance > usual * _GAP and distance > last.size * _GAP * 1.1:
        return True
    first_left = group[0].left
    is_item = _BULLET.match(group[0].text) or _NUMBERED.match(group[0].text)
    indent = line.left - last.left
    if not is_item and len(group) > 1 and indent > _INDENT * line.size:
        return True
    if is_item and line.left <= first_left + 1 and ends:
        return True
    width = column_right - min(last.left, line.left)
    short = last.right < min(last.left, line.left) + _SHORT * width
    return short and (ends or not line.text[:1].islower()) and not last.text.endswith((",", "-", "\u00ad"))


def _find_column_right(lines: Sequence[PdfLine], line: PdfLine) -> float:
    """The right edge of the column in which a line stands."""
    near = [other.right for other in lines if abs(other.left - line.left) < 3 * max(line.size, 1.0)]
    return max(near, default=line.right)


def _build_paragraph(group: Sequence[PdfLine], words: frozenset[str]) -> Paragraph:
    text = join_lines([line.text for line in group], words).removesuffix("\u00ad")
    if group[-1].text.endswith("\u00ad"):
        text += "-"
    size = group[0].size
    if bullet := _BULLET.match(text):
        return Paragraph(text[bullet.end() :], size, item=True) if text[bullet.end() :] else Paragraph(text, size)
    if numbered := _NUMBERED.match(text):
        return Paragraph(text[numbered.end() :], size, item=True, ordinal=int(numbered[1]))
    return Paragraph(text, size)

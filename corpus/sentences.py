"""From a block of a document to its sentences, and how many words a stretch of text has, in any language."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from syntok import segmenter

from corpus.code import cut_commands, is_prose
from corpus.documents import Block, BlockKind, Span

MOST_WORDS = 110  # of a sentence; a longer one is most often text without full stops, or a list
MOST_ROW_WORDS = 60  # of a row that is quoted whole; a longer one holds texts
_PART_WORDS = 36  # of each part of a sentence that is longer than that
_HAN = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df"  # Thai, Lao, Burmese, Khmer
_UNSPACED = re.compile(f"([{_HAN}]+)|[{_SOUTH_EAST}]+")
_HAN_LETTERS, _SOUTH_EAST_LETTERS = 1.7, 4.5  # of a word, on average: these languages put no space between words
# Full stops of languages that need no space behind them, with the quotation marks and brackets that they close.
_STOP = re.compile(
    f"(?:[。！？｡।॥۔؟።။។៕།\u0589]++|(?<=[{_HAN}])[!?]+(?=[{_HAN}]))[\"'”’」』）)\\]】》]*+(?![とっのはがをにへもやで、，,。！？])"
)
_CELL = re.compile(r"(?:\\\||[^|\t])+")  # of a row between bars or tabs
_PAUSE = re.compile(r"[,;:，、；：،؛–—]['\"”’)\]]*(?=\s)|[，、；：]|\n")


def sentences(text: str, block: Block) -> Iterator[Span]:
    """Yield the sentences of a block, in order, without the white space around them.

    A row of a table is one sentence, and so is a command in a piece of code: full stops inside them end nothing. A sentence of more
    than `MOST_WORDS` words, or a row of more than `MOST_ROW_WORDS`, is parted, at commas and line breaks where it has some.
    """
    piece = block.span.of(text)
    if block.kind is BlockKind.TABLE_ROW:
        if count_words(piece) <= MOST_ROW_WORDS:
            yield block.span
            return
        cells = [cell for cell in _CELL.finditer(piece) if cell[0].strip()]
        if len(cells) > 1:
            for cell in cells:
                cut = Span(block.span.start + cell.start(), block.span.start + cell.end())
                yield from sentences(text, Block(cut, block.headings))
            return
    if block.kind is BlockKind.CODE and not is_prose(piece):
        yield from cut_commands(text, block.span)
        return
    for start, end in itertools.pairwise(_find_bounds(piece)):
        sentence = _tighten(piece, start, end)
        if sentence is not None:
            for part in _part(piece, sentence):
                yield Span(block.span.start + part.start, block.span.start + part.end)


def count_words(text: str) -> int:
    """Return how many words a text has: runs without a space, in Chinese, Thai and their like about so many as it has letters for."""
    words = len(text.split())
    if text.isascii():
        return words
    unspaced = 0.0
    for run in _UNSPACED.finditer(text):
        unspaced += len(run[0]) / (_HAN_LETTERS if run[1] else _SOUTH_EAST_LETTERS)
    return max(words, round(unspaced + len(_UNSPACED.sub(" ", text).split()))) if unspaced else words


def _find_bounds(piece: str) -> list[int]:
    starts = {
        sentence[0].offset for paragraph in segmenter.analyze(piece) for sentence in paragraph if len(sentence) > 0
    }
    if not piece.isascii():
        starts.update(stop.end() for stop in _STOP.finditer(piece))
    # A sentence reaches to the start of the next: token values may be normalised, so their lengths mean nothing.
    blank = len(piece) - len(piece.lstrip())
    return [0, *sorted(start for start in starts if blank < start < len(piece)), len(piece)]


def _part(piece: str, sentence: Span) -> Iterator[Span]:
    """Yield a sentence, or parts of `_PART_WORDS` words or fewer of one that is too long."""
    if count_words(sentence.of(piece)) <= MOST_WORDS:
        yield sentence
        return
    start, words, pause = sentence.start, 0, 0  # pause: where the part may end best
    for token in _iterate_tokens(piece, sentence):
        count = count_words(token.of(piece))
        if words and words + count > _PART_WORDS:
            end = pause if pause > start else token.start
            part = _tighten(piece, start, end)
            if part is not None:
                yield part
            start, pause = end, 0
            words = count_words(piece[start : token.start])
        words += count
        if words * 2 > _PART_WORDS and _PAUSE.search(piece, token.start, min(token.end + 1, sentence.end)):
            pause = token.end
    part = _tighten(piece, start, sentence.end)
    if part is not None:
        yield part


def _iterate_tokens(piece: str, sentence: Span) -> Iterator[Span]:
    """Yield the runs without a space of a sentence, long runs of languages without spaces in pieces."""
    for run in re.finditer(r"\S+", sentence.of(piece)):
        start, end = sentence.start + run.start(), sentence.start + run.end()
        if _UNSPACED.search(piece, start, end) is None:
            yield Span(start, end)
            continue
        for at in range(start, end, 8):
            yield Span(at, min(at + 8, end))


def _tighten(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    return Span(start + left, start + left + len(stripped)) if stripped else None

"""From a sentence of a passage to the run of sentences that belongs to it, without which it says half."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.code import find_code_around
from corpus.documents import Passage, Span
from corpus.sentences import MOST_ROW_WORDS
from index.judge.windows import ends_as_question, is_row, read_line_at

_LIST = 60  # words of a list with its introduction
_PARTS = 5  # lines that one sentence was broken into, at most
_HEADING = 4  # words of a line without a full stop that says nothing by itself, at most
_NAME = 14  # words of what names a row, at most
_ROW = re.compile(r"row \d+(?:: .+)?")  # the heading of a row of a sheet
_PAIRS = re.compile(
    r"(?:[^:;\n]{1,40}: [^;\n]{1,200}; ){1,40}[^:;\n]{1,40}: [^;\n]{1,200}"
)  # `Item: Crane; Place: Shed 4`
_MARKER = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z][.)]|[A-Z]\))\s+")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_EXCEPTION = re.compile(r"(?:however|but|unless|except|otherwise|although|though|if not)\b", re.IGNORECASE)


def strip_marker(text: str) -> str:
    """Return a text without the bullet or number at its start."""
    marker = _MARKER.match(text)
    return text[marker.end() :] if marker else text


def find_belonging(passage: Passage, position: int) -> range:
    """Return the positions of the sentences that are quoted with a sentence; only that sentence itself may be a question.

    It is the whole of a sentence that line breaks cut, a list or a piece of code with the line that introduces it, a row of a table,
    what stands under a heading-like line, and a condition with the exception that follows it.
    """
    return _Layout(passage).find_run(position)


def find_list(passage: Passage, position: int) -> range | None:
    """Return the positions of the list that a sentence is an item of, with the line that introduces it.

    `None` where it is no item, where no line introduces the list, or where all of it is too long to be quoted.
    """
    return _Layout(passage).find_list_of(position)


def find_row_name(passage: Passage, position: int) -> int | None:
    """Return the position of the sentence that names the row of a table in which a sentence stands, if that is another one."""
    return _Layout(passage).find_name(position)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the sentences of a passage stand to each other."""

    passage: Passage

    def find_name(self, position: int) -> int | None:
        start = self._find_row(position).start
        named = start != position and self._may_be_quoted(start) and self._count_words(start, start) <= _NAME
        return start if named else None

    def find_run(self, position: int) -> range:
        row = self._find_row(position)
        if len(row) > 1 and self._count_words(row[0], row[-1]) <= MOST_ROW_WORDS:
            return row
        if len(row) > 1 or self._find_code(position) is not None:
            return range(position, position + 1)
        first = last = position
        while self._goes_on(last) and last - first + 1 < _PARTS:
            last += 1
        while self._goes_on(first - 1) and last - first + 1 < _PARTS:
            first -= 1
        if self._read_text(last).endswith(":") or self._is_heading(last):
            last = self._find_introduced(first, last)
        if self._excepts(last + 1):
            last += 1
        if self._excepts(first) and self._may_be_quoted(first - 1):
            first -= 1
        return range(first, last + 1)

    def find_list_of(self, position: int) -> range | None:
        first = last = position
        while self._is_item(first) and self._is_item(first - 1):
            first -= 1
        while self._is_item(last) and self._is_item(last + 1):
            last += 1
        introduction = first - 1
        if not self._is_item(position) or introduction < 0 or not self._read_text(introduction).endswith(":"):
            return None
        return range(introduction, last + 1) if self._count_words(introduction, last) <= _LIST else None

    def _find_introduced(self, first: int, last: int) -> int:
        """Return the last position of what the line at `last` introduces: items or code while there is room, or one sentence."""
        listed, code = self._is_item(last + 1), self._find_code(last + 1)
        introduction = last
        while self._may_be_quoted(last + 1) and (last == introduction or self._count_words(first, last + 1) <= _LIST):
            if listed and not self._is_item(last + 1) and "\n" in self._read_gap(last):
                break
            if code is not None and self._find_code(last + 1) != code:
                break
            last += 1
            if not listed and code is None:
                break
        return last

    def _goes_on(self, position: int) -> bool:
        """Whether the sentence at a position goes on in the next: a line break cut it, and nothing else is between."""
        if not (self._may_be_quoted(position) and self._may_be_quoted(position + 1)) or self._is_item(position + 1):
            return False
        cut = not _ENDED.search(self._read_text(position)) and not self._read_gap(position).strip()
        in_prose = not self._is_row(position) and self._find_code(position) is None
        return cut and self._read_text(position + 1)[0].islower() and in_prose

    def _excepts(self, position: int) -> bool:
        """Whether a sentence is the exception to the one before it, in the same paragraph."""
        if position < 1 or not self._may_be_quoted(position) or not _EXCEPTION.match(self._read_text(position)):
            return False
        return self._read_gap(position - 1).count("\n") < 2

    def _is_heading(self, position: int) -> bool:
        text = self._read_text(position)
        if position > 0 and self._read_gap(position - 1).count("\n") < 2:
            return False  # the end of a paragraph, not a line of its own
        plain = not (self._is_item(position) or self._is_row(position) or _ENDED.search(text))
        return plain and len(text.split()) <= _HEADING

    def _is_item(self, position: int) -> bool:
        """Whether a sentence is the first of a list item: its line begins with a marker."""
        if not 0 <= position < len(self.passage.sentences):
            return False
        text, start = self.passage.document.text, self.passage.sentences[position].start
        before = text[text.rfind("\n", 0, start) + 1 : start]
        return bool(_MARKER.fullmatch(before) or _MARKER.match(self._read_text(position)))

    def _is_row(self, position: int) -> bool:
        """Whether a sentence stands in a row of a table: between bars, under its number, or as names with their values."""
        line = read_line_at(self.passage.document.text, self.passage.sentences[position].start)
        numbered = bool(self.passage.headings) and _ROW.fullmatch(self.passage.headings[-1]) is not None
        return is_row(line) or numbered or _PAIRS.fullmatch(line.strip()) is not None

    def _find_row(self, position: int) -> range:
        """Return the positions of the sentences in the row of a sentence; of that one alone where it is in none."""
        first = last = position
        if self._is_row(position):
            while first > 0 and "\n" not in self._read_gap(first - 1):
                first -= 1
            while last + 1 < len(self.passage.sentences) and "\n" not in self._read_gap(last):
                last += 1
        return range(first, last + 1)

    def _find_code(self, position: int) -> Span | None:
        """Return the piece of code in which a sentence stands."""
        if not 0 <= position < len(self.passage.sentences):
            return None
        return find_code_around(self.passage.document.text, self.passage.sentences[position].start)

    def _may_be_quoted(self, position: int) -> bool:
        return 0 <= position < len(self.passage.sentences) and not ends_as_question(self._read_text(position))

    def _read_text(self, position: int) -> str:
        return self.passage.sentences[position].of(self.passage.document.text)

    def _read_gap(self, position: int) -> str:
        """Return what stands between a sentence and the next."""
        sentences = self.passage.sentences
        return self.passage.document.text[sentences[position].end : sentences[position + 1].start]

    def _count_words(self, first: int, last: int) -> int:
        return sum(len(self._read_text(position).split()) for position in range(first, last + 1))

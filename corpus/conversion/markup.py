"""A writer of Markdown whose text reads as in its source: no inline markup, no backslashes.

What looks like structure (`# 1`, `- a`, `1986. A year`) is kept apart from structure by a no-break space before it:
CommonMark then sees a paragraph, and the space around a paragraph is in no block, so no quotation shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.conversion.outcome import Refused
from corpus.documents import LeftOut, add_up
from corpus.reading.decoding import normalise
from corpus.reading.markdown import ROW_MARK
from corpus.reading.written_questions import is_question

_STRUCTURE = re.compile(r"[#>+*=_~`<|:\[!-]|\d{1,9}[.)]")
_COMMENT = re.compile(r"<(?=!--)")
_TICKS = re.compile("`+")
_GUARD = "\u00a0"
_APART = "<\u2060"  # a word joiner: what looks like a comment is shown, and hides nothing behind it
_DEEPEST = 6  # of lists in lists


class Markup:
    """Takes the parts of a document in order. Every method that adds raises `Refused` beyond `longest` characters."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._length = 0
        self._parts: list[str] = []
        self._left_out: list[LeftOut] = []
        self._depth = -1  # of the list item that was written last; -1 after anything else

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._parts) + "\n" if self._parts else ""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out so far, each kind once."""
        return add_up(self._left_out)

    def leave_out(self, thing: str, count: int = 1, things: str = "") -> None:
        """Note that the file holds something that is not written: "hidden row", "comment". `things` is an unusual plural."""
        self._left_out.append(LeftOut(thing, count, things))

    def add_heading(self, level: int, words: str) -> None:
        """Write a heading of level 1 to 6."""
        if line := _put_on_one_line(words):
            self._add(f"{'#' * min(max(level, 1), 6)} {line}")

    def add_paragraph(self, words: str) -> None:
        """Write a paragraph; its line breaks stay, but for lines of signs alone, which the reader would leave out."""
        lines: list[str] = []
        for line in _split_lines(words):
            if lines and not (_has_words(line) and _has_words(lines[-1])):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        if lines := [_guard(line) for line in lines]:
            self._add("\n".join(lines))

    def add_question(self, words: str) -> None:
        """Write a line that asks, where its document sets it off from the rest; the reader makes a heading of it."""
        line = _put_on_one_line(words)
        if is_question(line) and "*" not in line:
            self._add(f"**{line}**")
        else:
            self.add_paragraph(words)

    def add_pair(self, question: str, answer: str) -> None:
        """Write a question with its answer, as the reader of Markdown takes them whatever their words are."""
        self._add(f"Q: {_put_on_one_line(question)}")
        first, *others = [part for part in re.split(r"\n\s*\n", normalise(answer).strip()) if part.strip()] or [""]
        self._add("A: " + "\n".join(line if not at else _guard(line) for at, line in enumerate(_split_lines(first))))
        for other in others:
            self.add_paragraph(other)

    def add_item(self, words: str, depth: int = 0, ordinal: int | None = None) -> None:
        """Write a list item, with a number or a bullet. `depth` counts the lists that its list stands in."""
        line = _put_on_one_line(words)
        if not line:
            return
        depth = min(depth, self._depth + 1, _DEEPEST)
        marker = "-" if ordinal is None or not 0 <= ordinal < 10**6 else f"{ordinal}."
        self._add(f"{' ' * 4 * depth}{marker} {_guard(line)}", "\n" if self._depth >= 0 else "\n\n")
        self._depth = depth

    def add_table_rows(self, lines: Sequence[str]) -> None:
        """Write rows of a table that carry the names of their columns already: each is quoted as it is, and whole."""
        rows = [line for line in map(_put_on_one_line, lines) if line]
        if any("|" in row for row in rows):
            for row in rows:
                self._add(ROW_MARK + row)
        elif rows:
            self._add("\n".join(["|  |", "| --- |", *(f"| {row} |" for row in rows)]))

    def add_code(self, words: str) -> None:
        """Write lines that stay as they are."""
        lines = _COMMENT.sub(_APART, normalise(words)).strip("\n")
        if lines.strip():
            fence = "`" * max(3, 1 + max((len(ticks) for ticks in _TICKS.findall(lines)), default=0))
            self._add(f"{fence}\n{lines}\n{fence}")

    def _add(self, part: str, gap: str = "\n\n") -> None:
        whole = gap + part if self._parts else part
        self._length += len(whole)
        if self._length > self._longest:
            raise Refused(f"holds more than {self._longest:,} characters of text; split it into smaller files")
        self._parts.append(whole)
        self._depth = -1


def add_title(markdown: str, title: str | None) -> str:
    """Return `markdown` with `title` as its first heading, so that the stored text names itself."""
    words = _put_on_one_line(title or "")
    if not words or " ".join(markdown[: len(words) + 3].split()) == f"# {words}":
        return markdown
    return f"# {words}\n\n{markdown}"


def _split_lines(words: str) -> list[str]:
    lines = (" ".join(line.split()) for line in _COMMENT.sub(_APART, normalise(words)).split("\n"))
    return [line for line in lines if line]


def _put_on_one_line(words: str) -> str:
    return " ".join(_split_lines(words))


def _has_words(line: str) -> bool:
    return any(character.isalnum() for character in line)


def _guard(line: str) -> str:
    return _GUARD + line if _STRUCTURE.match(line) else line

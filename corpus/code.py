"""Code in documents: where it stands, and how it is cut into commands, each with its comment and the lines that go on with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.documents import Span

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)(?:\n|\Z)", re.MULTILINE)
_PROMPT = re.compile(r"[ \t]*(?:\$|%|>>>|PS[^>\n]{0,80}>|[\w.-]+@[\w.-]+[^\n$#]{0,80}[$#]|In \[\d+\]:)[ \t]")
_COMMENT = re.compile(
    r"#(?!include|define|if|endif|pragma)|//|--[ \t]|;|REM\b|@\w|/\*.*\*/$", re.IGNORECASE
)  # also what decorates the next line
_GOES_ON = re.compile(r"(?:\\|&&|\|\|?|[,({\[`^+=])$")
_GOES_ON_WITH = re.compile(
    r"[)\]}]|&&|\||\.\w|(?:done|fi|esac|else|elif|elsif|end|except|finally|catch|then|do)\b", re.IGNORECASE
)
_SECTION = re.compile(r"\[[^\[\]]+\]$")  # of an INI or TOML file: its lines say nothing without it
_HEREDOC = re.compile(r"<<-?[ \t]*['\"]?(\w+)['\"]?")
_QUERY = re.compile(
    r"(?:select|insert into|delete from|create \w+|alter \w+)\b", re.IGNORECASE
)  # of SQL: it ends at a semicolon
_QUOTES = re.compile(r"\"{3}|'{3}")
_SIGN = re.compile(r"[={}<>;$\\|@#~]|\w\(|(?:^|\s)--?\w|\w[/_]\w|^\s*[a-z][\w.-]*\s*$", re.MULTILINE)
_PROSE_WORDS = 5  # of a line, on average
_ENDED = re.compile(r"[.!?…。！？][\"'”’)]*\s*$", re.MULTILINE)


@lru_cache(maxsize=8)
def find_code(text: str) -> tuple[Span, ...]:
    """Return where code stands between fences in a text of Markdown, in order; a fence that is never closed begins none."""
    if "```" not in text and "~~~" not in text:
        return ()
    found: list[Span] = []
    start, mark = -1, ""
    for fence in _FENCE.finditer(text):
        if start < 0:
            if fence[1][0] == "`" and "`" in fence[2]:
                continue  # code inside of a line
            start, mark = fence.end(), fence[1]
        elif fence[1].startswith(mark) and not fence[2].strip():
            if start < fence.start():
                found.append(Span(start, fence.start()))
            start = -1
    return tuple(found)


def find_code_around(text: str, start: int) -> Span | None:
    """Return the piece of code in which a place of a text of Markdown is."""
    pieces = find_code(text)
    at = bisect_right(pieces, start, key=lambda piece: piece.start) - 1
    return pieces[at] if at >= 0 and start < pieces[at].end else None


def strip_fences(text: str) -> str:
    """Return a text without the lines that begin and end pieces of code."""
    return _FENCE.sub("", text)


def is_prose(code: str) -> bool:
    """Whether what stands as code is a text: whole sentences, without the signs of commands."""
    lines = [line for line in code.split("\n") if line.strip()]
    signs = sum(1 for line in lines if _SIGN.search(line))
    return signs * 5 < len(lines) and len(code.split()) >= _PROSE_WORDS * len(lines) and _ENDED.search(code) is not None


def cut_commands(text: str, code: Span) -> Iterator[Span]:
    """Yield the commands of a piece of code: the lines that are one, with the comment right above and what it printed right below."""
    cutter = _Cutter(prompted=_PROMPT.match(code.of(text)) is not None)
    position = code.start
    while position < code.end:
        stop = text.find("\n", position, code.end)
        stop = code.end if stop < 0 else stop
        cutter.take(text[position:stop], position)
        position = stop + 1
    yield from cutter.finish()


@dataclass(slots=True)
class _Cutter:
    """Takes the lines of a piece of code; `prompted` says that each command stands behind a prompt."""

    prompted: bool
    _done: list[Span] = field(default_factory=list)
    _start: int = -1  # of the command that is open
    _end: int = -1
    _indent: int = 0
    _last: str = ""  # the line before, as far as it has words
    _told: bool = False  # whether there is more than a comment so far
    _gap: bool = False  # whether an empty line stands above
    _until: str = ""  # what ends the text that is open: the word of a here-document, quotation marks, a semicolon
    _section: bool = False

    def take(self, line: str, position: int) -> None:
        """Take the next line."""
        words = line.strip()
        if not words:
            self._gap = True
            self._until = self._until.removesuffix(";")
            return
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if self._start < 0 or not self._goes_on(words, indent, line):
            self._close()
            self._start, self._indent = position + len(line) - len(line.lstrip()), indent
            self._section = _SECTION.match(words) is not None
        self._told = self._told or not _COMMENT.match(words)
        self._end = position + len(line.rstrip())
        self._open_text(words)
        self._last, self._gap = words, False

    def finish(self) -> list[Span]:
        """Return all commands."""
        self._close()
        return self._done

    def _goes_on(self, words: str, indent: int, line: str) -> bool:
        if self._until:
            return True
        if self.prompted:
            return not (_PROMPT.match(line) or (_COMMENT.match(words) and self._told)) or not self._told
        if indent > self._indent or _GOES_ON.search(self._last) or _GOES_ON_WITH.match(words):
            return True
        if self._gap:
            return False
        return not self._told or (self._section and not _SECTION.match(words))

    def _open_text(self, words: str) -> None:
        """Note whether a text that runs over several lines begins or ends in a line."""
        if self._until in ('"""', "'''"):
            self._until = "" if words.count(self._until) % 2 else self._until
        elif self._until:
            ends = words.endswith(";") if self._until == ";" else words == self._until
            self._until = "" if ends else self._until
        elif _QUERY.match(words):
            self._until = ";" * (not words.endswith(";"))
        elif heredoc := _HEREDOC.search(words):
            self._until = heredoc[1]
        elif (quotes := _QUOTES.search(words)) and words.count(quotes[0]) % 2:
            self._until = quotes[0]

    def _close(self) -> None:
        if self._start >= 0:
            self._done.append(Span(self._start, self._end))
        self._start, self._told = -1, False

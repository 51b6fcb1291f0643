"""What a document says of itself between two lines of three hyphens, in YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from corpus.reading.decoding import UnreadableDocument

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"[ \t\n]*(?:#[^\n]*\n[ \t\n]*)*[A-Za-z_][\w-]*[ \t]*:(?:[ \t\n]|$)")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][\w-]+)?")
_LONGEST = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields that a document states, and where its text begins (characters)."""

    end: int = 0
    title: str | None = None
    source_title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    language: str | None = None
    tags: tuple[str, ...] = field(default=())


def read_front_matter(text: str, filename: str) -> FrontMatter:
    """Return the front matter at the head of `text`; all fields are empty where there is none.

    Unknown keys are ignored. Raises `UnreadableDocument`, with the line, for what is not YAML or not what a key takes.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    closing = _CLOSING.search(text, opening.end())
    looks_like_it = _KEY.match(text, opening.end(), min(len(text), opening.end() + _LONGEST)) is not None
    if closing is None or closing.start() - opening.end() > _LONGEST:
        if looks_like_it:
            raise UnreadableDocument(f"{filename}, line 1: the front matter is never closed; end it with a line of ---")
        return FrontMatter()
    body = text[opening.end() : closing.start()]
    if not looks_like_it:
        return FrontMatter(end=closing.end()) if not body.strip() else FrontMatter()
    return _Fields(body, filename).read(closing.end())


class _Fields:
    def __init__(self, body: str, filename: str) -> None:
        self._filename = filename
        self._lines: dict[str, int] = {}
        self._values = self._parse(body)

    def read(self, end: int) -> FrontMatter:
        return FrontMatter(
            end=end,
            title=self._read_text("title"),
            source_title=self._read_text("source_title"),
            author=self._read_text("author"),
            publisher=self._read_text("publisher"),
            url=self._read_text("url"),
            published=self._read_date("published"),
            language=self._read_language("language"),
            tags=self._read_texts("tags"),
        )

    def _parse(self, body: str) -> Mapping[object, object]:
        try:
            node = yaml.compose(body, Loader=yaml.SafeLoader)
            if not isinstance(node, yaml.MappingNode):
                raise self._make_error(2, "the front matter is not a list of `key: value` lines")
            for key, _ in node.value:
                self._lines[str(key.value)] = key.start_mark.line + 2
            # BaseLoader keeps every scalar as it is written: a title `2024` stays text, and nothing is constructed.
            values = yaml.load(body, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._make_error(
                mark.line + 2 if mark else 2, f"the front matter is not YAML ({error.problem})"
            ) from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            if isinstance(error, UnreadableDocument):
                raise
            raise self._make_error(2, "the front matter is not YAML") from error
        return values if isinstance(values, dict) else {}

    def _make_error(self, line: int, what: str) -> UnreadableDocument:
        return UnreadableDocument(f"{self._filename}, line {line}: {what}; correct that line")

    def _read_text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if not isinstance(value, str):
            raise self._make_error(self._lines.get(key, 2), f"`{key}` takes one line of text")
        return " ".join(value.split()) or None

    def _read_texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key)
        if isinstance(value, str):
            value = value.split(",")
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._make_error(self._lines.get(key, 2), f"`{key}` takes a list, such as [rules, events]")
        return tuple(tidy for item in value if (tidy := " ".join(item.split())))

    def _read_date(self, key: str) -> date | None:
        value = self._read_text(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(value[:10])
        except ValueError as error:
            raise self._make_error(
                self._lines.get(key, 2), f"`{key}` takes a date such as 2026-01-31, not {value[:40]!r}"
            ) from error

    def _read_language(self, key: str) -> str | None:
        value = self._read_text(key)
        if value is None:
            return None
        code = _LANGUAGE.fullmatch(value)
        if code is None:
            raise self._make_error(
                self._lines.get(key, 2), f"`{key}` takes a code of two letters such as en, not {value[:40]!r}"
            )
        return code[1].lower()

"""What a document says of itself at its head: in YAML between lines of three hyphens, or in TOML between lines of three pluses.

Many tools write such a head, each with its own keys. What can't be understood is passed over: no head makes a file unreadable.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_KEY = {
    "---": re.compile(r"[ \t\n]*(?:#[^\n]*\n[ \t\n]*)*[A-Za-z_][\w-]*[ \t]*:(?:[ \t\n]|$)"),
    "+++": re.compile(r"[ \t\n]*(?:#[^\n]*\n[ \t\n]*)*(?:[A-Za-z_][\w.-]*[ \t]*=|\[)"),
}
_LINE = re.compile(r"([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(\S[^\n]*)$", re.MULTILINE)
_PROSE = re.compile(r"(?![A-Za-z_][\w.-]*[ \t]*[:=])[^\s#\[\]{}\"'>-]")  # no key, no item, nothing indented
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][\w-]+)?")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST = 64 * 1024  # characters
_NAMES = ("name", "title", "label")  # of a person, where an author has several fields


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


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter at the head of `text`; all fields are empty where there is none, or where it is never closed.

    Keys that nobody knows are ignored, and so is what a key can't be: `published: true` is no date.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    rule = opening[1]
    closing = _CLOSING[rule].search(text, opening.end(), opening.end() + _LONGEST + 5)
    if closing is None:
        return FrontMatter()
    body = text[opening.end() : closing.start()]
    if body.strip() and _KEY[rule].match(body) is None:
        return FrontMatter()
    values = _load(body, rule)
    if values is None:
        return FrontMatter()
    return FrontMatter(
        end=closing.end(),
        title=_read_text(values.get("title")),
        source_title=_read_text(values.get("source_title")),
        author=_read_text(values.get("author") or values.get("authors")),
        publisher=_read_text(values.get("publisher")),
        url=_read_address(values.get("url")),
        published=_read_date(values.get("published")) or _read_date(values.get("date")),
        language=_read_language(values.get("language")) or _read_language(values.get("lang")),
        tags=_read_texts(values.get("tags")),
    )


def _load(body: str, rule: str) -> Mapping[str, object] | None:
    """Return the keys with their values. Where it is no YAML or TOML as a whole, each line is read by itself.

    None where there are lines that are no part of a front matter: then it is text between two rules.
    """
    try:
        # BaseLoader keeps every scalar as it is written: a title `2024` stays text, and nothing is constructed.
        values = yaml.load(body, Loader=yaml.BaseLoader) if rule == "---" else tomllib.loads(body)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        values = None
    if not isinstance(values, dict):
        if any(_PROSE.match(line) for line in body.split("\n")):
            return None
        values = {line[1]: line[2].strip().strip("\"'").strip("[]") for line in reversed(list(_LINE.finditer(body)))}
    return {str(key).lower(): value for key, value in values.items()}


def _read_text(value: object) -> str | None:
    """Return one line of text of a word, a number, a list of them, or a person with a name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_read_text, value))) or None
    if isinstance(value, dict):
        return next((name for key in _NAMES if (name := _read_text(value.get(key)))), None)
    if value is None or isinstance(value, bool):
        return None
    return " ".join(str(value).split()) or None


def _read_texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(tidy for each in value if (tidy := _read_text(each))))


def _read_address(value: object) -> str | None:
    """Return a link to a page; None for a path on some site, as tools that make sites write it."""
    text = _read_text(value)
    return text if text and _ADDRESS.fullmatch(text) else None


def _read_date(value: object) -> date | None:
    try:
        return date.fromisoformat((_read_text(value) or "")[:10])
    except ValueError:
        return None


def _read_language(value: object) -> str | None:
    code = _LANGUAGE.fullmatch(_read_text(value) or "")
    return code[1].lower() if code else None

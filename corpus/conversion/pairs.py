"""JSON of questions with their answers, or of the messages of a chat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from corpus.conversion.exported_chats import convert_chat
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail
from corpus.conversion.plain_text import decode_text

_FORM = (
    'give a list such as [{"question": "…", "answer": "…"}], an object that holds such a list, '
    'or an object {"question": "answer"}'
)
_QUESTION, _ANSWER = ("question", "q"), ("answer", "a")


def convert(data: bytes, limits: Limits) -> Converted:
    """Return a heading for each question and its answer beneath, or a chat. Raises `Refused` for any other form of JSON."""
    try:
        value = json.loads(decode_text(data))
    except RecursionError:
        raise
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"is not JSON{where}; correct it there") from error
    if (chat := convert_chat(value)) is not None:
        return Converted(chat)
    markup = Markup(limits.characters)
    for heading, question, answer in _read_pairs(value):
        if heading:
            markup.add_heading(2, heading)
        markup.add_pair(question, answer)
    title = clean_detail(value.get("title")) if isinstance(value, dict) and any(_find_lists(value)) else None
    return Converted(markup.text, title)


def _read_pairs(value: object) -> Iterator[tuple[str | None, str, str]]:
    """Yield (heading where a new one begins, question, answer)."""
    if isinstance(value, list):
        yield from ((None, *_read_pair(entry, at)) for at, entry in enumerate(value, 1))
        if value:
            return
    elif (
        isinstance(value, dict)
        and _find_words(value, _QUESTION) is not None
        and _find_words(value, _ANSWER) is not None
    ):
        yield (None, *_read_pair(value, 1))
        return
    elif isinstance(value, dict) and (lists := _find_lists(value)):
        for name, entries in lists.items():
            for at, entry in enumerate(entries, 1):
                yield (name if len(lists) > 1 and at == 1 else None, *_read_pair(entry, at, f" of {name!r}"))
        return
    elif isinstance(value, dict) and value and all(_join_texts(answer) is not None for answer in value.values()):
        yield from (
            (None, question, _join_texts(answer) or "") for question, answer in value.items() if question.strip()
        )
        return
    raise Refused(f"holds no questions with answers; {_FORM}")


def _find_lists(value: Mapping[str, object]) -> dict[str, list[object]]:
    return {
        name: entries
        for name, entries in value.items()
        if isinstance(entries, list) and entries and any(isinstance(entry, dict) for entry in entries)
    }


def _read_pair(entry: object, at: int, where: str = "") -> tuple[str, str]:
    if isinstance(entry, dict):
        question, answer = _find_words(entry, _QUESTION), _find_words(entry, _ANSWER)
        if question and answer:
            return question, answer
    raise Refused(f"lacks a question or an answer in entry {at}{where}; {_FORM}")


def _find_words(entry: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name, value in entry.items():
        if name.strip().casefold() in names:
            return _join_texts(value)
    return None


def _join_texts(value: object) -> str | None:
    """The words of an answer: a text, or a list of texts as paragraphs."""
    parts = value if isinstance(value, list) else [value]
    texts = [part for part in parts if isinstance(part, str) and any(character.isalnum() for character in part)]
    return "\n\n".join(texts) if texts and len(texts) == len(parts) else None

"""The FAQ of a server as a file: one JSON object a line, which reads back identical."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from corpus.store.faq.entries import BadEntry, FaqDraft, FaqEntry, PassageRef
from corpus.store.history import now

MAX_IMPORT_BYTES = 16 * 2**20  # of a file


@dataclass(frozen=True, slots=True)
class Line:
    """An entry out of a file: what to keep, and when it was made and last changed (UTC)."""

    draft: FaqDraft
    created_at: datetime
    changed_at: datetime


FindPassage = Callable[[str, str], PassageRef | None]  # of a document's ID and a quote: where it stands there now


def export_entries(entries: Sequence[FaqEntry]) -> bytes:
    """Return entries of moderators as JSON lines, UTF-8. Those whose passage is gone are left out: they have no answer."""
    lines = [json.dumps(_write_line(entry), ensure_ascii=False) for entry in entries if entry.answer is not None]
    return "".join(f"{line}\n" for line in lines).encode()


def read_entries(data: bytes, find: FindPassage) -> tuple[list[Line], list[str]]:
    """Return the entries of a file, and why lines of it were left out, each with its number.

    Raises `BadEntry` where the file is none of ours at all.
    """
    if len(data) > MAX_IMPORT_BYTES:
        raise BadEntry(f"the file has {len(data) / 2**20:.0f} MiB: it may have {MAX_IMPORT_BYTES // 2**20}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadEntry("the file is no UTF-8 text: import what /faq-admin export gives out") from error
    found, refused = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found.append(_read_line(json.loads(line), find))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                why = str(error) if isinstance(error, BadEntry) else "it is no entry as /faq-admin export writes them"
                refused.append(f"line {number}: {why}")
    return found, refused


def _write_line(entry: FaqEntry) -> dict[str, Any]:
    answer = entry.answer
    assert answer is not None and entry.created_at is not None and entry.changed_at is not None  # noqa: PT018
    values: dict[str, Any] = {"question": entry.question, "phrasings": list(entry.phrasings), "tags": list(entry.tags)}
    if entry.own_words:
        values |= {"answer": answer.text, "url": answer.document.source.url}
    else:
        values |= {"passage": {"document_id": answer.document.id, "title": answer.document.title, "quote": answer.text}}
    return values | {
        "author": entry.author, "created_at": entry.created_at.isoformat(), "changed_at": entry.changed_at.isoformat(),
    }  # fmt: skip


def _read_line(values: Mapping[str, Any], find: FindPassage) -> Line:
    passage = None
    if values.get("answer") is None:
        cited = values["passage"]
        passage = find(_expect_text(cited["document_id"]), _expect_text(cited["quote"]))
        if passage is None:
            raise BadEntry(
                f"its passage of “{_expect_text(cited['title'])[:80]}” is not in the documents of this server"
            )
    draft = FaqDraft(
        _expect_text(values["question"]),
        _expect_text(values["answer"]) if passage is None else None,
        passage,
        _expect_texts(values.get("phrasings", [])),
        _expect_texts(values.get("tags", [])),
        _expect_text(values.get("author") or "")[:100] or None,
        _expect_text(values["url"])[:512] if values.get("url") else None,
    )
    return Line(draft, _expect_time(values.get("created_at")), _expect_time(values.get("changed_at")))


def _expect_texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(values)
    return tuple(map(_expect_text, values))


def _expect_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # a lone surrogate is no text that can be kept
    return value


def _expect_time(value: Any) -> datetime:
    """Return a time in UTC; the present one where none is given."""
    if value is None:
        return now()
    moment = datetime.fromisoformat(_expect_text(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)

"""Benchmarks: documents and questions of a folder, with what is known of their answers."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import MendableError
from corpus.file_limits import FileLimits
from corpus.readers import UnreadableDocument, read_document
from corpus.scopes import SHARED
from corpus.store.documents import new_id
from index.engine import Engine
from index.library import Added

_LOG = logging.getLogger(__name__)


class BenchmarkError(MendableError, ValueError):
    """A benchmark folder can't be used; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class BenchmarkDocument:
    """A document of a benchmark: a line of `documents.jsonl`."""

    id: str
    title: str
    url: str | None
    published: date | None
    text: str


@dataclass(frozen=True, slots=True)
class BenchmarkQuestion:
    """A question of a benchmark: a line of `questions.jsonl`.

    `evidence[i]` stands verbatim, white space aside, in document `document_ids[i]`.
    `mode` is "any" where one evidence is enough and "all" where they count together; `candidates`, where given, are the
    only documents that may be used. Benchmarks that tell sorts of questions apart say whose they are (`community`), how
    they are worded (`style`) and what an unanswerable one asks for (`kind`).
    """

    id: str
    question: str
    answerable: bool
    evidence: tuple[str, ...]
    document_ids: tuple[str, ...]
    mode: str
    candidates: tuple[str, ...] | None
    community: str | None = None
    style: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The documents and questions of a benchmark's folder."""

    name: str
    documents: tuple[BenchmarkDocument, ...]
    questions: tuple[BenchmarkQuestion, ...]


def load_benchmark(folder: Path) -> Benchmark:
    """Return the documents and questions of a folder.

    Raises `BenchmarkError` where a file is missing or a line is not what the format says.
    """
    documents = tuple(_parse_lines(folder / "documents.jsonl", _parse_document))
    questions = tuple(_parse_lines(folder / "questions.jsonl", _parse_question))
    known = _check_ids(documents, folder / "documents.jsonl")
    _check_ids(questions, folder / "questions.jsonl")
    for question in questions:
        lost = [name for name in (*question.document_ids, *(question.candidates or ())) if name not in known]
        if lost:
            raise BenchmarkError(
                f"question {question.id!r} names the document {lost[0]!r}, which documents.jsonl lacks"
            )
    return Benchmark(folder.name, documents, questions)


def _check_ids(rows: Sequence[BenchmarkDocument | BenchmarkQuestion], path: Path) -> set[str]:
    counts = Counter(row.id for row in rows)
    twice = [identity for identity, count in counts.items() if count > 1]
    if twice or not counts:
        what = f"has the ID {twice[0]!r} more than once" if twice else "is empty"
        raise BenchmarkError(f"{path} {what}; every line needs an ID of its own")
    return set(counts)


def add_documents(
    engine: Engine, benchmark: Benchmark, on_progress: Callable[[Added | None], None] | None = None
) -> dict[str, str]:
    """Add a benchmark's documents to an engine, read as pasted texts; return the store's ID of each by its own.

    A document that holds nothing to quote is left out, with a warning: what it should answer then counts as missed.
    """
    stored = {}
    for document in benchmark.documents:
        details = {"title": document.title or document.id, "url": document.url, "published": document.published}
        added = None
        try:
            added = engine.add(document.text.encode(), _name_file(document), SHARED, details=details)
            stored[document.id] = added.document_id
        except (UnreadableDocument, UnicodeEncodeError) as error:
            _LOG.warning("document %r is left out: %s", document.id, error)
        if on_progress is not None:
            on_progress(added)
    return stored


def read_documents(benchmark: Benchmark, limits: FileLimits) -> tuple[dict[str, str], dict[str, str]]:
    """Return what `add_documents` would store, without its embedding: the ID of each document in the store by its own,
    and the texts by those IDs.
    """
    stored, texts = {}, {}
    for document in benchmark.documents:
        with contextlib.suppress(UnreadableDocument, UnicodeEncodeError):  # `add_documents` tells of it
            data = document.text.encode()
            found = read_document(
                data, _name_file(document), max_bytes=limits.max_bytes, max_characters=limits.max_characters
            )
            stored[document.id] = new_id(SHARED, hashlib.sha256(data).hexdigest())
            texts[stored[document.id]] = found.text
    return stored, texts


def _name_file(document: BenchmarkDocument) -> str:
    return f"{document.id}.txt"


def _parse_lines(path: Path, parse: Callable[[Mapping[str, Any]], Any]) -> Iterator[Any]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BenchmarkError(
            f"{path} can't be read ({why}); give a folder with documents.jsonl and questions.jsonl"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield parse(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BenchmarkError(
                f"{path}, line {number} is not what the format says ({type(error).__name__}: {error})"
            ) from error


def _parse_document(row: Mapping[str, Any]) -> BenchmarkDocument:
    published = str(row["published"])[:10] if row.get("published") else None
    return BenchmarkDocument(
        str(row["id"]), str(row.get("title") or ""), row.get("url"), _parse_day(published), str(row["text"])
    )


def _parse_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None  # a date in another form is not needed to answer


def _parse_question(row: Mapping[str, Any]) -> BenchmarkQuestion:
    candidates = row.get("candidate_document_ids")
    return BenchmarkQuestion(
        str(row["id"]), str(row["question"]), bool(row["answerable"]), _read_texts(row, "evidence"),
        _read_texts(row, "document_ids"), str(row.get("evidence_mode") or "any"),
        _read_texts(row, "candidate_document_ids") if candidates is not None else None,
        _read_name(row, "community"), _read_name(row, "style"), _read_name(row, "kind"),
    )  # fmt: skip


def _read_name(row: Mapping[str, Any], key: str) -> str | None:
    return str(row[key]) if row.get(key) else None


def _read_texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = row.get(key) or []
    if not isinstance(values, list):
        raise TypeError(f"{key!r} is no list")
    return tuple(map(str, values))

"""The contract for machines: a reply as one JSON object. Other programs depend on it; keys are only ever added."""

from __future__ import annotations

from typing import Any

from index.judge.windows import name_columns
from index.outcomes import Answer, Citation, Help, Refusal, Reply, Several


def reply_to_json(reply: Reply | Several, elapsed_ms: float, sent: str | None = None) -> dict[str, Any]:
    """Return the object that `landscape ask --json` prints; `start` and `end` count characters of the stored text.

    `faq` names the entry where it is the moderators' answer; `certainty` is "sure" or "unsure" of an answer, and `missing` names
    the side of a comparison of which nothing was found. `parts` has an object for each question of a message of several, all
    else is then that of the first of them, but for `question`, the message as it was `sent`; `left_out` is how many more it asks.
    `close` says of a refusal whether its first passage was not far from being an answer, `topic` of help what was wanted.
    """
    if isinstance(reply, Several):
        parts = [reply_to_json(one, elapsed_ms) for one in reply.replies]
        whole = {"question": reply.question, "parts": parts, "left_out": reply.left_out}
        return parts[0] | whole | {"elapsed_ms": round(elapsed_ms, 1)}
    fields: dict[str, Any] = {
        "question": reply.question if sent is None else sent, "outcome": "help", "reason": None, "probability": 0.0, "answer": None,
        "citations": [], "nearest": [], "detail": None, "faq": None, "certainty": None,
        "missing": [], "parts": [], "left_out": 0,
        "topic": None, "close": None,
    }  # fmt: skip
    match reply:
        case Answer():
            fields |= {
                "outcome": "answer", "probability": reply.probability, "answer": reply.text,
                "certainty": reply.certainty.value, "missing": list(reply.missing),
                "citations": [citation_to_json(c) for c in reply.citations],
                "faq": {"entry_id": reply.by.entry_id, "question": reply.by.question} if reply.by else None,
            }  # fmt: skip
        case Refusal():
            fields |= {
                "outcome": "refusal", "reason": reply.reason.value, "probability": reply.probability,
                "nearest": [citation_to_json(c) for c in reply.nearest], "detail": reply.detail,
                "close": reply.is_close,
            }  # fmt: skip
        case Help():
            fields["topic"] = reply.topic.value
    return fields | {"elapsed_ms": round(elapsed_ms, 1)}


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """Return one citation as it stands in that object."""
    columns = name_columns(citation.document.text, citation.span.start)  # of a row of a table: the innermost heading
    return {
        "number": citation.number,
        "document_id": citation.document.id,
        "title": citation.document.title,
        "headings": [*citation.passage.headings, *filter(None, [columns])],
        "url": citation.document.source.url,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
    }

"""The contract for machines: a reply as one JSON object. Other programs depend on it; keys are only ever added."""

from __future__ import annotations

from typing import Any

from index.outcomes import Answer, Citation, Reply


def as_json(reply: Reply, elapsed_ms: float) -> dict[str, Any]:
    """Return the object that `landscape ask --json` prints; `start` and `end` count characters of the stored text."""
    answered = isinstance(reply, Answer)
    return {
        "question": reply.question,
        "outcome": "answer" if answered else "refusal",
        "reason": None if isinstance(reply, Answer) else reply.reason.value,
        "probability": reply.probability,
        "answer": reply.text if isinstance(reply, Answer) else None,
        "citations": [_citation(c) for c in reply.citations] if isinstance(reply, Answer) else [],
        "nearest": [] if isinstance(reply, Answer) else [_citation(c) for c in reply.nearest],
        "detail": None if isinstance(reply, Answer) else reply.detail,
        "elapsed_ms": round(elapsed_ms, 1),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document_id": citation.document.id,
        "title": citation.document.title,
        "headings": list(citation.passage.headings),
        "url": citation.document.source.url,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
    }

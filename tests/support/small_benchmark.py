"""A benchmark of three questions, of which one has an answer."""

import json
from pathlib import Path

from support.lighthouse import LIGHTHOUSE

TEXT = LIGHTHOUSE.split("---\n")[-1]
QUESTIONS = [
    {
        "id": "steps", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": True,
        "evidence": ["The climb has 212 steps."], "document_ids": ["vara"], "evidence_mode": "any",
        "community": "Vara", "style": "full",
    },
    {
        "id": "bread", "question": "How do I bake sourdough bread?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None,
        "community": "Vara", "style": "full", "kind": "adjacent",
    },
    {
        "id": "elsewhere", "question": "How many steps does the climb of the lighthouse tower have?", "answerable": False,
        "evidence": [], "document_ids": [], "evidence_mode": None, "candidate_document_ids": ["bees"],
        "community": "Bees", "style": "full", "kind": "neighbour",
    },
]  # fmt: skip


def write_bench(folder: Path) -> Path:
    folder.mkdir()
    documents = [
        {"id": "vara", "title": "The lighthouse of Vara", "url": None, "published": None, "text": TEXT},
        {"id": "bees", "title": "Bees", "url": None, "published": "2026-01-02", "text": "A hive keeps warm in winter."},
    ]
    (folder / "documents.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    return folder

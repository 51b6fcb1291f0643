"""Moderators who write FAQ entries, and what they are told."""

from __future__ import annotations

from typing import Any

import simcord
from support.discord_schema import texts
from support.escaping import as_shown

from corpus.scopes import of_server
from corpus.store.faq.entries import FaqDraft, FaqEntry
from corpus.store.history import Actor
from index.engine import Engine

MIRA = Actor("Mira", 7)
RULES, WORDS = "What are the rules?", "Be kind. No advertising."
FILLED = {
    "question": RULES,
    "phrasings": "House rules\n\nWhat is allowed here?",
    "answer": WORDS,
    "tags": "rules, start",
}


def read_last(result: Any) -> str:
    """What was told last: an error of a form or a button comes after the reply."""
    return read_plain(result.followups[-1] if result.followups else result.response)


def read_plain(message: Any) -> str:
    parts = message.components if isinstance(message, simcord.ResponseMessage) else []
    raw = parts or [component.to_dict() for component in message.components]
    return as_shown(texts(raw)).replace("**", "").replace("-# ", "")


def entries(engine: Engine, channel: Any) -> list[FaqEntry]:
    return engine.faq.store.reading.entries(of_server(channel.guild.id))


def add(engine: Engine, channel: Any, question: str = RULES, answer: str = WORDS, **more: Any) -> FaqEntry:
    engine.faq.prepare([question])
    return engine.faq.store.add(of_server(channel.guild.id), FaqDraft(question, answer, **more), MIRA)


async def written(mod: Any, channel: Any, **filled: str) -> Any:
    form = await mod.slash(channel, "faq-admin add")
    return await mod.submit_modal(form, {**FILLED, **filled})

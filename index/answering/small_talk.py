"""Small talk: what is said to the bot itself, and is no question about the documents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.outcomes import Topic
from index.retrieval.embedder import Embedder

_WORDS = 8  # more than these is a question of its own
_SAME = 0.60  # cosine with an example
_MARGIN = 0.20  # by which that must exceed the cosine with any question that is no small talk: models differ in scale
_OTHERWISE = (
    "What is the price of the product?", "When did the company announce it?", "How do I install the software?",
    "Who wrote the report?", "Why was the meeting moved?", "Where is the office?",
)  # fmt: skip


_EXAMPLES: Mapping[Topic, tuple[str, ...]] = {
    Topic.GREETING: ("Hi", "Hello there", "Hey bot", "Good morning", "Good evening everyone", "How are you?", "Bye"),
    Topic.THANKS: ("Thanks", "Thank you very much", "Thanks a lot, that helped", "Great, thank you", "Good bot"),
    Topic.ABILITIES: (
        "What can you do?", "Who are you?", "What are you?", "How do I use you?", "How do you work?", "How does the bot work?", "Help",
        "What can I ask you?", "What do you know about?", "Are you a bot?", "Are you an AI?", "What topics do you cover?",
    ),
}  # fmt: skip


class SmallTalk:
    """Recognises small talk by its likeness to a few examples; a question about anything is left alone."""

    def __init__(self, embedder: Embedder) -> None:
        self._topics = [topic for topic, examples in _EXAMPLES.items() for _ in examples]
        self._vectors = embedder.embed([example for examples in _EXAMPLES.values() for example in examples])
        self._otherwise = embedder.embed(_OTHERWISE)

    def recognise(self, asked: str, vector: NDArray[np.float32]) -> Topic | None:
        """Return what is wanted of the bot, `None` where something else is asked; `vector` is the question's."""
        if len(asked.split()) > _WORDS:
            return None
        similar = self._vectors @ vector
        best = int(np.argmax(similar))
        least = max(_SAME, float((self._otherwise @ vector).max()) + _MARGIN)
        return self._topics[best] if similar[best] >= least else None

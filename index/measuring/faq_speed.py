"""Measure how fast the FAQ offers entries while somebody types: `python -m index.measuring.faq_speed [--entries 5000]`.

What is typed is embedded by the model; the vectors that it is compared with are random, which takes no less time, unless
`--embed` is given. Entries with other phrasings are made up, kept in a new store, and typed letter by letter, with typing errors, in other
orders and in other words. Prints milliseconds for a keystroke inside the process: the median, 95th percentile, worst.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.scopes import SHARED, of_server
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import FaqDraft
from corpus.store.history import TERMINAL, now
from index.faq.book import SUGGESTED, FaqBook
from index.retrieval.embedder import SentenceTransformerEmbedder

LIMIT_MS = 50.0
_SCOPES = (SHARED, of_server(1))
_ASKS = (
    "How do I {0} the {1} {2}?", "Where can I {0} a {1} {2}?", "Who may {0} our {1} {2}?", "Why can't I {0} my {1} {2}?",
    "When will you {0} the {1} {2}?", "What does it cost to {0} a {1} {2}?",
)  # fmt: skip
_DO = "open close book rent repair return share rename move copy test report install update reset buy sell lend".split()
_LIKE = "shared weekly broken private public spare remote annual wooden digital heavy small second common".split()
_THING = (
    "workshop printer calendar camera channel badge ticket garden kitchen server projector microphone library locker bicycle "
    "newsletter account password storage desk"
).split()


def make_entries(count: int, chance: random.Random) -> list[FaqDraft]:
    """Return entries whose questions all differ, each with two other phrasings."""
    words = list(itertools.product(_ASKS, _DO, _LIKE, _THING))
    chosen = chance.sample(words, count)
    return [
        FaqDraft(
            ask.format(do, like, thing), f"Ask at the desk about the {like} {thing}.",
            phrasings=(f"{do} {like} {thing} {ask.split()[0].lower()}", f"{like} {thing}: {do} it"),
        )
        for ask, do, like, thing in chosen
    ]  # fmt: skip


def type_questions(drafts: list[FaqDraft], questions: int, chance: random.Random) -> Iterator[str]:
    """Yield what members type, keystroke by keystroke."""
    yield ""
    for number, draft in enumerate(chance.sample(drafts, questions)):
        text = draft.question
        if number % 4 == 1:  # a typing error
            at = chance.randrange(4, len(text) - 2)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif number % 4 == 2:
            words = text.rstrip("?").split()
            chance.shuffle(words)
            text = " ".join(words)
        elif number % 4 == 3:
            text = f"is it somehow possible to get hold of {draft.question.rstrip('?').split()[-1]} things this month"
        for end in range(1, len(text) + 1, 2):
            yield text[:end]


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = argparse.ArgumentParser(description="Measure the FAQ's suggestions.")
    options.add_argument("--entries", type=int, default=5000)
    options.add_argument("--questions", type=int, default=60, help="how many are typed")
    options.add_argument("--embed", action="store_true", help="embed the entries too: takes minutes")
    chosen = options.parse_args()
    chance = random.Random(5)
    drafts = make_entries(chosen.entries, chance)
    with tempfile.TemporaryDirectory() as folder, CorpusStore(Path(folder)) as store:
        embedder = SentenceTransformerEmbedder()
        faq = FaqBook(store, embedder)
        texts = [text for draft in drafts for text in (draft.question, *draft.phrasings)]
        if chosen.embed:
            faq.prepare(texts)
        else:
            vectors = np.random.default_rng(5).normal(size=(len(texts), embedder.dimension)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            rows = {text: vector.tobytes() for text, vector in zip(texts, vectors, strict=True)}
            faq.store.keep_vectors(embedder.fingerprint, rows)
        faq.store.add_all(of_server(1), drafts, TERMINAL, [(now(), now())] * len(drafts))
        started = time.perf_counter()
        faq.suggest("", _SCOPES)
        print(f"{len(drafts):,} entries, {len(texts):,} texts; read from the store in {_ms(started):.0f} ms")
        took = []
        for text in type_questions(drafts, chosen.questions, chance):
            started = time.perf_counter()
            found = faq.suggest(text, _SCOPES)
            took.append(_ms(started))
            assert len(found) <= SUGGESTED
        faq.close()
    median, late, worst = np.percentile(took, [50, 95, 100])
    print(f"{len(took):,} keystrokes: median {median:.1f} ms, 95th percentile {late:.1f} ms, worst {worst:.1f} ms")
    print(f"{'within' if late < LIMIT_MS else 'OVER'} the limit of {LIMIT_MS:.0f} ms for the 95th percentile")


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

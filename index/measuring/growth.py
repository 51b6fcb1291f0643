"""How long a document takes in a large corpus: `python -m index.measuring.growth --passages 50000`.

The corpus is made by rule in a throw-away folder, its vectors at random: nothing of it is embedded. Then a document of
2,000 words goes in through the real library, and a question is asked that it answers. On a machine that does something
else meanwhile the seconds are too many.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Block, ReadDocument, Source, Span
from corpus.passages import PassageSettings, PassageSpan
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.records import Embedded, NewPassage, NewVersion
from index.assembly import open_engine
from index.engine import Engine
from index.library import Library
from index.measuring.made_texts import WORDS_OF_SENTENCE, MadeTexts
from index.retrieval.embedder import Embedder, Encoded
from index.retrieval.tokens import CONTEXT, TokenVectors, pack

_SENTENCES = 7  # of a passage
_TOKENS = 8  # of a passage: few, so that the folder stays small
FACT = "The lighthouse of Vara was built in 1874 by the engineer Ines Holm."
QUESTION = "Who built the lighthouse of Vara?"


class _TimedEmbedder:
    """An embedder that adds up the seconds it takes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began = time.perf_counter()
        vectors = self._embedder.embed(texts)
        self.seconds += time.perf_counter() - began
        return vectors

    def encode(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> list[Encoded]:
        began = time.perf_counter()
        encoded = self._embedder.encode(texts, on_progress)
        self.seconds += time.perf_counter() - began
        return encoded


def fill(store: CorpusStore, fingerprint: str, dimension: int, *, passages: int, each: int) -> None:
    """Store documents of `each` passages of about 110 words, until there are so many passages."""
    texts = MadeTexts()
    for number, first in zip(count(1), range(0, passages, each), strict=False):
        read, spans = _make_document(f"Made document {number}", texts, min(each, passages - first))
        vectors = texts.vectors(len(spans), dimension)
        tokens = texts.vectors(len(spans) * _TOKENS, dimension).reshape(len(spans), _TOKENS, dimension)
        sentences = np.asarray([CONTEXT, *range(_TOKENS - 1)], np.uint8)
        new = [
            NewPassage(span, vector.tobytes(), pack(TokenVectors(own, sentences)))
            for span, vector, own in zip(spans, vectors, tokens, strict=True)
        ]
        version = NewVersion(read, Embedded(new), f"{number}.txt", f"{number:064x}")
        store.add(SHARED, version, fingerprint=fingerprint)


def _make_document(title: str, texts: MadeTexts, passages: int) -> tuple[ReadDocument, list[PassageSpan]]:
    sentences = iter(texts.sentences(passages * _SENTENCES))
    pieces: list[str] = []
    spans: list[PassageSpan] = []
    at = 0
    for number in range(passages):
        own: list[Span] = []
        for sentence, end in zip(_take(sentences, _SENTENCES), (" ",) * (_SENTENCES - 1) + ("\n\n",), strict=True):
            own.append(Span(at, at + len(sentence)))
            pieces.append(sentence + end)
            at += len(sentence) + len(end)
        spans.append(PassageSpan(Span(own[0].start, own[-1].end), (f"Part {number}",), tuple(own)))
    blocks = tuple(Block(span.span, span.headings) for span in spans)
    return ReadDocument("".join(pieces), Source(title), blocks), spans


def _take(sentences: Iterator[str], number: int) -> list[str]:
    return [next(sentences) for _ in range(number)]


def measure_growth(engine: Engine, words: int, rounds: int) -> None:
    """Add a document of so many words, ask of it and remove it, each round with another text; print how long each takes."""
    timed = _TimedEmbedder(engine.embedder)
    library = Library(engine.store, timed, PassageSettings())
    _print_seconds("the index read", lambda: engine.index(SHARED))
    _print_seconds("a question before", lambda: engine.answer(QUESTION, [SHARED]))
    sentences = MadeTexts().sentences(words // WORDS_OF_SENTENCE)
    paragraphs = [" ".join(sentences[first : first + _SENTENCES]) for first in range(0, len(sentences), _SENTENCES)]
    beyond: list[float] = []
    for number in range(rounds):
        data = "\n\n".join((f"# Vara {number}", FACT, *paragraphs)).encode()
        timed.seconds = 0.0
        began = time.perf_counter()
        added = library.add(data, "vara.md", SHARED)
        rest = time.perf_counter() - began - timed.seconds
        print(f"a document of {len(data.split())} words, {added.passages} passages")
        print(f"{timed.seconds:6.2f} s  embedding\n{rest:6.2f} s  reading, cutting and storing")
        index = _print_seconds("the index brought up to date", lambda: engine.index(SHARED))
        engine.answerer.forget_questions()
        asked = _print_seconds("the first question", lambda: engine.answer(QUESTION, [SHARED]))
        beyond.append(rest + index + asked)
        print(f"{beyond[-1]:6.2f} s  in all beyond the embedding")
        _print_seconds("the titles, read after a change", lambda: engine.overview([SHARED]))
        _print_seconds("the titles again", lambda: engine.overview([SHARED]))
        engine.store.remove(added.document_id)
        _print_seconds("the index without it again", lambda: engine.index(SHARED))
    print(f"beyond the embedding: {median(beyond):.2f} s (median), {max(beyond):.2f} s (longest of {rounds})")


def _print_seconds(what: str, work: Callable[[], object]) -> float:
    """Do something, print how long it took and return that, in seconds."""
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    print(f"{seconds:6.2f} s  {what}", flush=True)
    return seconds


def main() -> None:
    """Fill a throw-away folder and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--each", type=int, default=100, help="passages of a document")
    parser.add_argument("--words", type=int, default=2000, help="of the document that is added")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder), notes=False) as engine:
        dimension, made_with = engine.embedder.dimension, engine.library.fingerprint
        _print_seconds(
            f"to make {options.passages:,} passages",
            lambda: fill(engine.store, made_with, dimension, passages=options.passages, each=options.each),
        )
        measure_growth(engine, options.words, options.rounds)


if __name__ == "__main__":
    main()

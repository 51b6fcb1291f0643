"""Passages and what a judge says of them, as values: for tests of what is done with them."""

from collections.abc import Mapping

import numpy as np

from corpus.documents import Document, Passage, Source
from corpus.passages import PassageSettings, split
from corpus.readers import read_document
from corpus.store.records import StoredPassage
from index.judge.examination import Examined
from index.judge.judge import Judgement
from index.retrieval.reranker import Scored


def passages(text: str, document: str = "d", words: int = 1000) -> list[Passage]:
    """Return the passages of a Markdown text, of up to so many words."""
    found = read_document(text.encode(), "notes.md")
    stored = Document(document, 1, "shared", found.text, Source("Notes"))
    return [
        Passage(stored, cut.span.start, cut.span.end, cut.headings, cut.sentences)
        for cut in split(found.text, found.blocks, PassageSettings(words))
    ]


def passage(text: str, document: str = "d") -> Passage:
    """Return the only passage of a Markdown text."""
    (only,) = passages(text, document)
    return only


def position_of(beginning: str, read_passage: Passage) -> int:
    """Return the position of the sentence that begins so."""
    starts = [span.of(read_passage.document.text).startswith(beginning) for span in read_passage.sentences]
    return starts.index(True)


def scored(read_passage: Passage, likeliest: str) -> Scored:
    """Return the passage as a candidate; late interaction likes the sentence that begins with `likeliest` best."""
    scores = np.full(len(read_passage.sentences), 0.1, np.float32)
    scores[position_of(likeliest, read_passage)] = 0.9
    return Scored(StoredPassage(1, read_passage, np.zeros(0, np.float32).tobytes()), 1.0, scores)


def examined(text: str, said: Mapping[str, float], document: str = "d", probability: float = 0.9) -> Examined:
    """Return a passage that was read whole; `said` by the judge, in log-odds, of sentences by their beginnings, -9 of others."""
    whole = passage(text, document)
    sentences = [-9.0] * len(whole.sentences)
    for beginning, score in said.items():
        sentences[position_of(beginning, whole)] = score
    alike = np.full(len(sentences), 0.5, np.float32)
    candidate = Scored(StoredPassage(1, whole, b""), 0.5, alike)
    judgement = Judgement(max(said.values()), tuple(sentences))
    return Examined(candidate, range(len(sentences)), judgement, 0.0, probability)

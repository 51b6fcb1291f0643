"""From a candidate passage to the window of it that the judge reads: the likeliest sentence and its neighbours."""

from __future__ import annotations

import numpy as np

from corpus.documents import Passage
from corpus.records import StoredQuestion
from index.judge import Window
from index.reranker import Scored

WORDS = 75  # the judge's time grows with them: three windows take about 0.17 s on two cores


def around(candidate: Scored, words: int = WORDS) -> range:
    """Return the positions of a run of sentences around the one that late interaction likes best.

    The run grows to the side whose next sentence scores higher, as long as it holds at most `words` words.
    """
    passage, scores = candidate.stored.passage, candidate.sentences
    sizes = [len(sentence.of(passage.document.text).split()) for sentence in passage.sentences]
    first = last = int(np.argmax(scores))
    size = sizes[first]
    while True:
        sides = [p for p in (first - 1, last + 1) if 0 <= p < len(sizes) and size + sizes[p] <= words]
        if not sides:
            return range(first, last + 1)
        side = max(sides, key=lambda p: (float(scores[p]), -p))
        first, last = min(first, side), max(last, side)
        size += sizes[side]


def window(passage: Passage, positions: range) -> Window:
    """Return a run of a passage's sentences as the judge reads it."""
    text = passage.document.text
    spans = passage.sentences[positions.start : positions.stop]
    start = spans[0].start
    return Window(
        text[start : spans[-1].end],
        passage.context.replace(" › ", ": "),
        tuple((span.start - start, span.end - start) for span in spans),
    )


def of_answer(stored: StoredQuestion) -> Window:
    """Return the answer of a FAQ entry as the judge reads it, under the entry's question."""
    answer = stored.answer
    start = answer.start
    spans = tuple((span.start - start, span.end - start) for span in answer.sentences)
    return Window(answer.text, stored.question, spans)

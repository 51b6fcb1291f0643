"""From a candidate passage to the window of it that the judge reads: the likeliest sentence and its neighbours."""

from __future__ import annotations

import itertools
import re

import numpy as np

from corpus.documents import Passage
from corpus.store.records import StoredQuestion
from index.judge.judge import Window
from index.retrieval.reranker import Scored

WORDS = 80  # the readers' time grows with them
_TIED = 10  # words beyond those, for a sentence without which its neighbour says half
_COLUMNS = 30  # words of a table's header, at most
_RULE = re.compile(r"[\s|>:-]*-[\s|>:-]*")  # the line under the header of a table
_TABLE = 8000  # characters of a table, at most, in which its header is looked for


def choose_sentences(candidate: Scored, words: int = WORDS) -> range:
    """Return the positions of a run of sentences around the one that late interaction likes best.

    The run grows to the side whose next sentence scores higher, as long as it holds at most `words` words, and a few more
    where that sentence is tied to the run: the line that introduces a list, a question and its answer, rows of one table.
    """
    passage, scores = candidate.stored.passage, candidate.sentences
    sizes = [len(sentence.of(passage.document.text).split()) for sentence in passage.sentences]
    first = last = int(np.argmax(scores))
    size = sizes[first]
    while True:
        sides = []
        for position, before in ((first - 1, first - 1), (last + 1, last)):
            if 0 <= position < len(sizes):
                room = words + _TIED * _belongs_to_next(passage, before)
                if size + sizes[position] <= room:
                    sides.append(position)
        if not sides:
            return range(first, last + 1)
        side = max(sides, key=lambda p: (float(scores[p]), -p))
        first, last = min(first, side), max(last, side)
        size += sizes[side]


def ends_as_question(sentence: str) -> bool:
    """Whether a sentence asks something: then it answers nothing."""
    return sentence.rstrip("\"'”’)").endswith("?")


def build_window(passage: Passage, positions: range) -> Window:
    """Return a run of a passage's sentences as the judge reads it: under its title, its headings and its table's header."""
    text = passage.document.text
    spans = passage.sentences[positions.start : positions.stop]
    start = spans[0].start
    return Window(
        text[start : spans[-1].end],
        ": ".join(filter(None, (passage.context.replace(" › ", ": "), name_columns(text, start)))),
        tuple((span.start - start, span.end - start) for span in spans),
    )


def _belongs_to_next(passage: Passage, position: int) -> bool:
    """Whether a sentence and the one after it belong together."""
    text = passage.document.text
    sentence, following = passage.sentences[position], passage.sentences[position + 1]
    quoted = sentence.of(text)
    rows = is_row(read_line_at(text, sentence.start)) and is_row(read_line_at(text, following.start))
    return quoted.endswith(":") or ends_as_question(quoted) or rows


def name_columns(text: str, start: int) -> str:
    """Return the names of the columns where a row of a table stands at `start` that is not the header itself; else nothing."""
    if not is_row(read_line_at(text, start)):
        return ""
    above = text[max(0, start - _TABLE) : text.rfind("\n", 0, start) + 1].splitlines()
    rows = list(itertools.takewhile(lambda line: not line.strip() or is_row(line), reversed(above)))
    rule = next((place for place, line in enumerate(rows) if _RULE.fullmatch(line)), len(rows))
    header = next((line for line in rows[rule + 1 :] if line.strip()), "")
    cells = [cell.strip() for cell in header.lstrip("> \t").split("|")]
    return ", ".join(filter(None, cells)) if len(" ".join(cells).split()) <= _COLUMNS else ""


def read_line_at(text: str, start: int) -> str:
    """Return the line of a text in which a place is."""
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return line.lstrip("> \t").startswith("|")


def build_answer_window(stored: StoredQuestion) -> Window:
    """Return the answer of a FAQ entry as the judge reads it, under the entry's question."""
    answer = stored.answer
    start = answer.start
    spans = tuple((span.start - start, span.end - start) for span in answer.sentences)
    return Window(answer.text, stored.question, spans)

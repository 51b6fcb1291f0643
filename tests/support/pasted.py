"""What the tests of pasted texts share."""

from __future__ import annotations

from corpus.documents import ASKED, ReadDocument
from corpus.reading.decoding import normalise
from corpus.reading.pasted.article import read_pasted_text


def reading(text: str, filename: str = "pasted.txt") -> ReadDocument:
    return read_pasted_text(normalise(text), filename)


def contents(document: ReadDocument) -> list[tuple[tuple[str, ...], str]]:
    """Return the headings and the words of each block; what was asked stands among the headings."""
    return [
        (
            tuple(heading.removeprefix(ASKED) for heading in block.headings),
            " ".join(block.span.of(document.text).split()),
        )
        for block in document.blocks
    ]


def pairs(document: ReadDocument) -> list[tuple[str, str]]:
    return [
        (
            " ".join(each.question.of(document.text).split()),
            " ".join(each.answer.of(document.text).split()),
        )
        for each in document.questions
    ]


A = "The harbour council voted on Monday to replace its forty diesel ferries with electric boats over the next six years."
B = "Engineers will begin with the two shortest routes, where a single charge lasts for a whole morning of crossings."
C = "Passengers will pay the same fares as before, and season tickets that were bought this year stay valid."
D = "Critics answer that the new charging piers are still unfunded and that nobody has agreed where they should stand."

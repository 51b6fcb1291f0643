"""Words that the terminal and Discord share."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import LeftOut
from index.judge.grades import Certainty
from index.outcomes import Reason

HEADINGS = {
    Reason.OFF_TOPIC: "That seems to be outside my documents.",
    Reason.NOT_STATED: "I find no answer in the documents.",
    Reason.EMPTY_CORPUS: "I have no documents to answer from yet.",
    Reason.UNREADABLE_QUESTION: "I can't read that as a question.",
}
UNSURE = "I am not sure that this answers it."


def head_closest(passages: int) -> str:
    """Return what stands over the passages of a refusal."""
    several = passages > 1
    return (
        f"Closest passage{'s' * several}: related, but I can't tell that {'they answer' if several else 'it answers'}"
    )


def format_sureness(probability: float) -> str:
    """Return a probability in per cent; nothing is ever quite certain."""
    return f"{min(99, max(1, int(probability * 100)))} %"


def format_likelihood(probability: float) -> str:
    """Return how likely an answer is one. Whether it is a sure one is another matter, and said in other words."""
    return f"{format_sureness(probability)} likely to answer"


def format_grade(probability: float, certainty: str) -> str:
    """Return how likely an answer is one and whether that is enough, for moderators who look at several."""
    return (
        f"unsure: {format_likelihood(probability)}" if certainty == Certainty.UNSURE else format_likelihood(probability)
    )


def format_left_out(left_out: Sequence[LeftOut]) -> str:
    """Return what of a file is not in its document, counted and named: "2 hidden rows, 1 comment"."""
    return ", ".join(map(str, left_out))

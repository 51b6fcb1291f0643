"""How many passages of a shortlist the judge reads: each takes some 28 ms on two cores, so it reads on only where that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """One passage where it answers clearly, `some` where it doesn't, and `more` where these leave the question open.

    `clear`: the log-odds of both of the judge's heads on the first passage from which on no other is read. `open`: the
    question is open where the highest log-odds of the answer head lie between these two.
    """

    some: int = 3
    more: int = 6
    clear: float = 3.0
    open: tuple[float, float] = (-5.0, 1.0)

    def count(self, read: Sequence[tuple[float, float]]) -> int:
        """Return how many passages are to be read in all; `read` are both heads' log-odds of those that were, in their order."""
        if not read or (len(read) == 1 and min(read[0]) >= self.clear):
            return 1
        if len(read) < self.some:
            return self.some
        low, high = self.open
        is_open = len(read) == self.some and low < max(logit for logit, _ in read) < high
        return max(self.more, self.some) if is_open else len(read)

    def choose(self, shortlist: Sequence[tuple[float, float]]) -> int:
        """Return how many passages of a shortlist are read in the end, where the log-odds of all are known."""
        read = 0
        while read < (wanted := min(self.count(shortlist[:read]), len(shortlist))):
            read = wanted
        return read


PLAN = ReadingPlan()


def read_all(count: int) -> ReadingPlan:
    """Return the plan by which so many passages are read, whatever they say."""
    return ReadingPlan(some=count, more=count, clear=float("inf"))

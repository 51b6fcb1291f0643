"""What the units around a unit of plain text say of it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.reading.pasted.roles import CONTENT, Role, could_head, is_author_heading, is_label
from corpus.reading.pasted.units import Unit
from corpus.reading.written_questions import is_faq_heading

_FEWEST_LINES, _FEWEST_WORDS = 3, 4  # of a list without bullets, and of each of its lines on average


class Neighbours:
    """The units of a text with their roles, seen from any of them.

    `following` holds for each unit the position of the next that is no furniture; `lists` the positions of the lines of
    lists that lost their bullets.
    """

    def __init__(self, found: Sequence[Unit], roles: Sequence[Role]) -> None:
        self._found, self._roles = found, roles
        self.following = self._find_following()
        self.lists = self._find_lists()

    def find_next_role(self, position: int) -> Role | None:
        """Return the role of the next unit that is no furniture."""
        following = self.following[position]
        return None if following is None else self._roles[following]

    def heads_lines(self, position: int) -> bool:
        """Whether a few words set apart stand over lines that are no sentences, or over another heading."""
        unit, below = self._found[position], self.following[position]
        if below is None or unit.count > 4 or unit.words.endswith(".") or not unit.gap_before:
            return False
        after = self.following[below]
        if after is None or is_label(self._found[below].words):
            return False
        if self._found[below].gap_before:
            return self._roles[after] in CONTENT and could_head(self._found[below].words)
        return not self._found[after].gap_before and unit.count <= 3

    def skip_others(self, position: int, fewest: int) -> int:
        """Return where the text goes on behind the titles of other articles or the comments of readers.

        It goes on at a sentence of `fewest` words, behind comments only at an FAQ or at what is said of the author.
        """
        comments = self._roles[position] is Role.COMMENTS
        for later in range(position + 1, len(self._found)):
            unit, each = self._found[later], self._roles[later]
            if is_faq_heading(unit.words) or is_author_heading(unit.words):
                return later
            if comments or each is not Role.SENTENCE or unit.count < fewest:
                continue
            heads = later - 2 > position and self._roles[later - 1] in (Role.FRAGMENT, Role.QUESTION)
            return later - 1 if heads else later
        return len(self._found)

    def _find_following(self) -> list[int | None]:
        following: list[int | None] = [None] * len(self._found)
        seen: int | None = None
        for position in range(len(self._found) - 1, -1, -1):
            following[position] = seen
            if self._roles[position] is not Role.FURNITURE:
                seen = position
        return following

    def _find_lists(self) -> set[int]:
        """Several fragments of some length, without gaps, inside the text; a short first line is their heading."""
        inside = [position for position, each in enumerate(self._roles) if each is Role.SENTENCE]
        lists: set[int] = set()
        run: list[int] = []
        for position in range(inside[0] + 1, inside[-1] + 1) if inside else ():
            joined = self._roles[position] is Role.FRAGMENT and not self._found[position].underline
            if run and (not joined or self._found[position].gap_before):
                words = [self._found[each].count for each in run]
                if len(run) >= _FEWEST_LINES and sum(words) >= _FEWEST_WORDS * len(run):
                    headed = words[0] <= _FEWEST_WORDS < min(words[1:])
                    lists.update(run[1:] if headed else run)
                run = []
            if joined:
                run.append(position)
        return lists

"""Which units of a pasted text are headings, paragraphs, list items or code, and what they say of its author and its date.

What a unit is follows from its role, its neighbours, and what was read before it: a list that is open, an FAQ, a box about the author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.documents import BlockKind
from corpus.reading.outline import Heading, Piece, have_same_words
from corpus.reading.pasted.furniture import is_name, read_imprint
from corpus.reading.pasted.neighbours import Neighbours
from corpus.reading.pasted.roles import (
    CONTENT,
    Role,
    could_head,
    is_article,
    is_author_heading,
    is_capitals,
    is_conversation,
    is_digest,
    is_known_heading,
    is_label,
    is_section,
    measure_section_depth,
)
from corpus.reading.pasted.titles import is_title
from corpus.reading.pasted.units import Unit
from corpus.reading.written_questions import is_faq_heading, measure_answer_label, opens_like_a_question, split_labelled

_BIO = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’.-]{1,30}(?: [^\W\d_a-z][\w'’.-]{0,30}){1,3})(?:, [^,.]{1,60},)? "
    r"(?:is|was|has|writes|covers|works|reports|leads|joined|lives|studies|teaches|specialises|specializes)\b"
)
_RHETORICAL = re.compile(r"(?:and|but|so|or|then|well|now)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_CHAPTER, _PLAIN, _GROUP, _QUESTION = 2, 4, 8, 9  # levels of headings
_TAIL = 0.75  # of the content: what stands behind may be about the author


class Outliner:
    """One pass over the units of a text, from its title on, that collects its headings and pieces, its author and its date."""

    def __init__(
        self, text: str, units: Sequence[Unit], roles: Sequence[Role], title: str, title_position: int | None
    ) -> None:
        self.items: list[Heading | Piece] = []
        self.author: str | None = None
        self.published: date | None = None
        self._text, self._units, self._roles, self._title = text, units, roles, title
        self._title_position = title_position
        self._conversation = is_conversation(units)
        self._keys = [unit.words.casefold() for unit in units]
        self._article = is_article(units, roles)
        self._capitals = sum(1 for unit in units if is_capitals(unit.words) and not is_known_heading(unit.words)) > 1
        self._underlines: list[str] = []
        self._around = Neighbours(units, roles)
        self._content = [len(unit.words) if role in CONTENT else 0 for unit, role in zip(units, roles, strict=True)]
        self._total, self._passed = sum(self._content), 0
        self._faq = is_faq_heading(title)
        self._about_author = False
        self._listing = self._headed = self._digest = self._too_long = False
        self._level = _PLAIN  # of the largest heading so far
        self._number = -1  # of the last item of a numbered list: the next number goes on with it

    def walk(self) -> None:
        """Take every unit once; what was collected is in `items`, `author` and `published`."""
        position = 0
        while position < len(self._units):
            unit, role = self._units[position], self._roles[position]
            self._passed += self._content[position]
            if self._article and (role is Role.OTHERS or (role is Role.COMMENTS and self._passed * 2 >= self._total)):
                position = self._around.skip_others(position, fewest=25 if self._is_in_tail() else 12)
                continue
            if not self._is_furniture(position) and not (self._article and role is Role.COMMENTS):
                self._take(position, unit, role)
            position += 1

    def _is_furniture(self, position: int) -> bool:
        unit, role = self._units[position], self._roles[position]
        if role is Role.FURNITURE or (self._title and is_title(unit.words, self._title)):
            return True
        before_title = self._title_position is not None and position < self._title_position
        if before_title and self._article and role is not Role.IMPRINT:
            return True
        # The line under a title, repeated as the summary: one of them is enough.
        return (
            role is Role.SENTENCE
            and not self._headed
            and self._keys[position] in self._keys[position + 1 : position + 20]
        )

    def _take(self, position: int, unit: Unit, role: Role) -> None:
        asked = bool(self.items) and isinstance(self.items[-1], Heading) and self.items[-1].asks
        if role is Role.ASKS or (asked and measure_answer_label(unit.words)):
            self._take_labelled(unit, asked)
        elif role is Role.IMPRINT:
            self._take_imprint(position, unit)
        elif role is Role.QUESTION:
            self._take_question(position, unit)
        elif role in CONTENT:
            self._take_content(position, unit, role)
        else:
            self._take_fragment(position, unit)

    def _take_labelled(self, unit: Unit, asked: bool) -> None:
        for span, asks in split_labelled(self._text, unit.span, asked=asked):
            if asks:
                self.items.append(Heading(span, _QUESTION, " ".join(span.of(self._text).split()), asks=True))
            else:
                self.items.append(Piece(span))

    def _take_imprint(self, position: int, unit: Unit) -> None:
        imprint = read_imprint(unit.words)
        if imprint is None:
            return
        self.author = self.author or imprint.author
        self.published = self.published or imprint.published
        if imprint.author and self._is_in_tail() and self._around.find_next_role(position) is Role.SENTENCE:
            self._add_heading(unit, self._level)
            self._about_author, self._faq = True, False

    def _is_in_tail(self) -> bool:
        return self._total > 0 and self._passed >= self._total * _TAIL and len(self.items) > 1

    def _take_question(self, position: int, unit: Unit) -> None:
        following = self._around.find_next_role(position)
        if self._faq:
            self._add_heading(unit, _QUESTION, unit.label)
        elif following in CONTENT and self._stands_alone(unit) and self._asks_as_heading(unit):
            self._about_author = self._listing = False
            self._add_heading(unit, self._choose_level(unit), unit.label if unit.ordinal else unit.words)
        else:
            self.items.append(Piece(unit.body, BlockKind.LIST_ITEM if unit.marker else BlockKind.PARAGRAPH))

    def _asks_as_heading(self, unit: Unit) -> bool:
        if self._conversation or _RHETORICAL.match(unit.label) or unit.label[0] in "\"'“‘«":
            return False
        return unit.count <= 15 or (opens_like_a_question(unit.words) and unit.count <= 20)

    def _stands_alone(self, unit: Unit) -> bool:
        return self._article or unit.gap_before or bool(unit.underline)

    def _take_content(self, position: int, unit: Unit, role: Role) -> None:
        if role is Role.ITEM and self._is_numbered_heading(position, unit):
            self._listing = False
            self._open_section(position, unit)
            return
        if role is Role.SENTENCE:
            self._end_digest(unit)
            self._listing = unit.words.endswith(":")
            self._take_biography(unit)
        if role is Role.ITEM and unit.ordinal:
            self._number = _read_number(unit)
        kinds = {Role.ITEM: BlockKind.LIST_ITEM, Role.ROW: BlockKind.TABLE_ROW, Role.CODE: BlockKind.CODE}
        self.items.append(Piece(unit.body, kinds.get(role, BlockKind.PARAGRAPH)))

    def _end_digest(self, unit: Unit) -> None:
        """The points of a summary end where paragraphs begin; one that is too long to read is one paragraph."""
        last = self.items[-1] if self.items else None
        ended = isinstance(last, Piece) and (last.kind is BlockKind.LIST_ITEM or (self._too_long and unit.gap_before))
        if self._digest and unit.count >= 15 and ended:
            self.items.append(Heading(unit.span, self._level, ""))
            self._digest = False

    def _is_numbered_heading(self, position: int, unit: Unit) -> bool:
        following = self._around.following[position]
        if not unit.ordinal or not unit.gap_before or following is None or not could_head(unit.label):
            return False
        last = self.items[-1] if self.items else None
        after_item = isinstance(last, Piece) and last.kind is BlockKind.LIST_ITEM and position > 0
        return (
            (self._roles[following] in CONTENT or is_label(self._units[following].words))
            and not self._units[following].ordinal
            and not (after_item and self._units[position - 1].ordinal)
            and _read_number(unit) != self._number + 1
            and not unit.words.endswith(".")
        )

    def _take_biography(self, unit: Unit) -> None:
        biography = _BIO.match(unit.words)
        if biography is None:
            return
        if self._about_author:
            self.author = self.author or biography["name"]
        elif self.author and have_same_words(biography["name"], self.author) and self._is_in_tail():
            self.items.append(Heading(unit.span, self._level, ""))  # ends the section before it
            self._about_author, self._faq = True, False

    def _take_fragment(self, position: int, unit: Unit) -> None:
        words, following = unit.words, self._around.find_next_role(position)
        if is_known_heading(words) or unit.underline:
            self._open_section(position, unit)
        elif self._about_author and (is_name(words) or following not in CONTENT):
            if is_name(words):
                self.author = self.author or words
        elif self._faq and self._answers(position):
            self.items.append(Piece(unit.span))
        elif (self._listing and not (unit.gap_before and following in CONTENT)) or position in self._around.lists:
            self.items.append(Piece(unit.span, BlockKind.LIST_ITEM))
        elif self._is_typed(position, unit, following):
            self.items.append(Piece(unit.span, BlockKind.CODE))
        elif self._heads(position, unit, following):
            self._open_section(position, unit)
        elif not self._article or (is_label(words) and self.items):
            self.items.append(Piece(unit.span))

    def _is_typed(self, position: int, unit: Unit, following: Role | None) -> bool:
        """Whether a fragment is code or something to type: it stands right under code, or begins small between texts."""
        last = self.items[-1] if self.items else None
        if not isinstance(last, Piece):
            return False
        under = last.kind is BlockKind.CODE and not unit.gap_before and last.span == self._units[position - 1].span
        return under or (unit.words[0].islower() and following in CONTENT)

    def _answers(self, position: int) -> bool:
        """Whether a fragment stands right behind a question of an FAQ."""
        last = self.items[-1] if self.items else None
        return isinstance(last, Heading) and last.level == _QUESTION and self._roles[position - 1] is Role.QUESTION

    def _heads(self, position: int, unit: Unit, following: Role | None) -> bool:
        words = unit.words
        if (
            following is None
            or self._conversation
            or not could_head(words)
            or (is_label(words) and not is_section(words))
        ):
            return False
        if is_section(words) or (self._capitals and is_capitals(words)):
            return following in CONTENT or following in (Role.FRAGMENT, Role.QUESTION, Role.ASKS)
        if not self._stands_alone(unit) and not words.endswith(":"):
            return False
        if not self._article and (
            _CLOCK.search(words) or (following is Role.FRAGMENT and not self._around.heads_lines(position))
        ):
            return False
        below = self._around.following[position]
        return (
            following in CONTENT
            or below in self._around.lists
            or (following is Role.FRAGMENT and not self._article)
            or following in (Role.QUESTION, Role.ASKS)
        )

    def _open_section(self, position: int, unit: Unit) -> None:
        words = unit.words
        following = self._around.find_next_role(position)
        self._digest = is_digest(words)
        self._too_long = self._digest and words.casefold().startswith("tl")
        self._listing = self._digest or (words.endswith(":") and following is not Role.SENTENCE)
        self._about_author = is_author_heading(words)
        level = self._choose_level(unit)
        if self._faq and following is Role.QUESTION and not is_faq_heading(words) and not unit.underline:
            level = _GROUP
        else:
            self._faq = is_faq_heading(words) or is_faq_heading(self._title)
        self._add_heading(unit, level)

    def _choose_level(self, unit: Unit) -> int:
        words = unit.words
        if unit.underline:
            if unit.underline not in self._underlines:
                self._underlines.append(unit.underline)
            return _CHAPTER + min(self._underlines.index(unit.underline), 4)
        if is_known_heading(words):
            return self._level
        if (self._capitals and is_capitals(words)) or words.casefold().startswith(("chapter ", "part ", "book ")):
            self._level = _CHAPTER
            return _CHAPTER
        return min(_PLAIN + measure_section_depth(words) - 1, _GROUP - 1)

    def _add_heading(self, unit: Unit, level: int, words: str | None = None) -> None:
        text = (unit.words if words is None else words).strip().removesuffix(":").strip()
        span = unit.body if words is not None else unit.span
        self.items.append(Heading(span, level, text))
        self._headed, self._number = True, -1


def _read_number(unit: Unit) -> int:
    """Return the number at the start of a unit; 0 where it is a letter or none."""
    digits = re.match(r"\(?(\d{1,3})[.)]", unit.words)
    return int(digits[1]) if digits else 0

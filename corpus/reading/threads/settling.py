"""What of a conversation may be quoted: the answers, and neither the question that opens it nor thanks and small talk.

A thread is a question, its title and its opening, with answers. Who opened it goes on asking, until the answers are there; what
they write behind the last answer is thanks, or how it ended. Where nothing is asked, everybody's statements may be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.documents import ASKED, Block, LeftOut, QuestionAnswer, ReadDocument, Span, add_up
from corpus.reading.decoding import UnreadableDocument
from corpus.reading.inline_marks import strip_markup
from corpus.reading.outline import LONGEST_HEADING, have_same_words, span_answer
from corpus.reading.threads.turns import RatedSentence, RateRemarks, Turn, rate_turns
from corpus.reading.written_questions import ends_with_question_mark
from corpus.sentences import count_words

_ASKS = re.compile(  # how a question begins in English that has no question mark
    r"(?:how|why|where|who|which|what|when)\b|(?:can|could|do|does|did|is|are|has|have|should|would)\s+(?:i|we|you|the|it|there|any\w*|some\w*)\b",
    re.IGNORECASE,
)
_LONGEST_OPENING = 100  # words of a post in a forum that asks without a question mark; a longer one is a guide
_NEAR = 3  # messages between a question and its answer, where several things are talked about
_LEAST_ANSWER = 3  # words of an answer there: "yes, fine" leaves standing what was asked about
_LEAST_TITLE = 2  # words of a title that asks something


def settle_conversation(document: ReadDocument, rate: RateRemarks) -> ReadDocument:
    """Return a document with only those blocks of its conversation that may be quoted, and the question that they answer.

    `rate` tells greetings, thanks and the like by their words. The answer that was marked, or that was thanked for, is the answer to
    the title, and stands under the question that opened the thread; so do all of them where none was. What is left out is counted.

    Raises `UnreadableDocument` where something is asked and nobody answers it.
    """
    if document.conversation is None or not document.conversation.messages:
        return document
    return _Settled(document, rate_turns(document, rate)).write()


class _Settled:
    """A conversation whose sentences are rated: who asks in it, who answers, and which answer is preferred."""

    def __init__(self, document: ReadDocument, turns: Sequence[Turn]) -> None:
        assert document.conversation is not None
        self._document, self._turns = document, turns
        self._title = document.conversation.title
        self._asker = turns[0].message.author
        self._answering = [
            place for place, turn in enumerate(turns) if turn.states and turn.message.author != self._asker
        ]
        by_asker = len(list(takewhile(lambda turn: turn.message.author == self._asker, turns)))
        self._opening = turns[: by_asker if self._answering else 1]
        self._preferred = self._find_preferred()

    def write(self) -> ReadDocument:
        """Return the document as `settle_conversation` says."""
        asked = self._is_asked() and self._is_one_thread()
        quoted = self._list_answers() if asked else self._list_statements()
        if not quoted:
            raise UnreadableDocument(
                f"“{self._document.source.title}” asks something that nobody answers in it; add it once somebody has"
            )
        best = [place for place in self._preferred if place in quoted] or (quoted if self._answering else quoted[-1:])
        context = self._choose_context(self._opening)
        cut: dict[int, list[Block]] = {}
        for place in quoted:
            asking = self._find_asking(place)
            again = asking is not None and asking.message.author == self._asker and asking not in self._opening
            if asking is not None and (again or not asked):
                under = self._choose_context([asking])
            else:
                under = context if asked and place in best else ""
            headings = (f"{ASKED}{under}",) if under else ()
            own = self._cut_out(self._turns[place])
            cut[place] = [replace(block, headings=(*headings, *block.headings)) for block in own]
        return replace(
            self._document,
            blocks=tuple(block for own in cut.values() for block in own),
            questions=tuple(self._pair(cut[best[0]])) if asked else (),
            left_out=add_up((*self._document.left_out, *self._count_left_out(asked, set(quoted)))),
        )

    def _is_asked(self) -> bool:
        """Whether the conversation opens with a question: by its words, its place, or what became of it."""
        title = self._title.of(self._document.text) if self._title else ""
        opening = [sentence for turn in self._opening for sentence in turn.sentences]
        return (
            any(map(ends_with_question_mark, (title, *(sentence.words for sentence in opening))))
            or (bool(self._answering) and any(map(_ASKS.match, (title, opening[0].words if opening else ""))))
            or any(turn.message.marked for turn in self._turns)
            or (self._turns[0].message.asks and sum(count_words(one.words) for one in opening) <= _LONGEST_OPENING)
            or any(self._gives_thanks(place) for place in range(len(self._opening), len(self._turns)))
        )

    def _gives_thanks(self, place: int) -> bool:
        """Whether a message of who opened the conversation gives thanks for what somebody else said, and does not greet alone.

        It is nothing but that, or ends with it, or somebody who answered is spoken to in it.
        """
        turn = self._turns[place]
        before = [answer for answer in self._answering if answer < place]
        if turn.message.author != self._asker or not turn.remarks or not before:
            return False
        spoken_to = turn.message.replies_to in before or any(
            self._is_named(self._turns[answer].message.author, turn) for answer in before
        )
        return not turn.states or turn.sentences[-1].rate > 0 or spoken_to

    def _find_preferred(self) -> list[int]:
        """Return the messages that were marked as the answer; else that for which whoever asked gave thanks last.

        Thanks are for the message that they reply to, else for that of who is named in them, else for the one before.
        """
        marked = [place for place, turn in enumerate(self._turns) if turn.message.marked and turn.states]
        if marked:
            return marked
        for place in range(len(self._turns) - 1, len(self._opening) - 1, -1):
            turn = self._turns[place]
            if turn.message.author != self._asker or not turn.remarks:
                continue
            before = [answer for answer in self._answering if answer < place]
            if turn.message.replies_to in before:
                return [turn.message.replies_to]
            if before:
                named = [answer for answer in before if self._is_named(self._turns[answer].message.author, turn)]
                return (named or before)[-1:]
        return []

    def _is_named(self, author: str, turn: Turn) -> bool:
        """Whether somebody is spoken to, or of, by name in a message."""
        words = "\n".join(block.span.of(self._document.text) for block, _ in turn.parts)
        return re.search(rf"(?<!\w)(?:{re.escape(author)}|(?i:@{re.escape(author)}))(?!\w)", words) is not None

    def _is_one_thread(self) -> bool:
        """Whether all is about the question that opens it: nobody comes in later who asks something new. A title says so too."""
        title = self._title.of(self._document.text) if self._title else ""
        if title and not title.startswith("#"):  # as channels are named
            return True
        spoken = {self._asker}
        for place, turn in enumerate(self._turns):
            if turn.asks and turn.message.author not in spoken and any(answer < place for answer in self._answering):
                return False
            if turn.states and not turn.asks:
                spoken.add(turn.message.author)
        return True

    def _list_statements(self) -> list[int]:
        """Return the messages that state something, but for those that ask something which somebody else answers."""
        return [place for place, turn in enumerate(self._turns) if turn.states and not self._is_answered(place)]

    def _is_answered(self, place: int) -> bool:
        turn = self._turns[place]
        following = self._turns[place + 1 : place + 1 + _NEAR]
        return turn.asks and any(
            other.message.author != turn.message.author
            and sum(count_words(one.words) for one in other.sentences if one.states) >= _LEAST_ANSWER
            for other in following
        )

    def _list_answers(self) -> list[int]:
        """Return the messages that answer: what others state, and how it ended in the words of who asked."""
        last = max(self._answering, default=-1)
        own = [
            place
            for place, turn in enumerate(self._turns)
            if turn.message.author == self._asker
            and turn.states
            and place >= len(self._opening)
            and (turn.message.marked or (place > last and not self._is_asked_back(place)))
        ]
        return sorted({*self._answering, *own})

    def _is_asked_back(self, place: int) -> bool:
        """Whether somebody asked right before, or in what a message replies to: then it says more of what was asked."""
        to = self._turns[place].message.replies_to
        before = self._turns[place - 1 if to is None else to]
        return before.asks and before.message.author != self._turns[place].message.author

    def _find_asking(self, place: int) -> Turn | None:
        """Return the message that a message answers: the one that it replies to, or one shortly before, with no thanks in between."""
        turn = self._turns[place]
        to = turn.message.replies_to
        before = reversed(self._turns[max(place - _NEAR, 0) : place]) if to is None else [self._turns[to]]
        for one in takewhile(lambda one: one.states or one.asks, before):
            if one.asks and one.message.author != turn.message.author:
                return one
        return None

    def _choose_context(self, turns: Sequence[Turn]) -> str:
        """Return the words of messages that tell what is asked: their questions first, and what else there is room for."""
        chosen: list[RatedSentence] = []
        room = LONGEST_HEADING
        opening = [sentence for turn in turns for sentence in turn.sentences if sentence.rate <= 0]
        for sentence in sorted(opening, key=lambda one: not one.asks):
            words = strip_markup(sentence.words)
            if len(words) <= room or not chosen:
                chosen.append(sentence)
                room -= len(words) + 1
        words = strip_markup(" ".join(one.words for one in sorted(chosen, key=lambda one: one.span)))
        return "" if have_same_words(words, self._document.source.title) else words[:LONGEST_HEADING]

    def _cut_out(self, turn: Turn) -> Iterator[Block]:
        """Yield the blocks of a message without the sentences that state nothing."""
        for block, parts in turn.parts:
            run: list[RatedSentence] = []
            for sentence in (*parts, None):
                if sentence is not None and sentence.rate <= 0:
                    run.append(sentence)
                elif run:
                    yield replace(block, span=Span(run[0].span.start, run[-1].span.end))
                    run = []

    def _pair(self, answer: Sequence[Block]) -> Iterator[QuestionAnswer]:
        """Yield the title with the answer to it; without a title, the question that opens the conversation."""
        opening = [one for turn in self._opening for one in turn.sentences if one.rate <= 0]
        asked = self._title
        if asked is None and len(opening) == 1 and opening[0].asks:
            asked = Span(opening[0].span.end - len(opening[0].words), opening[0].span.end)
        if asked is not None and answer and count_words(asked.of(self._document.text)) >= _LEAST_TITLE:
            yield QuestionAnswer(asked, span_answer(self._document.text, answer), answer[0].headings)

    def _count_left_out(self, asked: bool, quoted: set[int]) -> Iterator[LeftOut]:
        opening = len(self._opening) if asked else 0
        yield LeftOut("question that opens the thread", bool(opening), "questions that open the thread")
        rest = [(place, turn) for place, turn in enumerate(self._turns) if place >= opening]
        yield LeftOut("bit of small talk", sum(turn.remarks for _, turn in rest), "bits of small talk")
        without = [turn for place, turn in rest if place not in quoted and any(one.rate <= 0 for one in turn.sentences)]
        yield LeftOut("message that answers nothing", len(without), "messages that answer nothing")

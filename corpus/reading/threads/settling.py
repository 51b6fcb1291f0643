"""What of a conversation may be quoted: the answers, and neither the question that opens it nor thanks and small talk.

A thread is a question, its title and its opening, with answers. Who opened it goes on asking, until the answers are there; what
they write behind the last answer is thanks, or how it ended. Where nothing is asked, everybody's statements may be quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from corpus.documents import Block, BlockKind, LeftOut, Message, QuestionAnswer, ReadDocument, Span, add_up
from corpus.reading.decoding import UnreadableDocument
from corpus.reading.inline_marks import strip_markup
from corpus.reading.outline import LONGEST_HEADING, have_same_words, span_answer
from corpus.reading.written_questions import ends_with_question_mark, opens_like_a_question
from corpus.sentences import count_words, sentences

RateRemarks = Callable[[Sequence[str]], Sequence[float]]  # above 0: states nothing; the more, the surer

_CLOSING = -0.12  # rate from which the last words of who asked are thanks: there they are likely to be
_FEW = 12  # words of thanks in a language that is not rated
_LEAST_TITLE = 2  # words of a title that asks something


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a message; `rate` above 0 says that it states nothing."""

    span: Span
    words: str
    rate: float

    @property
    def asks(self) -> bool:
        return ends_with_question_mark(self.words)

    @property
    def states(self) -> bool:
        return self.rate <= 0 and not self.asks


@dataclass(frozen=True, slots=True)
class _Turn:
    """A message with the sentences of each of its blocks."""

    message: Message
    parts: tuple[tuple[Block, tuple[_Sentence, ...]], ...]

    @property
    def sentences(self) -> list[_Sentence]:
        return [sentence for _, sentences in self.parts for sentence in sentences]

    @property
    def states(self) -> bool:
        return any(sentence.states for sentence in self.sentences)

    @property
    def remarks(self) -> bool:
        """Whether something in it states nothing."""
        return any(sentence.rate > 0 for sentence in self.sentences)

    @property
    def is_short(self) -> bool:
        """Whether it is a few words, and neither code nor a row nor a number among them."""
        words = " ".join(sentence.words for sentence in self.sentences)
        plain = all(block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) for block, _ in self.parts)
        return plain and count_words(words) <= _FEW and not any(map(str.isdigit, words)) and "://" not in words

    def forget(self) -> _Turn:
        """Return it as one that states nothing."""
        return _Turn(
            self.message, tuple((block, tuple(replace(one, rate=1.0) for one in all_)) for block, all_ in self.parts)
        )


def settle_conversation(document: ReadDocument, rate: RateRemarks) -> ReadDocument:
    """Return a document with only those blocks of its conversation that may be quoted, and the question that they answer.

    `rate` tells greetings, thanks and the like by their words. The answer that was marked, or that was thanked for, is the answer to
    the title, and stands under the question that opened the thread; so do all of them where none was. What is left out is counted.

    Raises `UnreadableDocument` where something is asked and nobody answers it.
    """
    if document.conversation is None or not document.conversation.messages:
        return document
    turns = _mark_closing(_rate_turns(document, rate), foreign=document.source.language != "en")
    return _Settled(document, turns).write()


def _rate_turns(document: ReadDocument, rate: RateRemarks) -> list[_Turn]:
    assert document.conversation is not None
    text = document.text
    cut = [
        (message, block, span)
        for message in document.conversation.messages
        for block in message.blocks
        for span in sentences(text, block)
    ]
    words = [_strip_speaker(message, span.of(text)) for message, _, span in cut]
    rated = [block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) for _, block, _ in cut]
    rates = iter(rate([each for each, plain in zip(words, rated, strict=True) if plain]))
    found: dict[Span, list[_Sentence]] = {}
    for (_, block, span), each, plain in zip(cut, words, rated, strict=True):
        found.setdefault(block.span, []).append(_Sentence(span, each, next(rates) if plain else -1.0))
    return [
        _Turn(message, tuple((block, tuple(found.get(block.span, ()))) for block in message.blocks))
        for message in document.conversation.messages
    ]


def _strip_speaker(message: Message, sentence: str) -> str:
    """Return a sentence without the name of who says it, which begins the message where chats are written line by line."""
    rest = sentence.removeprefix("<").removeprefix(message.author)
    return rest.lstrip(">: ") if len(rest) < len(sentence) else sentence


def _mark_closing(turns: list[_Turn], *, foreign: bool) -> list[_Turn]:
    """Take the last words of who asked, and what is said after them, for thanks where they are likely to be.

    In a `foreign` language that the words of thanks are not known of, they are where they are few.
    """
    asker = turns[0].message.author
    last = max(place for place, turn in enumerate(turns) if turn.message.author == asker)
    answered = any(turn.states and turn.message.author != asker for turn in turns[:last])
    if not answered or turns[last].message.marked:
        return turns
    rest = turns[last:]
    if all(sentence.rate > _CLOSING for sentence in rest[0].sentences) or (foreign and rest[0].is_short):
        rest[0] = rest[0].forget()
    if foreign and not rest[0].states:
        rest[1:] = [turn.forget() if turn.is_short and not turn.message.marked else turn for turn in rest[1:]]
    return [*turns[:last], *rest]


class _Settled:
    """A conversation whose sentences are rated: who asks in it, who answers, and which answer is preferred."""

    def __init__(self, document: ReadDocument, turns: Sequence[_Turn]) -> None:
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
        asked = self._is_asked()
        quoted = self._list_answers() if asked else [place for place, turn in enumerate(self._turns) if turn.states]
        if not quoted:
            raise UnreadableDocument(
                f"“{self._document.source.title}” asks something that nobody answers in it; add it once somebody has"
            )
        best = [place for place in self._preferred if place in quoted] or (quoted if self._answering else quoted[-1:])
        context = self._choose_context(self._opening)
        cut: dict[int, list[Block]] = {}
        for place in quoted:
            under = (context if place in best else "") if asked else self._choose_context(self._list_asking(place))
            headings = (under,) if under else ()
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
            or (bool(self._answering) and any(map(opens_like_a_question, (title, opening[0].words if opening else ""))))
            or any(turn.message.asks or turn.message.marked for turn in self._turns)
            or bool(self._preferred)
        )

    def _find_preferred(self) -> list[int]:
        """Return the messages that were marked as the answer; else that for which whoever asked gave thanks last."""
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
                return before[-1:]
        return []

    def _list_answers(self) -> list[int]:
        """Return the messages that answer: what others state, and how it ended in the words of who asked."""
        last = max(self._answering, default=-1)
        own = [
            place
            for place, turn in enumerate(self._turns)
            if turn.message.author == self._asker
            and turn.states
            and place >= len(self._opening)
            and (turn.message.marked or (place > last and not self._list_asking(place)))
        ]
        return sorted({*self._answering, *own})

    def _list_asking(self, place: int) -> Sequence[_Turn]:
        """Return the message that a message answers, where that one asks something and is somebody else's."""
        turn = self._turns[place]
        before = place - 1 if turn.message.replies_to is None else turn.message.replies_to
        if before < 0 or self._turns[before].message.author == turn.message.author:
            return ()
        return [self._turns[before]] if any(one.asks for one in self._turns[before].sentences) else ()

    def _choose_context(self, turns: Sequence[_Turn]) -> str:
        """Return the words of messages that tell what is asked: their questions first, and what else there is room for."""
        chosen: list[_Sentence] = []
        room = LONGEST_HEADING
        opening = [sentence for turn in turns for sentence in turn.sentences if sentence.rate <= 0]
        for sentence in sorted(opening, key=lambda one: not one.asks):
            words = strip_markup(sentence.words)
            if len(words) <= room or not chosen:
                chosen.append(sentence)
                room -= len(words) + 1
        words = strip_markup(" ".join(one.words for one in sorted(chosen, key=lambda one: one.span)))
        return "" if have_same_words(words, self._document.source.title) else words[:LONGEST_HEADING]

    def _cut_out(self, turn: _Turn) -> Iterator[Block]:
        """Yield the blocks of a message without the sentences that state nothing."""
        for block, parts in turn.parts:
            run: list[_Sentence] = []
            for sentence in (*parts, None):
                if sentence is not None and sentence.rate <= 0:
                    run.append(sentence)
                elif run:
                    yield replace(block, span=Span(run[0].span.start, run[-1].span.end))
                    run = []

    def _pair(self, answer: Sequence[Block]) -> Iterator[QuestionAnswer]:
        """Yield the title with the answer to it; without a title, the question that opens the conversation."""
        asked = self._title or next(
            (
                one.span
                for turn in self._opening
                for one in turn.sentences
                if one.asks and one.rate <= 0 and one.span.of(self._document.text) == one.words
            ),
            None,
        )
        if asked is not None and answer and count_words(asked.of(self._document.text)) >= _LEAST_TITLE:
            yield QuestionAnswer(asked, span_answer(self._document.text, answer), answer[0].headings)

    def _count_left_out(self, asked: bool, quoted: set[int]) -> Iterator[LeftOut]:
        opening = len(self._opening) if asked else 0
        yield LeftOut("question that opens the thread", bool(opening), "questions that open the thread")
        rest = [(place, turn) for place, turn in enumerate(self._turns) if place >= opening]
        yield LeftOut("bit of small talk", sum(turn.remarks for _, turn in rest), "bits of small talk")
        without = [turn for place, turn in rest if place not in quoted and any(one.rate <= 0 for one in turn.sentences)]
        yield LeftOut("message that answers nothing", len(without), "messages that answer nothing")

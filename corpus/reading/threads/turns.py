"""The messages of a conversation with their sentences, each rated by how surely it states nothing: greetings, thanks and the like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.documents import Block, BlockKind, Message, ReadDocument, Span
from corpus.reading.written_questions import ends_with_question_mark
from corpus.sentences import count_words, sentences

RateRemarks = Callable[[Sequence[str]], Sequence[float]]  # above 0: states nothing; the more, the surer

_SURELY = 0.1  # rate up to which what follows a question right away is an answer: "Everyone is welcome."
_CLOSING = -0.12  # rate from which the last words of who asked are thanks: there they are likely to be
_FEW = 12  # words of thanks in a language that is not rated


@dataclass(frozen=True, slots=True)
class RatedSentence:
    """A sentence of a message; `rate` above 0 says that it states nothing."""

    span: Span
    words: str
    rate: float

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return ends_with_question_mark(self.words)

    @property
    def states(self) -> bool:
        """Whether it says something."""
        return self.rate <= 0 and not self.asks


@dataclass(frozen=True, slots=True)
class Turn:
    """A message with the sentences of each of its blocks."""

    message: Message
    parts: tuple[tuple[Block, tuple[RatedSentence, ...]], ...]

    @property
    def sentences(self) -> list[RatedSentence]:
        """All of them, in order."""
        return [sentence for _, sentences in self.parts for sentence in sentences]

    @property
    def states(self) -> bool:
        """Whether something is said in it."""
        return any(sentence.states for sentence in self.sentences)

    @property
    def asks(self) -> bool:
        """Whether it ends with a question, thanks in advance aside."""
        return next((sentence.asks for sentence in reversed(self.sentences) if sentence.rate <= 0), False)

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

    def rate_anew(self, rate: float) -> Turn:
        """Return it with all of its sentences rated so."""
        return Turn(
            self.message, tuple((block, tuple(replace(one, rate=rate) for one in all_)) for block, all_ in self.parts)
        )


def rate_turns(document: ReadDocument, rate: RateRemarks) -> list[Turn]:
    """Return the messages of a document's conversation with their sentences rated.

    `rate` tells remarks by their words; the last words of who asked are taken for thanks where they may be some.
    """
    turns = _keep_answers(_cut_turns(document, rate))
    return _mark_closing(turns, foreign=document.source.language != "en")


def _cut_turns(document: ReadDocument, rate: RateRemarks) -> list[Turn]:
    assert document.conversation is not None
    text = document.text
    cut = [
        (message, block, span)
        for message in document.conversation.messages
        for block in message.blocks
        for span in sentences(text, block)
    ]
    words = [_strip_speaker(message, span.of(text)) for message, _, span in cut]
    rated = [
        block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not span.of(text).endswith((":", "："))
        for _, block, span in cut  # what introduces something says what follows
    ]
    rates = iter(rate([each for each, plain in zip(words, rated, strict=True) if plain]))
    found: dict[Span, list[RatedSentence]] = {}
    for (_, block, span), each, plain in zip(cut, words, rated, strict=True):
        found.setdefault(block.span, []).append(RatedSentence(span, each, next(rates) if plain else -1.0))
    return [
        Turn(message, tuple((block, tuple(found.get(block.span, ()))) for block in message.blocks))
        for message in document.conversation.messages
    ]


def _strip_speaker(message: Message, sentence: str) -> str:
    """Return a sentence without the name of who says it, which begins the message where chats are written line by line."""
    rest = sentence.removeprefix("<").removeprefix(message.author)
    return rest.lstrip(">: ") if len(rest) < len(sentence) else sentence


def _keep_answers(turns: Sequence[Turn]) -> list[Turn]:
    """Return messages in which nothing is taken for a remark, unless surely, that all there is after a question of somebody else."""
    kept = list(turns)
    for place, (before, turn) in enumerate(pairwise(turns), start=1):
        answers = before.asks and before.message.author != turn.message.author and not turn.states and not turn.asks
        if answers and all(sentence.rate <= _SURELY for sentence in turn.sentences):
            kept[place] = turn.rate_anew(0.0)
    return kept


def _mark_closing(turns: list[Turn], *, foreign: bool) -> list[Turn]:
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
        rest[0] = rest[0].rate_anew(1.0)
    if foreign and not rest[0].states:
        rest[1:] = [turn.rate_anew(1.0) if turn.is_short and not turn.message.marked else turn for turn in rest[1:]]
    return [*turns[:last], *rest]

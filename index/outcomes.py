"""What a question comes to: an `Answer`, a `Refusal` or a `Help`. All are values, and quote only spans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import Document, Passage, Span
from index.judge.grades import Certainty


class Reason(StrEnum):
    """Why a question was refused."""

    OFF_TOPIC = "off_topic"  # nothing in the documents is near the question
    NOT_STATED = "not_stated"  # passages are near it, and none is likely enough to answer
    EMPTY_CORPUS = "empty_corpus"  # there is no document to answer from
    OTHER_LANGUAGE = "other_language"  # it is in a language in which no document is
    UNREADABLE_QUESTION = "unreadable_question"  # it has no words, or too many


class Topic(StrEnum):
    """What the member wants of the bot itself."""

    GREETING = "greeting"
    THANKS = "thanks"
    ABILITIES = "abilities"  # what it is and can do
    DOCUMENTS = "documents"  # which documents it has
    FOLLOW_UP = "follow_up"  # "tell me more": of what, it does not say
    RUDENESS = "rudeness"
    INSTRUCTION = "instruction"  # to do something else than answer, or to forget its rules
    CHATTER = "chatter"
    ARITHMETIC = "arithmetic"
    NO_WORDS = "no_words"  # keys that were hit at random


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quotation: `quote` is a slice of a stored document, by construction."""

    number: int
    passage: Passage
    span: Span

    def __post_init__(self) -> None:
        if not self.passage.span.holds(self.span):
            raise ValueError(f"citation {self.number} quotes {self.span} outside its passage {self.passage.span}")

    @property
    def document(self) -> Document:
        return self.passage.document

    @property
    def quote(self) -> str:
        """The words that are quoted."""
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class ByModerators:
    """The entry of the moderators' FAQ that answers: its ID, and its question."""

    entry_id: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One to three quotes, each a sentence or a few that belong together. `probability` that they answer, 0 to 1.

    The best passage's come first, in the order of the document; an unsure answer quotes one passage.

    Where an entry of the moderators answers, `by` names it, and what is cited is the whole answer of the entry. Of two things
    that a question compares, each has a quote in the order in which they are named; `missing` names that of which nothing was
    found, and then the answer is unsure.
    """

    question: str
    citations: tuple[Citation, ...]
    probability: float
    by: ByModerators | None = None
    certainty: Certainty = Certainty.SURE
    missing: tuple[str, ...] = ()

    @property
    def by_passage(self) -> tuple[tuple[Citation, ...], ...]:
        """What a reader sees: the citations of each passage, the best first."""
        passages = dict.fromkeys(one.passage for one in self.citations)
        return tuple(tuple(one for one in self.citations if one.passage == passage) for passage in passages)

    @property
    def text(self) -> str:
        """The quotes, parted by a line break."""
        return "\n".join(citation.quote for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer is sure enough. `nearest` are up to two passages that are related, and may answer all the same.

    `probability` is that of the likeliest passage; it `is_close` where that is not far below what an answer needs. `detail`
    says in plain words what was not found; of documents it names titles and headings only. `is_given_up`: it was an unsure
    answer, until somebody said that this is not what was asked.
    """

    question: str
    reason: Reason
    probability: float = 0.0
    nearest: tuple[Citation, ...] = ()
    detail: str = ""
    is_close: bool = False
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """Something was said to the bot itself: neither answer nor refusal, but a word on how to ask."""

    question: str
    topic: Topic


Reply = Answer | Refusal | Help


@dataclass(frozen=True, slots=True)
class Several:
    """What a message of several questions comes to: a reply to each, in their order. `left_out`: how many more it asks."""

    question: str
    replies: tuple[Answer | Refusal, ...]
    left_out: int = 0

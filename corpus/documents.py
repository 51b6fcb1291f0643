"""What a document is: its text and source, the blocks of it that may be quoted, and the passages that it is cut into.

All of them are frozen. A quotation is never a string of its own: it is a `Span` of a document's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

ASKED = "\u2063"  # begins a heading that is searched and never shown: what was asked where the passage is an answer


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of a text in characters: `start` inclusive, `end` exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the slice of `text` that this span names."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class BlockKind(StrEnum):
    """What a block of a document is; it decides how the block may be split into passages."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A quotable stretch of a document: a paragraph, a list item, a table row or a piece of code.

    What no block covers (site chrome, front matter, the lines of headings) is stored and never quoted.
    """

    span: Span
    headings: tuple[str, ...] = ()
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """A question and its answer, as two spans of the document that states them."""

    question: Span
    answer: Span
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from, as far as it is known. `language` is an ISO 639-1 code."""

    title: str
    url: str | None = None
    source_title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str = "en"
    tags: tuple[str, ...] = ()

    def after(self, old: Source) -> Source:
        """Return these details as those of a document with a new text: moderators named it, and what these don't say stays."""
        return replace(
            self, title=old.title, url=old.url or self.url, tags=old.tags, published=self.published or old.published,
            author=self.author or old.author, publisher=self.publisher or old.publisher,
            source_title=self.source_title or old.source_title,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Things of one kind that a file holds and that can't be quoted from its document: "2 hidden rows", "1 comment".

    `thing` names one of them; `things` several, where that takes more than an "s".
    """

    thing: str
    count: int = 1
    things: str = ""

    def __str__(self) -> str:
        """The number and the name, as members read them."""
        return f"{self.count:,} {self.thing if self.count == 1 else self.things or self.thing + 's'}"


def add_up(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return what was left out with each kind once, in the order in which the kinds came."""
    kinds: dict[str, LeftOut] = {}
    for each in left_out:
        before = kinds.get(each.thing)
        kinds[each.thing] = each if before is None else replace(before, count=before.count + each.count)
    return tuple(kind for kind in kinds.values() if kind.count > 0)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person wrote in a conversation, as blocks of its document, and what others made of it.

    `asks`: the place where it was written says that it opens with a question. `marked`: somebody marked it as the answer.
    `replies_to` is the position of the message that it replies to.
    """

    author: str
    blocks: tuple[Block, ...]
    asks: bool = False
    marked: bool = False
    replies_to: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of a document that several people wrote, in their order, and where its title stands, if it has one."""

    messages: tuple[Message, ...]
    title: Span | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of a file: its text, where it came from, which parts may be quoted, and what was left out.

    Of a `conversation` not everything may be quoted that is in a block: `settle_conversation` tells what.
    """

    text: str
    source: Source
    blocks: tuple[Block, ...]
    questions: tuple[QuestionAnswer, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    conversation: Conversation | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a stored document. Its text never changes again: an edit makes a new version."""

    id: str
    version: int
    scope: str
    text: str
    source: Source

    @property
    def title(self) -> str:
        """The title of this version."""
        return self.source.title


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one version of a document, the unit of retrieval and citation.

    `sentences` lie inside the passage, in order; each is a span of the document's text.
    """

    document: Document
    start: int  # offset in characters, inclusive
    end: int  # exclusive
    headings: tuple[str, ...] = ()  # without those that are searched and not shown
    sentences: tuple[Span, ...] = ()
    searched: tuple[str, ...] = field(default=(), init=False)  # all of them

    def __post_init__(self) -> None:
        object.__setattr__(self, "searched", self.headings)
        object.__setattr__(self, "headings", tuple(one for one in self.headings if not one.startswith(ASKED)))

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def context(self) -> str:
        """Title and heading path: they take part in retrieval and are never quoted."""
        return join_context(self.document.title, self.searched)


def join_context(title: str, headings: Iterable[str]) -> str:
    """Return the title of a document and a heading path in it, on one line, as they are searched."""
    return " › ".join((title, *(heading.removeprefix(ASKED) for heading in headings)))

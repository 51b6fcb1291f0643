"""FAQ entries as values: what moderators write, and a question with its answer as it is kept.

An answer is always a span of one version of a stored document, also where moderators answer in their own words: those
are a document of their own, with the ID of the entry, in a scope that no index reads (`scopes.faq_of`). So the promise
that every answer stands word for word in a stored document is checked in one way for all answers; the words are
versioned, and followed when they change, as all documents are; and because they are in no index, they are never found,
cited or weighed as a passage of the documents.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from corpus.documents import Passage
from corpus.errors import MendableError
from corpus.scopes import is_faq

ENTRY_QUESTION_LIMIT = 300  # characters of a question or a phrasing
ANSWER_LIMIT = 1500  # characters of an answer in own words
PHRASINGS_LIMIT, TAGS_LIMIT, TAG_LIMIT = 20, 10, 50
ENTRIES_LIMIT = 5000  # of one server: what autocomplete was measured with

OWN_WORDS_TITLE = "The moderators’ FAQ"

_APOSTROPHE = re.compile("['’`]")
_WORD = re.compile(r"[^\W_]+")


class BadEntry(MendableError, ValueError):
    """An entry can't be kept as it was written; the message says how to write it."""


class UnknownEntry(MendableError, LookupError):
    """No entry of this server has this ID or question; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class PassageRef:
    """A span of one version of a document, by its offsets in characters."""

    document_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FaqDraft:
    """What moderators write: a question and either an answer in their own words or a passage of a document.

    `author` is whoever the words are by, where that is not the moderator; `url` is where they were written first.
    """

    question: str
    answer: str | None = None
    passage: PassageRef | None = None
    phrasings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer. `answer` is `None` where the passage that it cited is gone: then it is not offered.

    `by_document`: a document asks and answers the question itself. `version` counts the changes of an entry of moderators.
    """

    id: str
    scope: str
    question: str
    answer: Passage | None
    phrasings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    by_document: bool = False
    version: int = 1
    created_at: datetime | None = None  # UTC
    changed_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The question and its other phrasings."""
        return (self.question, *self.phrasings)

    @property
    def own_words(self) -> bool:
        """Whether moderators wrote the answer themselves."""
        return self.answer is not None and is_faq(self.answer.document.scope)

    @property
    def use_key(self) -> tuple[str, str]:
        """The key under which its uses are counted. It stays the same for all versions of a document."""
        if self.by_document and self.answer is not None:
            return self.answer.document.id, fold_words(self.question)
        return self.id, ""


def fold_words(text: str) -> str:
    """Return a text as it is compared: its words in lower case, one space between them, nothing else."""
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", unicodedata.normalize("NFKC", text)).casefold()))


def id_in_document(document_id: str, question: str) -> str:
    """Return the ID of the entry that a document makes of a question: the same for all of its versions."""
    return hashlib.sha256(f"{document_id}\n{fold_words(question)}".encode()).hexdigest()[:12]


def to_draft(entry: FaqEntry) -> FaqDraft:
    """Return an entry as it would be written unchanged."""
    answer = entry.answer
    passage = words = url = None
    if answer is not None and entry.own_words:
        words, url = answer.text, answer.document.source.url
    elif answer is not None:
        passage = PassageRef(answer.document.id, answer.document.version, answer.start, answer.end)
    return FaqDraft(entry.question, words, passage, entry.phrasings, entry.tags, entry.author or None, url)


def tidy_draft(draft: FaqDraft) -> FaqDraft:
    """Return a draft with its texts tidied: each once, no empty ones. Raises `BadEntry` with the remedy."""
    question = _tidy_line(draft.question)
    answer = None if draft.answer is None else draft.answer.replace("\r\n", "\n").strip()
    same = {fold_words(question)}
    phrasings = _tidy_phrasings(draft.phrasings, same)
    tags = tuple(dict.fromkeys(filter(None, map(_tidy_line, draft.tags))))
    if not fold_words(question):
        raise BadEntry("the question has no words: write it as a member would ask it")
    for text in (question, *phrasings):
        if len(text) > ENTRY_QUESTION_LIMIT:
            raise BadEntry(f"“{text[:40]}…” has {len(text)} characters: a question has at most {ENTRY_QUESTION_LIMIT}")
    if len(phrasings) > PHRASINGS_LIMIT:
        raise BadEntry(f"there are {len(phrasings)} other phrasings: an entry has at most {PHRASINGS_LIMIT}")
    if len(tags) > TAGS_LIMIT or any(len(tag) > TAG_LIMIT for tag in tags):
        raise BadEntry(f"an entry has at most {TAGS_LIMIT} tags of {TAG_LIMIT} characters")
    if answer is not None and not any(letter.isalnum() for letter in answer):
        raise BadEntry("the answer has no words: write what a member should be told")
    if answer is not None and len(answer) > ANSWER_LIMIT:
        raise BadEntry(f"the answer has {len(answer):,} characters: it may have {ANSWER_LIMIT:,}; shorten it, or link")
    if answer is None and draft.passage is None:
        raise BadEntry("there is no answer: write one, or name a passage of the documents")
    passage = None if answer is not None else draft.passage
    return FaqDraft(question, answer, passage, phrasings, tags, draft.author, draft.url)


def _tidy_phrasings(texts: Iterable[str], same: set[str]) -> tuple[str, ...]:
    kept = []
    for text in map(_tidy_line, texts):
        key = fold_words(text)
        if key and key not in same:
            kept.append(text)
            same.add(key)
    return tuple(kept)


def _tidy_line(text: str) -> str:
    return " ".join(text.split())

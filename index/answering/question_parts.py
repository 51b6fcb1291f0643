"""From a message to the questions in it: by its lines, its sentences, and questions that "and" joins in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.documents import Block, Span
from corpus.sentences import sentences
from index.answering.belonging import strip_marker
from index.judge.windows import ends_as_question

_ASKING = "who|whom|whose|what|which|when|where|why|how|whats|wheres|whos|hows"
_AUXILIARY = (
    "is|are|am|was|were|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had|"
    "isnt|arent|wasnt|werent|dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|hasnt|havent|hadnt"
)
_SUBJECT = (
    "i|you|we|they|he|she|it|one|there|this|that|these|those|the|a|an|my|our|your|their|his|her|its|any|anyone|"
    "anybody|someone|somebody|everyone|everybody|all|some"
)
# What leads into a question and is none of it.
_LEAD = r"(?:(?:and|also|but|so|then|or|ok|okay|well|plus|if so|if not|i mean)\b[\s,]*)*"
# A question by its words alone: its verb stands before its subject, or it asks who or what does something.
_ASKS = re.compile(
    rf"{_LEAD}(?:(?:{_ASKING})(?:['’]?(?:s|re|d|ll))?\b(?:\s+\S+){{0,3}}?\s+(?:{_AUXILIARY})\b"
    rf"|(?:{_ASKING})['’](?:s|re|d|ll)\b|(?:whats|wheres|whos|hows)\b"
    rf"|(?:who|what)\s+(?!(?:{_SUBJECT})\b)"
    rf"|(?:{_AUXILIARY})(?:n['’]t)?\s+(?:{_SUBJECT})\b)",
    re.IGNORECASE,
)
_WITH_QUESTION_WORD = re.compile(rf"{_LEAD}(?:{_ASKING})\b|{_LEAD}(?:{_AUXILIARY})\s", re.IGNORECASE)
_JOINT = re.compile(r"(?:\s*[,;]\s*(?:(?:and|but|also|plus)\s+)*|\s+(?:and|but|plus)\s+(?:also\s+)?)", re.IGNORECASE)
_MARKS = re.compile(r"(?<![?!])(?=!*\?)[?!]++[\"'”’)\]]*+\s+")  # a run is read once: else its cube
_NUMBER = re.compile(r"(?:^|\s)\(?(\d{1,2})[.)]\s+")
_LINE_OF_LIST = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)
_FEWEST = 3  # words of a question that is parted from the one before it in the same sentence
# A request that takes no question mark.
_REQUESTS = re.compile(
    rf"{_LEAD}(?:please\s+)?(?:tell\s+(?:me|us)|explain|describe|list|show\s+(?:me|us)|name|let\s+(?:me|us)\s+know)\s+\S+\s+\S+",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"(?:or|i mean|that is|in other words)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """A question of a message as it is written, the statements before it, and after it where it is the last.

    `joined` are the questions that one sentence asks, where it asks several.
    """

    question: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def with_context(self) -> str:
        """The question amid the statements that it is written with."""
        return " ".join((*self.before, self.question, *self.after))


def read_parts(message: str, sayings: Sequence[str] = ()) -> tuple[AskedPart, ...]:
    """Return the questions of a message; `sayings` are sentences of it that are left out, as greetings and thanks are.

    What is stated before a question belongs to it, and to those that follow; what is stated after the last, to the last.
    """
    parts: list[AskedPart] = []
    stated: list[str] = []
    told = 0  # how many of the statements stand before the last question
    for sentence, asks in find_sentences(message):
        if sentence in sayings:
            continue
        if not asks:
            stated.append(sentence)
        elif parts and _AGAIN.match(sentence):
            parts[-1] = replace(parts[-1], question=f"{parts[-1].question} {sentence}")
        else:
            parts.append(AskedPart(sentence, tuple(stated), joined=_split_joined(sentence)))
            told = len(stated)
    if parts:
        parts[-1] = replace(parts[-1], after=tuple(stated[told:]))
    return tuple(parts)


def find_sentences(message: str) -> list[tuple[str, bool]]:
    """Return the sentences of a message without the markers of lists, each with whether it asks something."""
    found = [(strip_marker(text), listed) for text, listed in _split_lines(message)]
    marked = any(ends_as_question(text) for text, _ in found)
    return [(text, _is_question(text, listed, marked)) for text, listed in found if text]


def _split_lines(message: str) -> Iterator[tuple[str, bool]]:
    """Yield the sentences of each line, and whether it is a line of a list."""
    for line in message.splitlines():
        items = _split_numbered(line)
        for item in items:
            listed = len(items) > 1 or bool(_LINE_OF_LIST.match(item))
            yield from ((sentence, listed) for sentence in _split_sentences(strip_marker(item.strip())))


def _split_numbered(line: str) -> list[str]:
    """Return the items of a list that is written in one line, "1. … 2. … 3. …"; else the line."""
    numbers = list(_NUMBER.finditer(line))
    if len(numbers) < 2 or [int(number[1]) for number in numbers] != list(range(1, len(numbers) + 1)):
        return [line]
    starts = [number.start() for number in numbers]
    pieces = [line[: starts[0]], *(line[a:b] for a, b in zip(starts, [*starts[1:], len(line)], strict=True))]
    return [piece for piece in pieces if piece.strip()]


def _split_sentences(text: str) -> Iterator[str]:
    start = 0
    for end in (*(mark.end() for mark in _MARKS.finditer(text)), len(text)):
        piece = text[start:end]
        if piece:
            yield from (span.of(piece) for span in sentences(piece, Block(Span(0, len(piece)))))
        start = end


def _is_question(text: str, listed: bool, marked: bool) -> bool:
    """Whether a sentence asks. Where its writer marks no question, or lists them, its words tell."""
    if ends_as_question(text) or _REQUESTS.match(text):
        return True
    if listed:
        return bool(_WITH_QUESTION_WORD.match(text))
    return not marked and any(_ASKS.match(text, start) for start in (0, *(one.end() for one in _JOINT.finditer(text))))


def _split_joined(sentence: str) -> tuple[str, ...]:
    """Return the questions that one sentence asks, joined by "and" or a comma; none where it asks one.

    Each asks by its own words and has some: "which, and why?" is one question.
    """
    pieces: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        rest = sentence[joint.end() :]
        before = sentence[start : joint.start()]
        long = min(len(rest.split()), len(before.split())) >= _FEWEST
        if long and _ASKS.match(rest) and not _AGAIN.match(rest):
            pieces.append(before)
            start = joint.end()
    pieces.append(sentence[start:])
    if len(pieces) > 1 and not _ASKS.match(pieces[0]):  # a statement, which the first question goes on from
        pieces[:2] = [sentence[: sentence.index(pieces[1]) + len(pieces[1])]]
    return tuple(piece.strip() for piece in pieces) if len(pieces) > 1 else ()

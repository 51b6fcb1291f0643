"""Chats that were pasted or exported as plain text: who says what, told by the lines that begin a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.code import find_code_around
from corpus.documents import Block, BlockKind, Conversation, LeftOut, Message, ReadDocument, Source, Span, add_up
from corpus.language import detect
from corpus.reading.outline import trim
from corpus.reading.pasted.units import cut_units
from corpus.reading.written_questions import ends_with_question_mark, measure_answer_label, measure_question_label

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_TIME = rf"(?P<time>[^\]\n:]{{0,30}}?\b{_CLOCK}[^\]\n:]{{0,8}}?)"
_NAME = r"(?P<name>[^\W_][^\n:<>\[\]|]{0,39}?)"
_FORMS = tuple(
    re.compile(rf"^[ \t\u200e]*{form}", re.MULTILINE)
    for form in (
        rf"[\[(]?{_TIME}[\])]?[ \t]*(?:[-–][ \t]+)?(?:<[ \t@+~]*{_NAME}>|{_NAME.replace('name', 'other')}:)[ \t]+(?=\S)",  # WhatsApp, IRC
        rf"{_NAME}[ \t]*(?:\n[ \t]*)?[—–-][ \t]*(?:\n[ \t]*)?{_TIME}[ \t]*$",  # copied from Discord
        rf"{_NAME}[ \t]{{1,4}}\[?(?P<time>{_CLOCK})\]?[ \t]*$",  # copied from Slack
        rf"\[{_TIME}\][ \t]+{_NAME}[ \t]*$",  # Discord, exported as text
    )
)
_SPEAKER = re.compile(
    r"^[ \t]*(?:<(?P<other>[^\n<>]{1,24})>|(?P<name>[^\W_][^\n:<>\[\]|]{0,23}):)[ \t]+(?=\S)", re.MULTILINE
)
_EXTRA = re.compile(
    r"^\{(?P<kind>\w+)\}[ \t]*\n(?P<lines>(?:[^\n]*\S[^\n]*(?:\n|\Z))*)", re.MULTILINE
)  # below an exported message
_NOTICE = re.compile(  # of the program: somebody joined; how many messages it exported
    rf"^[ \t\u200e]*\[?\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}},?[ ]{_CLOCK}\]?[ \t]*[-–]?[ \t]|^={{10,}}[ \t]*$",
    re.MULTILINE,
)
_CHANNEL = re.compile(r"^Channel:[ \t]*(?:[^\n]* / )?(?P<name>[^\n]+)$", re.MULTILINE)
_CHECK = re.compile("[✅✔☑]|:(?:white_)?check\\w*:")
_FEWEST = 3  # messages of a chat
_LONGEST_TITLE = 16  # words of a line above the first message


@dataclass(frozen=True, slots=True)
class _Said:
    """A message: who says it, when, as it is written, and where its words stand."""

    author: str
    when: str
    head: Span
    body: Span


def read_chat(text: str, filename_title: str) -> ReadDocument | None:
    """Return a chat with each message under who wrote it and when; None for a text that is none.

    Where no times are given, each message keeps the name of its author, and only a chat in which something is asked is one.
    """
    said = _find_messages(text)
    if not said:
        return None
    heading, title = _find_title(text[: said[0].head.start])
    left_out: list[LeftOut] = []
    messages = [_read_message(text, one, left_out) for one in said]
    blocks = tuple(block for message in messages for block in message.blocks)
    if not blocks:
        return None
    language = detect("\n".join(block.span.of(text) for block in blocks[:40])) or "en"
    source = Source(title=title or filename_title, language=language)
    return ReadDocument(text, source, blocks, (), add_up(left_out), Conversation(tuple(messages), heading))


def _find_messages(text: str) -> list[_Said]:
    best = max((list(form.finditer(text)) for form in _FORMS), key=len)
    if _is_chat([_name(head) for head in best], timed=True):
        return _cut(text, best, keep_names=False)
    heads = list(_SPEAKER.finditer(text))
    lines = [line for line in text.split("\n") if line.strip()]
    labelled = any(measure_question_label(line) or measure_answer_label(line) for line in lines)
    if labelled or len(heads) * 5 < len(lines) * 4 or not _is_chat([_name(head) for head in heads], timed=False):
        return []
    said = _cut(text, heads, keep_names=True)
    return said if any(ends_with_question_mark(one.body.of(text)) for one in said) else []


def _is_chat(names: Sequence[str], *, timed: bool) -> bool:
    """Whether several write, and some of them again; without times, a third of what is written."""
    authors = len(set(names))
    again = authors < len(names) if timed else authors * 3 <= len(names) * 2
    return len(names) >= _FEWEST and authors > 1 and again


def _name(head: re.Match[str]) -> str:
    found = head.groupdict()
    return " ".join((found["name"] or found["other"]).split())


def _cut(text: str, heads: Sequence[re.Match[str]], *, keep_names: bool) -> list[_Said]:
    said: list[_Said] = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.start() if following else len(text)
        notice = _NOTICE.search(text, head.end(), end)
        end = notice.start() if notice and not keep_names else end
        body = trim(text, head.start() if keep_names else head.end(), end)
        if body is not None:
            when = "" if keep_names else " ".join(head["time"].split())
            said.append(_Said(_name(head), when, Span(head.start(), head.end()), body))
    return said


def _find_title(preamble: str) -> tuple[Span | None, str]:
    """Return the line above the first message that names the chat, and its words."""
    channel = _CHANNEL.search(preamble)
    if channel:
        return None, channel["name"].strip()
    lines = [line for line in preamble.split("\n") if any(map(str.isalnum, line))]
    if len(lines) != 1 or len(lines[0].split()) > _LONGEST_TITLE or _NOTICE.match(lines[0]):
        return None, ""
    start = preamble.index(lines[0])
    span = trim(preamble, start, start + len(lines[0]))
    return span, span.of(preamble).lstrip("# ") if span else ""


def _read_message(text: str, said: _Said, left_out: list[LeftOut]) -> Message:
    headings = (f"{said.author}, {said.when}",) if said.when else ()
    blocks: list[Block] = []
    marked = False
    start = said.body.start
    for extra in _EXTRA.finditer(text, said.body.start, said.body.end):
        marked = marked or (extra["kind"] == "Reactions" and _CHECK.search(extra["lines"]) is not None)
        left_out.append(LeftOut("line below a message", 1, "lines below messages"))
        blocks += _read_blocks(text, start, extra.start(), headings)
        start = extra.end()
    blocks += _read_blocks(text, start, said.body.end, headings)
    return Message(said.author, tuple(blocks), marked=marked)


def _read_blocks(text: str, start: int, end: int, headings: tuple[str, ...]) -> Iterator[Block]:
    """Yield the paragraphs, list items and pieces of code between two places."""
    done = start
    for unit in cut_units(text[start:end]):
        first, last = start + unit.body.start, start + unit.body.end
        if first < done:
            continue
        code = find_code_around(text, first)
        span = trim(text, max(code.start, start), min(code.end, end)) if code else Span(first, last)
        if span is None or (code is None and text[first:last].lstrip().startswith("```")):
            continue
        kind = BlockKind.CODE if code else BlockKind.LIST_ITEM if unit.marker else BlockKind.PARAGRAPH
        yield Block(span, headings, kind)
        done = span.end

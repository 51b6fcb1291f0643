"""The form in which a thread is written down: its title, and each message under who wrote it, when, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from corpus.documents import Block, Conversation, Message
from corpus.reading.outline import Heading, Piece

_LEVEL = 2  # of the heading of a message
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
_HEAD = re.compile(
    rf"(?P<head>(?P<author>.+?), {_TIME})(?P<asks>, asks)?(?:, in reply to (?P<to>.+?, {_TIME}))?(?P<marked>, marked as the answer)?"
)
_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})(?=[ \t])")
_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})")
_RULE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*")
_TOGETHER = timedelta(minutes=7)  # Discord shows what one member writes in that time under one name
_CHECKS = {"✅", "✔", "☑"}
_CHECK_NAMES = re.compile(r"check|tick|solved", re.IGNORECASE)  # of a server's own emojis
_DEEPEST = 6  # of headings
_APART = "<\u2060!--"  # what looks like the start of a comment hides nothing


@dataclass(frozen=True, slots=True)
class Entry:
    """A message before it is written down: `asks`, `marked` and `replies_to` are those of `Message`."""

    author: str
    when: datetime
    text: str
    asks: bool = False
    marked: bool = False
    replies_to: int | None = None

    @property
    def head(self) -> str:
        """Who wrote it and when, on one line."""
        return f"{' '.join(self.author.split())}, {self.when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def is_check_mark(emoji: str) -> bool:
    """Whether an emoji, or the name of one, says that something is the answer: a check mark, or "solved"."""
    return emoji.rstrip("\ufe0f") in _CHECKS or _CHECK_NAMES.search(emoji) is not None


def gather_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with those as one that somebody wrote at a stretch: a reply begins another, and so does what is marked."""
    gathered: list[Entry] = []
    places: list[int] = []
    last: Entry | None = None
    for entry in entries:
        goes_on = last is not None and last.author == entry.author and entry.when - last.when <= _TOGETHER
        if last is not None and goes_on and entry.replies_to is None and not (last.marked or entry.marked):
            gathered[-1] = replace(gathered[-1], text=f"{gathered[-1].text}\n\n{entry.text}")
        else:
            to = None if entry.replies_to is None else places[entry.replies_to]
            gathered.append(replace(entry, replies_to=to))
        places.append(len(gathered) - 1)
        last = entry
    return gathered


def write_thread(title: str, entries: Sequence[Entry]) -> str:
    """Return a thread as Markdown, from which `find_conversation` has its messages back."""
    parts = [f"# {' '.join(title.split())}\n"]
    for entry in entries:
        head = f"## {entry.head}{', asks' * entry.asks}"
        if entry.replies_to is not None:
            head += f", in reply to {entries[entry.replies_to].head}"
        parts.append(f"{head}{', marked as the answer' * entry.marked}\n\n{_lower_headings(entry.text)}\n")
    return "\n".join(parts)


def trim_heads(items: Sequence[Heading | Piece]) -> tuple[list[Heading | Piece], list[Heading]]:
    """Return the items of a thread with what became of a message taken off its heading, and the headings as they were.

    What is no thread comes back as it was, without such headings.
    """
    headings = [item for item in items if isinstance(item, Heading) and item.level <= _LEVEL]
    title, heads = headings[:1], headings[1:]
    if not heads or title[0].level == _LEVEL or not all(map(_match_head, heads)):
        return list(items), []
    return [_trim_head(item) if isinstance(item, Heading) else item for item in items], heads


def find_conversation(
    items: Sequence[Heading | Piece], heads: Sequence[Heading], blocks: Sequence[Block]
) -> Conversation:
    """Return the messages of a thread, whose headings are `heads`, with the blocks of each."""
    messages: list[Message] = []
    places: dict[str, int] = {}
    for place, (heading, own) in enumerate(_group_blocks(heads, blocks)):
        head = _match_head(heading)
        assert head is not None
        messages.append(
            Message(
                head["author"], tuple(own), asks=head["asks"] is not None, marked=head["marked"] is not None,
                replies_to=places.get(head["to"] or ""),
            )
        )  # fmt: skip
        places[head["head"]] = place
    return Conversation(tuple(messages), next(item.span for item in items if isinstance(item, Heading)))


def _group_blocks(heads: Sequence[Heading], blocks: Sequence[Block]) -> Iterator[tuple[Heading, list[Block]]]:
    for heading, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.span.start if following else blocks[-1].span.end if blocks else 0
        yield heading, [block for block in blocks if heading.span.end <= block.span.start < end]


def _match_head(heading: Heading) -> re.Match[str] | None:
    return _HEAD.fullmatch(heading.text) if heading.level == _LEVEL else None


def _trim_head(heading: Heading) -> Heading:
    head = _match_head(heading)
    return replace(heading, text=head["head"]) if head else heading


def _lower_headings(text: str) -> str:
    """Return a message with its own headings under the one that it gets, and nothing in it that hides or heads what follows.

    Lines of code stay as they are.
    """
    lines, fence = list[str](), ""
    for line in text.replace("<!--", _APART).split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and _RULE.fullmatch(line):
            lines.append("")  # Discord has no headings that are underlined
        lines.append(line if fence else _HEADING.sub(_lower_heading, line))
    return "\n".join([*lines, fence] if fence else lines)


def _lower_heading(mark: re.Match[str]) -> str:
    return "#" * min(len(mark[1]) + _LEVEL, _DEEPEST)

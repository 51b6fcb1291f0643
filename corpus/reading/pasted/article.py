"""Plain text, most often an article pasted from its web page, read into a `ReadDocument`.

Nothing marks what a line is, so it is told from its words, its neighbours and the gaps around it. A whole sentence is
content unless it is known furniture of web pages; a fragment is a heading, a list item or furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

from corpus.documents import Block, LeftOut, QuestionAnswer, ReadDocument, Source, Span, add_up
from corpus.language import detect
from corpus.reading.front_matter import FrontMatter, read_front_matter
from corpus.reading.markdown import derive_title, read_markdown
from corpus.reading.outline import Heading, Piece, build_outline, have_same_words
from corpus.reading.pasted.chats import read_chat
from corpus.reading.pasted.gutenberg import find_book
from corpus.reading.pasted.outliner import Outliner
from corpus.reading.pasted.roles import Role, judge_role
from corpus.reading.pasted.titles import find_title
from corpus.reading.pasted.units import cut_units

_SEVERAL = "lines around the text"  # furniture of its page, titles of other articles
_HEADING = re.compile(r"\s*#{1,3} \S")


def read_pasted_text(text: str, filename: str) -> ReadDocument:
    """Return the blocks, headings and questions of a plain text, and what its page says of title, author and date."""
    if is_markdown(text):
        return read_markdown(text, filename)
    if (chat := read_chat(text, derive_title(filename))) is not None:
        return chat
    start, end, fields = find_book(text)
    units = [unit for unit in cut_units(text) if start <= unit.span.start < end] or cut_units(text)
    roles = [judge_role(unit) for unit in units]
    position = find_title(units, roles, filename)
    title = fields.get("Title") or (units[position].words if position is not None else "")
    outliner = Outliner(text, units, roles, title, position)
    outliner.walk()
    title = title or derive_title(filename)
    items = outliner.items
    if not any(isinstance(item, Piece) for item in items):
        kept = [unit for unit, role in zip(units, roles, strict=True) if role is not Role.FURNITURE] or units
        items = [Piece(unit.body) for unit in kept]
    blocks, questions = build_outline(text, items, title, share=0.5)
    language = detect("\n".join(block.span.of(text) for block in blocks[:40])) or "en"
    author = fields.get("Author") or outliner.author
    source = Source(title=title, author=author, published=outliner.published, language=language)
    covered = [block.span for block in blocks] + [item.span for item in items if isinstance(item, Heading)]
    spoken = {unit.span for unit, role in zip(units, roles, strict=True) if role is Role.IMPRINT}
    left_out = [
        LeftOut("line around the text", _count_around(text, sorted(covered), spoken, title), _SEVERAL),
        LeftOut(
            "heading with nothing under it", _count_empty(items, blocks, questions), "headings with nothing under them"
        ),
    ]
    return ReadDocument(text, source, blocks, questions, add_up(left_out))


def is_markdown(text: str) -> bool:
    """Whether a plain text begins as Markdown does: with a heading or with front matter that states something."""
    stated = read_front_matter(text)
    return _HEADING.match(text) is not None or stated != FrontMatter(end=stated.end)


def _count_empty(items: Sequence[Heading | Piece], blocks: Sequence[Block], questions: Sequence[QuestionAnswer]) -> int:
    """Return how many headings of a text stand over no block, and are no question that is answered."""
    over = {heading for block in blocks for heading in block.headings}
    asked = {pair.question.start for pair in questions}
    headings = [item for item in items if isinstance(item, Heading) and item.text]
    return sum(1 for heading in headings if heading.text not in over and heading.span.start not in asked)


def _count_around(text: str, covered: Sequence[Span], spoken: Collection[Span], title: str) -> int:
    """Return how many units of a text are in no block and no heading, and tell neither its title nor its author or date."""
    ends = [span.end for span in covered]
    around = 0
    for unit in cut_units(text):
        following = bisect_right(ends, unit.span.start)
        kept = following < len(covered) and covered[following].start < unit.span.end
        around += not (kept or unit.span in spoken or have_same_words(unit.words, title))
    return around

"""Plain text, most often an article pasted from its web page, read into a `ReadDocument`.

Nothing marks what a line is, so it is told from its words, its neighbours and the gaps around it. A whole sentence is
content unless it is known furniture of web pages; a fragment is a heading, a list item or furniture.
"""

from __future__ import annotations

import re

from corpus.documents import ReadDocument, Source
from corpus.language import detect
from corpus.reading.front_matter import FrontMatter, read_front_matter
from corpus.reading.markdown import derive_title, read_markdown
from corpus.reading.outline import Piece, build_outline
from corpus.reading.pasted.gutenberg import find_book
from corpus.reading.pasted.outliner import Outliner
from corpus.reading.pasted.roles import Role, judge_role
from corpus.reading.pasted.titles import find_title
from corpus.reading.pasted.units import cut_units

_HEADING = re.compile(r"\s*#{1,3} \S")


def read_pasted_text(text: str, filename: str) -> ReadDocument:
    """Return the blocks, headings and questions of a plain text, and what its page says of title, author and date."""
    stated = read_front_matter(text)
    if _HEADING.match(text) or stated != FrontMatter(end=stated.end):
        return read_markdown(text, filename)
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
    return ReadDocument(text, source, blocks, questions)

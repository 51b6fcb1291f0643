"""Markdown with front matter, read into a `ReadDocument`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.documents import BlockKind, LeftOut, ReadDocument, Source, Span, add_up
from corpus.language import detect
from corpus.reading.front_matter import read_front_matter
from corpus.reading.inline_marks import strip_links, strip_markup
from corpus.reading.outline import Heading, Piece, build_outline, trim
from corpus.reading.threads.written import find_conversation, trim_heads
from corpus.reading.written_questions import is_faq_heading, is_question, split_labelled

_BOLD_QUESTION = re.compile(r"(\*\*|__)(?!\s)([^*\n]{1,400}?[?？])\s*\1[ \t]*(?:\n|$|(?=\S))")
_SENTENCE_END = re.compile(r"[.!?…。！？:][\"'”’)\]*_]*$")
_NOTE = re.compile(  # on one line, or from a line that it begins up to a line that it ends
    r"(?<![\w%])%%(?!%)[^\n%]*(?:%(?!%)[^\n%]*)*%%(?![\w%])|(?m:^)[ \t]*%%(?!%)[^%]{0,20000}?%%[ \t]*(?m:$)"
)
_HIDDEN_HTML = ("<!", "<?", "<script", "<style", "<pre", "<textarea")
ROW_MARK = "\u2007"  # a figure space, which no quotation shows: the paragraph behind it is a row of a table that has bars in it
_ROW = re.compile(r"row \d+(?:: .+)?")
_ROW_LEVEL = 6  # of the heading that numbers a row
_BOLD_LEVEL = 10  # of a question in bold: under every heading


def read_markdown(text: str, filename: str) -> ReadDocument:
    """Return the blocks and questions of a Markdown text."""
    fields = read_front_matter(text)
    parsed = _Parsed(text, fields.end)
    items, heads = trim_heads(list(parsed.read_items()))
    items = _mark_rows(_split_questions(text, items))
    first = next((item.text for item in items if isinstance(item, Heading) and item.level == 1 and item.text), None)
    title = fields.title or first or derive_title(filename)
    blocks, questions = build_outline(text, items, title)
    prose = "\n".join(block.span.of(text) for block in blocks[:40] if block.kind is not BlockKind.CODE)
    source = Source(
        title=title,
        url=fields.url,
        source_title=fields.source_title,
        author=fields.author,
        publisher=fields.publisher,
        published=fields.published,
        language=fields.language or detect(prose) or "en",
        tags=fields.tags,
    )
    conversation = find_conversation(items, heads, blocks) if heads else None
    return ReadDocument(text, source, blocks, questions, parsed.list_left_out(), conversation)


def derive_title(filename: str) -> str:
    """Return a title made of a file's name: `server-rules.md` is "Server rules"."""
    words = " ".join(re.split(r"[\s_-]+", PurePath(filename).stem)).strip()
    return (words[:1].upper() + words[1:]) or filename or "Untitled"


class _Parsed:
    """The block structure of a Markdown text behind its front matter, as headings and pieces with their spans."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._starts = [start]
        position = text.find("\n", start)
        while position != -1:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)
        parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
        parser.core.ruler.enableOnly(["normalize", "block"])  # inline markup stays as it is written
        self._tokens = parser.parse(text[start:])
        self._comments = sorted((*_find_comments(text), *self._find_notes(start)))

    def read_items(self) -> Iterator[Heading | Piece]:
        containers: list[str] = []
        for position, token in enumerate(self._tokens):
            if token.type in ("blockquote_open", "list_item_open", "thead_open"):
                containers.append(token.type)
            elif token.type in ("blockquote_close", "list_item_close", "thead_close"):
                containers.pop()
            elif token.type == "heading_open":
                yield from self._read_heading(token, self._tokens[position + 1])
            elif token.type == "paragraph_open":
                yield from self._read_paragraph(self._tokens[position + 1], containers)
            elif token.type == "tr_open" and "thead_open" not in containers:
                yield from self._read_row(token)
            elif token.type in ("fence", "code_block"):
                yield from self._read_code(token)
            elif token.type == "html_block":
                yield from self._read_html(token)
            elif token.type == "hr" and not containers and token.map:
                yield self._end_question(token.map[0])

    def list_left_out(self) -> tuple[LeftOut, ...]:
        """Return what may not be quoted although it has words, counted."""
        return add_up([LeftOut("comment", len(self._comments))])

    def _find_notes(self, start: int) -> Iterator[Span]:
        """Yield the comments between double percent signs, as Obsidian has them, outside of code."""
        code = [token.map for token in self._tokens if token.type in ("fence", "code_block") and token.map]
        lines = {number for first, last in code for number in range(first, last)}
        position = start
        while (found := _NOTE.search(self._text, position)) is not None:
            if bisect_right(self._starts, found.start()) - 1 in lines:
                position = found.start() + 2
                continue
            yield Span(found.start(), found.end())
            position = found.end()

    def _locate_line(self, number: int) -> Span | None:
        if number >= len(self._starts):
            return None
        start = self._starts[number]
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._text)
        return trim(self._text, start, end)

    def _locate_inline_lines(self, inline: Token) -> Iterator[Span]:
        """Yield where the lines of a token's content stand: behind the marks of lists and quotations."""
        first = inline.map[0] if inline.map else 0
        for number, content in enumerate(inline.content.split("\n")):
            line, words = self._locate_line(first + number), content.strip()
            if line is None or not words:
                continue
            source = line.of(self._text)
            offset = source.rfind(words)
            span = trim(
                self._text, line.start + max(offset, 0), line.end if offset < 0 else line.start + offset + len(words)
            )
            if span is not None:
                yield span

    def _read_heading(self, token: Token, inline: Token) -> Iterator[Heading]:
        lines = list(self._locate_inline_lines(inline))
        if lines:
            span = Span(lines[0].start, lines[-1].end)
            yield Heading(span, int(token.tag[1:]), strip_markup(span.of(self._text)))

    def _end_question(self, number: int) -> Heading:
        """Return what ends the section of a question in bold and is in no path: a rule across the page."""
        start = self._starts[number]
        return Heading(Span(start, max(self._text.find("\n", start), start + 1)), _BOLD_LEVEL, "")

    def _read_paragraph(self, inline: Token, containers: Sequence[str]) -> Iterator[Piece]:
        if not any(character.isalnum() for character in strip_links(inline.content)):
            return
        kind = BlockKind.LIST_ITEM if "list_item_open" in containers else BlockKind.PARAGRAPH
        lines = list(self._locate_inline_lines(inline))
        if lines and not containers and self._text.startswith(ROW_MARK, max(lines[0].start - 1, 0)):
            kind = BlockKind.TABLE_ROW
        # A quotation is cut where its lines end sentences, so that few of its marks come to stand inside a block.
        groups = _group_by_sentence(self._text, lines) if "blockquote_open" in containers else [lines]
        for group in groups:
            if group:
                yield from self._cut_out_comments(Span(group[0].start, group[-1].end), kind)

    def _cut_out_comments(self, span: Span, kind: BlockKind) -> Iterator[Piece]:
        """Yield what is left of a span without the comments in it."""
        start = span.start
        after = bisect_right(self._comments, span.start, key=lambda comment: comment.end)
        for comment in self._comments[after:]:
            if comment.start >= span.end:
                break
            if comment.start > start:
                yield Piece(Span(start, comment.start), kind)
            start = max(start, comment.end)
        if start < span.end:
            yield Piece(Span(start, span.end), kind)

    def _read_row(self, token: Token) -> Iterator[Piece]:
        line = self._locate_line(token.map[0]) if token.map else None
        if line is not None:
            row = line.of(self._text)
            left = len(row) - len(row.lstrip("|> \t"))
            right = len(row.rstrip("| \t")) if row.endswith("|") and not row.endswith("\\|") else len(row)
            if left < right:
                yield from self._cut_out_comments(Span(line.start + left, line.start + right), BlockKind.TABLE_ROW)

    def _read_code(self, token: Token) -> Iterator[Piece]:
        first, last = token.map or (0, 0)
        if token.type == "fence":
            first, last = first + 1, min(last, first + 1 + token.content.count("\n"))
        lines = [line for number in range(first, last) if (line := self._locate_line(number)) is not None]
        if lines:
            yield Piece(Span(lines[0].start, lines[-1].end), BlockKind.CODE)

    def _read_html(self, token: Token) -> Iterator[Piece]:
        """Yield the lines between tags; the tags themselves are not quotable."""
        if token.map is None or token.content.lstrip().lower().startswith(_HIDDEN_HTML):
            return
        for number in range(*token.map):
            line = self._locate_line(number)
            if line is not None and not {"<", ">"} & set(line.of(self._text)):
                yield from self._cut_out_comments(line, BlockKind.PARAGRAPH)


def _find_comments(text: str) -> Iterator[Span]:
    start = text.find("<!--")
    while start != -1:
        close = text.find("-->", start + 4)
        end = close + 3 if close != -1 else len(text)
        yield Span(start, end)
        start = text.find("<!--", end)


def _group_by_sentence(text: str, lines: Iterable[Span]) -> Iterator[list[Span]]:
    group: list[Span] = []
    for line in lines:
        group.append(line)
        if _SENTENCE_END.search(line.of(text)):
            yield group
            group = []
    yield group


def _split_questions(text: str, items: Sequence[Heading | Piece]) -> list[Heading | Piece]:
    """Make headings of the questions in paragraphs: `Q:` lines, and questions in bold where there are several."""
    bold = sum(1 for item in items if isinstance(item, Piece) and _match_bold_question(text, item))
    asked = sum(1 for item in items if isinstance(item, Heading) and is_question(item.text))
    faq = any(isinstance(item, Heading) and is_faq_heading(item.text) for item in items)
    split: list[Heading | Piece] = []
    for item in items:
        if isinstance(item, Heading) or item.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            split.append(item)
            continue
        question = _match_bold_question(text, item)
        if question is not None and (faq or bold + asked > 1 or question.end() == item.span.end):
            span = Span(question.start(2), question.end(2))
            split.append(Heading(span, _BOLD_LEVEL, strip_markup(span.of(text)), asks=not faq and bold + asked > 1))
            if question.end() < item.span.end:
                split.append(Piece(Span(question.end(), item.span.end), item.kind))
            continue
        asked = bool(split) and isinstance(split[-1], Heading) and split[-1].asks
        for span, asks in split_labelled(text, item.span, asked=asked):
            if asks:
                split.append(Heading(span, _BOLD_LEVEL, strip_markup(span.of(text)), asks=True))
            else:
                split.append(Piece(span, item.kind))
    return split


def _mark_rows(items: Sequence[Heading | Piece]) -> list[Heading | Piece]:
    """Make rows of the paragraphs that stand right under the number of a row, as those of sheets and CSV files do."""
    marked = list(items)
    for position, (above, item) in enumerate(pairwise(items), start=1):
        numbered = isinstance(above, Heading) and above.level == _ROW_LEVEL and _ROW.fullmatch(above.text) is not None
        if numbered and isinstance(item, Piece) and item.kind is BlockKind.PARAGRAPH:
            marked[position] = Piece(item.span, BlockKind.TABLE_ROW)
    return marked


def _match_bold_question(text: str, piece: Piece) -> re.Match[str] | None:
    found = _BOLD_QUESTION.match(text, piece.span.start, piece.span.end)
    return found if found is not None and is_question(found[2]) else None

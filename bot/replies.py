"""What members see: every reply as a Discord view (Components V2), within Discord's limits, with everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from discord import ui

from bot.escaping import inline, lines, safe_link, shorten
from bot.wording import sureness
from corpus.documents import Document, Passage, Span
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Reply
from index.small_talk import Topic

if TYPE_CHECKING:
    from index.engine import Overview

QUESTION_LIMIT = 300  # characters of a question
TEXT_LIMIT = 4000  # characters of all texts of one message

BLURPLE, YELLOW, RED, GREY = 0x5865F2, 0xF1C40F, 0xED4245, 0x4E5058

_HEADINGS = {
    Reason.OFF_TOPIC: "That is not in my documents.",
    Reason.NOT_STATED: "The documents don't say.",
    Reason.EMPTY_CORPUS: "I have no documents to answer from yet.",
    Reason.UNREADABLE_QUESTION: "I can't read that as a question.",
}
_IN_RETURN = {Topic.GREETING: "Hello! ", Topic.THANKS: "You're welcome. ", Topic.ABILITIES: ""}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

View = ui.LayoutView
_Item = ui.Item[View]


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How much of each part is shown, in characters before escaping."""

    sentence: int
    context: int
    nearest: int
    name: int = 120
    titles: int = 5


# Tried in turn, until the whole reply fits.
_LENGTHS = (
    _Lengths(sentence=900, context=360, nearest=260),
    _Lengths(sentence=600, context=240, nearest=200),
    _Lengths(sentence=400, context=0, nearest=160, name=80),
    _Lengths(sentence=150, context=0, nearest=80, name=40, titles=2),
)


def render(reply: Reply, overview: Overview) -> View:
    """Return what a member sees of an answer or a refusal."""
    match reply:
        case Answer():
            return _fitting(lambda lengths: _answer(reply, overview, lengths))
        case Refusal():
            return _fitting(lambda lengths: _refusal(reply, overview, lengths))
        case Help():
            return how_to_ask(overview, reply.topic)


def how_to_ask(overview: Overview, topic: Topic = Topic.ABILITIES) -> View:
    """Return a short help: how to ask, and what about; to a greeting or thanks, with a word in return."""
    return _fitting(
        lambda lengths: _message(
            BLURPLE,
            f"{_IN_RETURN[topic]}**Ask me a question** with `/ask`, or mention me and write it in the same message.\n"
            "I answer with passages of my documents, word for word, and say so when they don't tell.",
            _small(_topics(overview, lengths)),
        )
    )


def too_long(length: int) -> View:
    """Return the polite refusal of a question of `length` characters."""
    return _message(
        YELLOW,
        f"**That question is too long for me.** I read up to {QUESTION_LIMIT} characters, and this one has {length:,}. "
        "Please ask the heart of it.",
    )


def failed(reference: str) -> View:
    """Return the apology for an error of ours; the log has the traceback under the same reference."""
    return _message(
        RED,
        "**Something went wrong on my side.** Your question was fine; please try again in a minute.",
        f"-# If it happens again, tell the people who run this bot: **ref {reference}**",
    )


def notice(text: str) -> View:
    """Return one plain sentence of ours, for a command that cannot be carried out here."""
    return _message(YELLOW, inline(text))


def _answer(answer: Answer, overview: Overview, lengths: _Lengths) -> View:
    by_passage: dict[Passage, list[Citation]] = {}
    for citation in answer.citations:
        by_passage.setdefault(citation.passage, []).append(citation)
    items: list[_Item] = [
        ui.TextDisplay(_asked(answer.question)),
        ui.TextDisplay(_said(answer.citations, lengths.sentence)),
        ui.Separator(),
    ]
    for passage, citations in by_passage.items():
        items += _cited(passage, citations, lengths, lengths.context // len(by_passage))
    count = f"{len(by_passage)} passage{'s' * (len(by_passage) > 1)}"
    sure = f"{sureness(answer.probability)} sure"
    return _view(BLURPLE, *items, ui.TextDisplay(_small(" · ".join([count, sure, *_as_of(overview)]))))


def _said(citations: Sequence[Citation], limit: int) -> str:
    """Return the quoted sentences, numbered: in one line where they follow each other in the document."""
    said = ""
    previous: Citation | None = None
    for citation in citations:
        between = ""
        if previous is not None:
            gap = previous.document.text[previous.span.end : citation.span.start]
            follows = previous.passage == citation.passage and previous.span.end <= citation.span.start
            between = " " if follows and not gap.strip(" ") else "\n"
        said += between + "\n".join(lines(shorten(citation.quote, limit))) + f" **[{citation.number}]**"
        previous = citation
    return said


def _cited(passage: Passage, citations: Sequence[Citation], lengths: _Lengths, context: int) -> list[_Item]:
    """Return one passage: its numbers, title, heading path and link, the quotes in their context, and its origin."""
    numbers = ", ".join(str(citation.number) for citation in citations)
    body = [
        _in_context(passage, [citation.span for citation in citations], context),
        _origin(passage.document, lengths),
    ]
    head = f"**{numbers}** · {_path(passage, lengths)}"
    return _with_source(head, "\n".join(filter(None, body)), passage.document, citations[0].quote)


def _refusal(refusal: Refusal, overview: Overview, lengths: _Lengths) -> View:
    said = f"**{_HEADINGS[refusal.reason]}** {inline(shorten(refusal.detail, 400))}".rstrip()
    items: list[_Item] = [ui.TextDisplay(_asked(refusal.question)), ui.TextDisplay(said)]
    if overview.titles:
        items.append(ui.TextDisplay(_small(_topics(overview, lengths))))
    nearest = refusal.nearest[:2] if refusal.reason is Reason.NOT_STATED else ()  # off topic, nothing is related
    if nearest:
        several = len(nearest) > 1
        label = f"Closest passage{'s' * several}: related, {'do' if several else 'does'} not answer"
        items += [ui.Separator(), ui.TextDisplay(f"-# {label}")]
    for citation in nearest:
        quoted = "\n".join(f"> {line}" for line in lines(shorten(citation.quote, lengths.nearest)))
        items += _with_source(_path(citation.passage, lengths), quoted, citation.document, citation.quote)
    return _view(YELLOW, *items)


def _with_source(head: str, body: str, document: Document, quoted: str) -> list[_Item]:
    """Return `head` beside a link button where the document has an address, and `body` under both."""
    link = safe_link(document.source.url, quoted)
    first: _Item = ui.TextDisplay(head)
    if link is not None:
        first = ui.Section(head, accessory=ui.Button(label="Source", url=link))
    return [first, ui.TextDisplay(body)] if body else [first]


def _in_context(passage: Passage, cited: Sequence[Span], limit: int) -> str:
    """Return a quote block of the cited sentences, in bold, between their neighbours; empty if they have none.

    The sentence before and the sentence after are taken whole, if both together stay within `limit` characters.
    """
    text = passage.document.text
    start, end = min(span.start for span in cited), max(span.end for span in cited)
    before = [span.start for span in passage.sentences if span.end <= start]
    after = [span.end for span in passage.sentences if span.start >= end]
    first = before.pop() if before and start - before[-1] <= limit else start
    last = after.pop(0) if after and after[0] - end + start - first <= limit else end
    if (first, last) == (start, end):
        return ""
    pieces: list[str] = []
    position = first
    for span in sorted(cited):
        pieces += [_plain(text[position : span.start]), _bold(span.of(text))]
        position = span.end
    pieces.append(_plain(text[position:last]))
    block = "".join(pieces).strip()
    opening, closing = "… " if before else "", " …" if after else ""
    return "> " + f"{opening}{block}{closing}".replace("\n", "\n> ")


def _plain(text: str) -> str:
    """Escape what stands beside a cited sentence, and keep it apart; a list item or a table row stays on its line."""
    escaped = "\n".join(lines(text))
    before = "" if text[:1].strip() else "\n" if "\n" in text and escaped[:1] in ("\\", "•") else " "
    after = "" if not escaped or text[-1:].strip() else " "
    return before + escaped + after if text else ""


def _bold(text: str) -> str:
    return "\n".join(f"**{line}**" for line in lines(text))


def _path(passage: Passage, lengths: _Lengths) -> str:
    """Return the title and the heading path of a passage, without the heading that only repeats the title."""
    headings = [heading for heading in passage.headings if heading.casefold() != passage.document.title.casefold()]
    return " › ".join(_names([passage.document.title, *headings[-2:]], lengths.name)) or "Untitled"


def _origin(document: Document, lengths: _Lengths) -> str:
    """Return, small, after what and by whom the document was written and when, as far as that is known."""
    source = document.source
    named = [name for name in (source.author, source.publisher) if name]
    if source.source_title and source.source_title.casefold() != source.title.casefold():
        named.insert(0, f"after “{shorten(source.source_title, lengths.name)}”")
    parts = _names(named, lengths.name + 8)
    if source.published:
        parts.append(_day(source.published))
    return _small(", ".join(parts)) if parts else ""


def _names(names: Sequence[str], limit: int) -> list[str]:
    """Return names on one line each, shortened and escaped, without those that have nothing to read."""
    return [name for name in (inline(shorten(" ".join(name.split()), limit)) for name in names) if name]


def _topics(overview: Overview, lengths: _Lengths) -> str:
    shown = _names(overview.titles[: lengths.titles], lengths.name)
    if not shown:
        return "There are no documents yet."
    more = len(overview.titles) - len(shown)
    return "I can talk about: " + " · ".join(shown) + (f" · and {more} more" if more else "")


def _asked(question: str) -> str:
    return _small(inline(shorten(question, QUESTION_LIMIT)) or "(no words)")


def _small(text: str) -> str:
    return f"-# {text}"


def _as_of(overview: Overview) -> list[str]:
    return [f"documents as of {_day(overview.updated)}"] if overview.updated else []


def _day(day: date | datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _message(colour: int, *texts: str) -> View:
    return _view(colour, *(ui.TextDisplay[View](text) for text in texts))


def _view(colour: int, *items: _Item) -> View:
    return View(timeout=None).add_item(ui.Container(*items, accent_colour=colour))


def _fitting(build: Callable[[_Lengths], View]) -> View:
    """Return the fullest view that stays within Discord's limit on text."""
    view = build(_LENGTHS[0])
    for lengths in _LENGTHS[1:]:
        if view.content_length() <= TEXT_LIMIT:
            break
        view = build(lengths)
    return view

"""What members see: every reply as a Discord view (Components V2), within Discord's limits, with everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.escaping import inline, lines, shorten
from bot.ui.layout import (
    BLURPLE,
    ORANGE,
    RED,
    YELLOW,
    Item,
    View,
    build_card,
    build_text_card,
    fit,
    format_count,
    format_name,
    link_source,
)
from bot.ui.quoting import block, context_of, own_words, plain_block, strike
from bot.ui.reply_buttons import receipt_button, under
from bot.wording import HEADINGS, UNSURE, closest, likely, sureness
from corpus.documents import Document, Passage
from corpus.scopes import is_faq
from index.judge.grades import Certainty
from index.outcomes import Answer, ByModerators, Citation, Help, Reason, Refusal, Reply, Topic

if TYPE_CHECKING:
    from index.engine import Overview

QUESTION_LIMIT = 300  # characters of a question

_IN_RETURN = {Topic.GREETING: "Hello! ", Topic.THANKS: "You're welcome. ", Topic.ABILITIES: ""}
_BECAME = {"changed": "was changed; the quote may no longer stand there.", "removed": "was removed."}
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How much of each part is shown, in characters before escaping."""

    sentence: int
    context: int
    nearest: int
    name: int = 120
    titles: int = 5
    words: int = 1500  # of moderators


# Tried in turn, until the whole reply fits.
_LENGTHS = (
    _Lengths(sentence=900, context=360, nearest=260),
    _Lengths(sentence=600, context=240, nearest=200, words=1000),
    _Lengths(sentence=400, context=0, nearest=160, name=80, words=600),
    _Lengths(sentence=150, context=0, nearest=80, name=40, titles=2, words=250),
)


def render(
    reply: Reply,
    overview: Overview,
    *,
    receipt: int | None = None,
    changed: Mapping[str, str] = _NOTHING,
    public: bool = False,
    frame: Callable[[View], View] = lambda view: view,
) -> View:
    """Return what a member sees of an answer or a refusal.

    `receipt` is the reply's number in the log, for the button that shows how it came about. `changed` says of documents,
    by their IDs, what became of them since the answer: "changed" or "removed". `public`: a server sees it, and may vote on
    it or put it to the moderators. `frame` puts something around an answer.
    """

    def with_buttons(view: View) -> View:
        return under(reply, receipt, view, public=public)

    match reply:
        case Answer():
            return fit(
                lambda lengths: frame(with_buttons(_answer(reply, overview, lengths, receipt, changed))), _LENGTHS
            )
        case Refusal():
            return fit(lambda lengths: with_buttons(_refusal(reply, overview, lengths, receipt)), _LENGTHS)
        case Help():
            return how_to_ask(overview, reply.topic)


def how_to_ask(overview: Overview, topic: Topic = Topic.ABILITIES) -> View:
    """Return a short help: how to ask, and what about; to a greeting or thanks, with a word in return."""
    return fit(
        lambda lengths: build_text_card(
            BLURPLE,
            f"{_IN_RETURN[topic]}**Ask me a question** with `/ask`, or mention me and write it in the same message.\n"
            "I answer with passages of my documents, word for word, and say so when they don't tell.",
            _small(_topics(overview, lengths)),
        ),
        _LENGTHS,
    )


def too_long(length: int) -> View:
    """Return the polite refusal of a question of `length` characters."""
    return build_text_card(
        YELLOW,
        f"**That question is too long for me.** I read up to {QUESTION_LIMIT} characters, and this one has {length:,}. "
        "Please ask the heart of it.",
    )


def failed(reference: str) -> View:
    """Return the apology for an error of ours; the log has the traceback under the same reference."""
    return build_text_card(
        RED,
        "**Something went wrong on my side.** Your question was fine; please try again in a minute.",
        f"-# If it happens again, tell the people who run this bot: **ref {reference}**",
    )


def _answer(
    answer: Answer, overview: Overview, lengths: _Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    if answer.by is not None:
        return _by_moderators(answer, answer.by, lengths, receipt, changed)
    surely, shown = answer.certainty is Certainty.SURE, answer.shown
    context = context_of(answer, lengths.context)
    items: list[Item] = [ui.TextDisplay(_asked(answer.question))]
    if not surely:
        items.append(ui.TextDisplay(f"**{UNSURE}**"))
    for number, citations in enumerate(shown):
        passage = citations[0].passage
        if number:
            items.append(ui.Separator(visible=False))
        quote = block(
            passage, [one.span for one in citations], sentence=lengths.sentence, context=context,
            struck=passage.document.id in changed,
        )  # fmt: skip
        items += _cited(passage, citations, lengths, quote)
    if note := _note([one for citations in shown for one in citations], changed, lengths):
        items.append(ui.TextDisplay(note))
    footer = [format_count(len(shown), "passage"), likely(answer.probability), *_as_of(overview)]
    return build_card(BLURPLE if surely else ORANGE, *items, _footer(" · ".join(footer), receipt))


def _by_moderators(
    answer: Answer, by: ByModerators, lengths: _Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    """Return the answer of a FAQ entry under its question: the moderators' own words, or the passage that they chose."""
    citation = answer.citations[0]
    document, struck = citation.document, citation.document.id in changed
    entry = _title(by.question, _Lengths(0, 0, 0, name=QUESTION_LIMIT))
    asks = "" if by.question == answer.question else f" to “{entry}”"
    items: list[Item] = [ui.TextDisplay(_asked(answer.question))]
    if is_faq(document.scope):
        items.append(ui.TextDisplay(f"**The moderators’ answer**{asks}"))
        items.append(ui.TextDisplay(own_words(citation.quote, lengths.words, struck=struck)))
        by_whom = _names([document.source.author or ""], lengths.name) or ["a moderator"]
        tail = _with_source(_small(f"by {by_whom[0]}"), "", document, "")
    else:
        items.append(ui.TextDisplay(f"**The passage that the moderators chose as the answer**{asks}"))
        chosen = "\n".join(lines(shorten(citation.quote, lengths.words))) or "(no words)"
        items.append(ui.TextDisplay(strike(chosen) if struck else chosen))
        tail = _cited(citation.passage, answer.citations, lengths)
    if note := _note(answer.citations, changed, lengths):
        items.append(ui.TextDisplay(note))
    footer = ["this server’s FAQ"]
    if answer.probability < 1:
        footer.append(f"{sureness(answer.probability)} sure that you asked this")
    return build_card(BLURPLE, *items, ui.Separator(), *tail, _footer(" · ".join(footer), receipt))


def _note(citations: Sequence[Citation], changed: Mapping[str, str], lengths: _Lengths) -> str:
    """Return what became of the cited documents since the answer; empty where they stand as they did."""
    titles = {one.document.id: one.document.title for one in citations if one.document.id in changed}
    told = [f"“{_title(title, lengths)}” {_BECAME[changed[identity]]}" for identity, title in titles.items()]
    return f"⚠ Since this answer: {' '.join(told)}" if told else ""


def _footer(text: str, receipt: int | None) -> Item:
    """Return the last line, with the button of the receipt where there is one."""
    return (
        ui.TextDisplay(_small(text)) if receipt is None else ui.Section(_small(text), accessory=receipt_button(receipt))
    )


def _cited(passage: Passage, citations: Sequence[Citation], lengths: _Lengths, quote: str = "") -> list[Item]:
    """Return one passage: its numbers, title, heading path and link, the quote if it stands here, and its origin."""
    numbers = ", ".join(str(citation.number) for citation in citations)
    body = "\n".join(filter(None, (quote, _origin(passage.document, lengths))))
    return _with_source(f"**{numbers}** · {_path(passage, lengths)}", body, passage.document, citations[0].quote)


def _refusal(refusal: Refusal, overview: Overview, lengths: _Lengths, receipt: int | None) -> View:
    why = f"**{HEADINGS[refusal.reason]}** {inline(shorten(refusal.detail, 400))}".rstrip()
    items: list[Item] = [ui.TextDisplay(_asked(refusal.question)), ui.TextDisplay(why)]
    if overview.titles:
        items.append(ui.TextDisplay(_small(_topics(overview, lengths))))
    nearest = refusal.nearest[:2] if refusal.reason is Reason.NOT_STATED else ()  # off topic, nothing is related
    if nearest:
        items += [ui.Separator(), ui.TextDisplay(_small(closest(len(nearest))))]
    for citation in nearest:
        items += _near(citation, lengths)
    if receipt is not None:
        items.append(_footer(" · ".join(_as_of(overview)) or "no documents", receipt))
    return build_card(YELLOW, *items)


def _near(citation: Citation, lengths: _Lengths) -> list[Item]:
    """Return a passage that answers nothing: its title, heading path and link, and the quote."""
    quoted = plain_block(citation.quote, lengths.nearest)
    return _with_source(_path(citation.passage, lengths), quoted, citation.document, citation.quote)


def _with_source(head: str, body: str, document: Document, quoted: str) -> list[Item]:
    """Return `head` beside a link button where the document has an address, and `body` under both."""
    first = link_source(head, document.source.url, quoted)
    return [first, ui.TextDisplay(body)] if body else [first]


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


def _title(title: str, lengths: _Lengths) -> str:
    return "".join(_names([title], lengths.name)) or "Untitled"


def _names(names: Sequence[str], limit: int) -> list[str]:
    """Return names on one line each, shortened and escaped, without those that have nothing to read."""
    return [name for name in (format_name(name, limit, "") for name in names) if name]


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

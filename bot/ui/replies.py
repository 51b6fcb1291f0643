"""What members see: every reply as a Discord view (Components V2), within Discord's limits, with everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import (
    BLURPLE,
    ORANGE,
    RED,
    YELLOW,
    View,
    ViewItem,
    build_card,
    build_text_card,
    fit,
    format_count,
    format_name,
    link_source,
)
from bot.ui.own_words import show_own_words
from bot.ui.quoting import quote_passage, quote_text, share_context, strike, write_citation
from bot.ui.reply_buttons import add_reply_buttons, build_receipt_button
from bot.wording import HEADINGS, IN_RETURN, UNSURE, format_likelihood, format_missing, format_sureness, head_closest
from corpus.documents import Document, Passage
from corpus.scopes import is_faq
from index.judge.grades import Certainty
from index.judge.windows import name_columns
from index.outcomes import Answer, ByModerators, Citation, Help, Reason, Refusal, Reply, Topic

if TYPE_CHECKING:
    from index.engine import Overview

QUESTION_LIMIT = 300  # characters of a question
MESSAGE_LIMIT = 1500  # characters of a message of several questions

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
SIZES = len(_LENGTHS)


def render_reply(
    reply: Reply,
    overview: Overview,
    *,
    receipt: int | None = None,
    changed: Mapping[str, str] = _NOTHING,
    public: bool = False,
    confidential: bool = False,
    frame: Callable[[View], View] = lambda view: view,
    smaller: int = 0,
) -> View:
    """Return the message that answers a question, or refuses it, or helps who only said hello.

    `receipt` is the reply's number in the log, for the button that shows how it came about. `changed` says of documents,
    by their IDs, what became of them since the answer: "changed" or "removed". `public`: a server sees it, and may vote on
    it or put it to the moderators. `confidential`: on a server, only its asker sees it, who may put it to the moderators all
    the same. `frame` puts something around an answer. `smaller`, below `SIZES`: how much less room there is.
    """
    sizes = _LENGTHS[smaller:]

    def with_buttons(view: View) -> View:
        return add_reply_buttons(reply, receipt, view, public=public, confidential=confidential)

    match reply:
        case Answer():
            return fit(lambda n: frame(with_buttons(_render_answer(reply, overview, n, receipt, changed))), sizes)
        case Refusal():
            return fit(lambda lengths: with_buttons(_render_refusal(reply, overview, lengths, receipt)), sizes)
        case Help():
            return render_help(overview, reply.topic)


def render_help(overview: Overview, topic: Topic = Topic.ABILITIES) -> View:
    """Return a short help: how to ask, and what about; to a greeting or thanks, with a word in return."""
    return fit(
        lambda lengths: build_text_card(
            BLURPLE,
            f"{IN_RETURN[topic]} **Ask me a question** with `/ask`, or mention me and write it in the same message.\n".lstrip()
            + "I answer with passages of my documents, word for word, and say so when they don't tell.",
            _make_small(_format_topics(overview, lengths)),
        ),
        _LENGTHS,
    )


def render_too_long(length: int, limit: int = QUESTION_LIMIT) -> View:
    """Return the polite refusal of a question, or of several in one message, of `length` characters."""
    what, ask = ("question", "the heart of it") if limit == QUESTION_LIMIT else ("message", "fewer questions")
    return build_text_card(
        YELLOW,
        f"**That {what} is too long for me.** I read up to {limit:,} characters, and this one has {length:,}. "
        f"Please ask {ask}.",
    )


def render_failure(reference: str) -> View:
    """Return the apology for an error of ours; the log has the traceback under the same reference."""
    return build_text_card(
        RED,
        "**Something went wrong on my side.** Your question was fine; please try again in a minute.",
        f"-# If it happens again, tell the people who run this bot: **ref {reference}**",
    )


def _render_answer(
    answer: Answer, overview: Overview, lengths: _Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    """Return an answer: the question, each passage with its source, and a line on how likely it answers."""
    if answer.by is not None:
        return _render_moderators_answer(answer, answer.by, lengths, receipt, changed)
    surely, shown = answer.certainty is Certainty.SURE, answer.by_passage
    context = share_context(answer, lengths.context)
    items = _build_question(answer.question)
    if not surely:
        missing = format_missing([format_name(name, lengths.name) for name in answer.missing])
        items.append(ui.TextDisplay(f"**{UNSURE}** {missing}".rstrip()))
    for number, citations in enumerate(shown):
        passage = citations[0].passage
        if number:
            items.append(ui.Separator(visible=False))
        quote = quote_passage(
            passage, [citation.span for citation in citations], sentence=lengths.sentence, context=context,
            struck=passage.document.id in changed,
        )  # fmt: skip
        items += _build_citation(passage, citations, lengths, quote)
    if note := _format_changes([citation for citations in shown for citation in citations], changed, lengths):
        items.append(ui.TextDisplay(note))
    footer = [format_count(len(shown), "passage"), format_likelihood(answer.probability), *_format_as_of(overview)]
    return build_card(BLURPLE if surely else ORANGE, *items, _build_footer(" · ".join(footer), receipt))


def _render_moderators_answer(
    answer: Answer, by: ByModerators, lengths: _Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    """Return the answer of a FAQ entry under its question: the moderators' own words, or the passage that they chose."""
    citation = answer.citations[0]
    document, struck = citation.document, citation.document.id in changed
    entry = _format_title(by.question, _Lengths(0, 0, 0, name=QUESTION_LIMIT))
    asks = "" if by.question == answer.question else f" to “{entry}”"
    items = _build_question(answer.question)
    if is_faq(document.scope):
        items.append(ui.TextDisplay(f"**The moderators’ answer**{asks}"))
        items.append(ui.TextDisplay(show_own_words(citation.quote, lengths.words, struck=struck)))
        by_whom = _format_names([document.source.author or ""], lengths.name) or ["a moderator"]
        tail = _link_head(_make_small(f"by {by_whom[0]}"), "", document, "")
    else:
        items.append(ui.TextDisplay(f"**The passage that the moderators chose as the answer**{asks}"))
        chosen = write_citation(citation, lengths.words)
        items.append(ui.TextDisplay(strike(chosen) if struck else chosen))
        tail = _build_citation(citation.passage, answer.citations, lengths)
    if note := _format_changes(answer.citations, changed, lengths):
        items.append(ui.TextDisplay(note))
    footer = ["this server’s FAQ"]
    if answer.probability < 1:
        footer.append(f"{format_sureness(answer.probability)} sure that you asked this")
    return build_card(BLURPLE, *items, ui.Separator(), *tail, _build_footer(" · ".join(footer), receipt))


def _format_changes(citations: Sequence[Citation], changed: Mapping[str, str], lengths: _Lengths) -> str:
    """Return what became of the cited documents since the answer; empty where they stand as they did."""
    documents = {citation.document.id: citation.document for citation in citations if citation.document.id in changed}
    became = [
        f"“{_format_title(document.title, lengths)}” {_BECAME[changed[document.id]]}" for document in documents.values()
    ]
    return f"⚠ Since this answer: {' '.join(became)}" if became else ""


def _build_footer(text: str, receipt: int | None) -> ViewItem:
    """Return the last line, with the button of the receipt where there is one."""
    return (
        ui.TextDisplay(_make_small(text))
        if receipt is None
        else ui.Section(_make_small(text), accessory=build_receipt_button(receipt))
    )


def _build_citation(
    passage: Passage, citations: Sequence[Citation], lengths: _Lengths, quote: str = ""
) -> list[ViewItem]:
    """Return one passage: its numbers, title, heading path and link, the quote if it stands here, and its origin."""
    numbers = ", ".join(str(citation.number) for citation in citations)
    body = "\n".join(filter(None, (quote, _format_origin(passage.document, lengths))))
    return _link_head(
        f"**{numbers}** · {_format_path(citations[0], lengths)}", body, passage.document, citations[0].quote
    )


def _render_refusal(refusal: Refusal, overview: Overview, lengths: _Lengths, receipt: int | None) -> View:
    """Return a refusal: the question, why it is refused, what there is to ask about, and passages that are near."""
    why = f"**{HEADINGS[refusal.reason]}** {escape_inline(shorten(refusal.detail, 400))}".rstrip()
    items: list[ViewItem] = [*_build_question(refusal.question), ui.TextDisplay(why)]
    if overview.titles:
        items.append(ui.TextDisplay(_make_small(_format_topics(overview, lengths))))
    nearest = refusal.nearest[:2] if refusal.reason is Reason.NOT_STATED else ()  # off topic, nothing is related
    if nearest:
        items += [ui.Separator(), ui.TextDisplay(_make_small(head_closest(len(nearest))))]
    for citation in nearest:
        items += _build_near(citation, lengths)
    if receipt is not None:
        items.append(_build_footer(" · ".join(_format_as_of(overview)) or "no documents", receipt))
    return build_card(YELLOW, *items)


def _build_near(citation: Citation, lengths: _Lengths) -> list[ViewItem]:
    """Return a passage that answers nothing: its title, heading path and link, and the quote."""
    quoted = quote_text(citation, lengths.nearest)
    return _link_head(_format_path(citation, lengths), quoted, citation.document, citation.quote)


def _link_head(head: str, body: str, document: Document, quoted: str) -> list[ViewItem]:
    """Return `head` beside a link button where the document has an address, and `body` under both."""
    first = link_source(head, document.source.url, quoted)
    return [first, ui.TextDisplay(body)] if body else [first]


def _format_path(citation: Citation, lengths: _Lengths) -> str:
    """Return title and heading path of a quote, without the heading that only repeats the title, and of a row its columns."""
    passage = citation.passage
    columns = name_columns(passage.document.text, citation.span.start)
    headings = [heading for heading in passage.headings if heading.casefold() != passage.document.title.casefold()]
    return " › ".join(_format_names([passage.document.title, *headings[-2:], columns], lengths.name)) or "Untitled"


def _format_origin(document: Document, lengths: _Lengths) -> str:
    """Return, small, after what and by whom the document was written and when, as far as that is known."""
    source = document.source
    named = [name for name in (source.author, source.publisher) if name]
    if source.source_title and source.source_title.casefold() != source.title.casefold():
        named.insert(0, f"after “{shorten(source.source_title, lengths.name)}”")
    parts = _format_names(named, lengths.name + 8)
    if source.published:
        parts.append(_format_day(source.published))
    return _make_small(", ".join(parts)) if parts else ""


def _format_title(title: str, lengths: _Lengths) -> str:
    return format_name(title, lengths.name, "Untitled")


def _format_names(names: Sequence[str], limit: int) -> list[str]:
    """Return names on one line each, shortened and escaped, without those that have nothing to read."""
    return [name for name in (format_name(name, limit, "") for name in names) if name]


def _format_topics(overview: Overview, lengths: _Lengths) -> str:
    """Return what the documents are about: the titles of some, and how many more there are."""
    shown = _format_names(overview.titles[: lengths.titles], lengths.name)
    if not shown:
        return "There are no documents yet."
    more = len(overview.titles) - len(shown)
    return "I can talk about: " + " · ".join(shown) + (f" · and {more} more" if more else "")


def _build_question(question: str) -> list[ViewItem]:
    """Return the question, small; nothing where it isn't known any more."""
    if not question:
        return []
    return [ui.TextDisplay(_make_small(escape_inline(shorten(question, QUESTION_LIMIT)) or "(no words)"))]


def _make_small(text: str) -> str:
    return f"-# {text}"


def _format_as_of(overview: Overview) -> list[str]:
    return [f"documents as of {_format_day(overview.updated)}"] if overview.updated else []


def _format_day(day: date | datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

"""What members see: every reply as a Discord view (Components V2), within Discord's limits, with everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.helping import render_help
from bot.ui.layout import BLURPLE, ORANGE, RED, YELLOW, View, ViewItem, build_card, build_text_card, fit, format_name
from bot.ui.own_words import show_own_words
from bot.ui.quoting import quote_passage, share_context, strike, write_citation
from bot.ui.refusals import Setting, render_refusal
from bot.ui.reply_buttons import add_reply_buttons
from bot.ui.sources import (
    QUESTION_LIMIT,
    Lengths,
    build_footer,
    build_question,
    format_as_of,
    format_names,
    format_origin,
    format_path,
    link_head,
    make_small,
)
from bot.wording import UNSURE, format_count, format_likelihood, format_missing, format_sureness
from corpus.documents import Passage
from corpus.scopes import is_faq
from index.judge.grades import Certainty
from index.outcomes import Answer, ByModerators, Citation, Help, Refusal, Reply

if TYPE_CHECKING:
    from index.engine import Overview

MESSAGE_LIMIT = 1500  # characters of a message of several questions

_BECAME = {"changed": "was changed; the quote may no longer stand there.", "removed": "was removed."}
_NOTHING: Mapping[str, str] = MappingProxyType({})
_SETTING = Setting()


# Tried in turn, until the whole reply fits.
_LENGTHS = (
    Lengths(sentence=900, context=360, nearest=260),
    Lengths(sentence=600, context=240, nearest=200, words=1000),
    Lengths(sentence=400, context=0, nearest=160, name=80, words=600),
    Lengths(sentence=150, context=0, nearest=80, name=40, titles=2, words=250),
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
    setting: Setting = _SETTING,
    frame: Callable[[View], View] = lambda view: view,
    smaller: int = 0,
) -> View:
    """Return the message that answers a question, or refuses it, or helps who only said hello.

    `receipt` is the reply's number in the log, for the button that shows how it came about. `changed` says of documents,
    by their IDs, what became of them since the answer: "changed" or "removed". `public`: a server sees it, and may vote on
    it or put it to the moderators. `confidential`: on a server, only its asker sees it, who may put it to the moderators all
    the same. `setting`: where and to whom it is given. `frame` puts something around an answer. `smaller`, below `SIZES`: how
    much less room there is.
    """
    sizes = _LENGTHS[smaller:]

    def with_buttons(view: View) -> View:
        return add_reply_buttons(reply, receipt, view, public=public, confidential=confidential)

    match reply:
        case Answer():
            return fit(lambda n: frame(with_buttons(_render_answer(reply, overview, n, receipt, changed))), sizes)
        case Refusal():
            return fit(lambda n: with_buttons(render_refusal(reply, overview, n, receipt, setting)), sizes)
        case Help():
            return render_help(overview, reply.topic, setting)


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
    answer: Answer, overview: Overview, lengths: Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    """Return an answer: the question, each passage with its source, and a line on how likely it answers."""
    if answer.by is not None:
        return _render_moderators_answer(answer, answer.by, lengths, receipt, changed)
    surely, shown = answer.certainty is Certainty.SURE, answer.by_passage
    context = share_context(answer, lengths.context)
    items = build_question(answer.question)
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
    footer = [format_count(len(shown), "passage"), format_likelihood(answer.probability), *format_as_of(overview)]
    return build_card(BLURPLE if surely else ORANGE, *items, build_footer(" · ".join(footer), receipt))


def _render_moderators_answer(
    answer: Answer, by: ByModerators, lengths: Lengths, receipt: int | None, changed: Mapping[str, str]
) -> View:
    """Return the answer of a FAQ entry under its question: the moderators' own words, or the passage that they chose."""
    citation = answer.citations[0]
    document, struck = citation.document, citation.document.id in changed
    entry = format_name(by.question, QUESTION_LIMIT, "Untitled")
    asks = "" if by.question == answer.question else f" to “{entry}”"
    items = build_question(answer.question)
    if is_faq(document.scope):
        items.append(ui.TextDisplay(f"**The moderators’ answer**{asks}"))
        items.append(ui.TextDisplay(show_own_words(citation.quote, lengths.words, struck=struck)))
        by_whom = format_names([document.source.author or ""], lengths.name) or ["a moderator"]
        tail = link_head(make_small(f"By {by_whom[0]}"), "", document, "")
    else:
        items.append(ui.TextDisplay(f"**The passage that the moderators chose as the answer**{asks}"))
        chosen = write_citation(citation, lengths.words)
        items.append(ui.TextDisplay(strike(chosen) if struck else chosen))
        tail = _build_citation(citation.passage, answer.citations, lengths)
    if note := _format_changes(answer.citations, changed, lengths):
        items.append(ui.TextDisplay(note))
    footer = ["This server’s FAQ"]
    if answer.probability < 1:
        footer.append(f"{format_sureness(answer.probability)} sure that you asked this")
    return build_card(BLURPLE, *items, ui.Separator(), *tail, build_footer(" · ".join(footer), receipt))


def _format_changes(citations: Sequence[Citation], changed: Mapping[str, str], lengths: Lengths) -> str:
    """Return what became of the cited documents since the answer; empty where they stand as they did."""
    documents = {citation.document.id: citation.document for citation in citations if citation.document.id in changed}
    became = [
        f"“{format_name(document.title, lengths.name, 'Untitled')}” {_BECAME[changed[document.id]]}"
        for document in documents.values()
    ]
    return f"⚠ Since this answer: {' '.join(became)}" if became else ""


def _build_citation(
    passage: Passage, citations: Sequence[Citation], lengths: Lengths, quote: str = ""
) -> list[ViewItem]:
    """Return one passage: its numbers, title, heading path and link, the quote if it stands here, and its origin."""
    numbers = ", ".join(str(citation.number) for citation in citations)
    body = "\n".join(filter(None, (quote, format_origin(passage.document, lengths))))
    return link_head(
        f"**{numbers}** · {format_path(citations[0], lengths)}", body, passage.document, citations[0].quote
    )

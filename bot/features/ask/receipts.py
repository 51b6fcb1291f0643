"""Receipts: how a reply came about, and what has become of its sources since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from discord import ui
from discord.utils import format_dt

from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import GREY, View, build_card, build_text_card, fit, format_name
from bot.ui.quoting import quote_text
from bot.wording import format_sureness
from corpus.scopes import SHARED, SHIPPED, owner_of
from corpus.store.edits import Edits
from corpus.store.replies import LoggedReply, ReplyLog
from index.judge.grades import Certainty, Thresholds
from index.kept_replies import find_changes, restore_citations
from index.outcomes import Citation

if TYPE_CHECKING:
    from index.engine import Engine

_NAME = 120  # characters of a title or a heading
_HEADINGS = 3
_QUOTES = (260, 140, 80, 40)  # characters of each quote: the most with which all has room
_SCOPES = {SHIPPED: "Shipped notes", SHARED: "Shared documents"}
_GRADES = {None: "Answered", "sure": "Answered surely", "unsure": "Answered unsurely"}
_GIVEN_UP = {"asker": "Whoever asked", "moderator": "A moderator"}
_SINCE = {
    None: "It stands there unchanged.", "changed": "The document was changed since this reply.",
    "removed": "The document was removed since this reply.",
}  # fmt: skip
_STATES = {None: "Stands as it did", "changed": "Changed since", "removed": "Removed since"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation, the number of its passage's row as long as that is kept, and what became of its document.

    `there_since` is when the version that it quotes came in.
    """

    citation: Citation
    row: int | None
    since: str | None
    there_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a reply came about. `thresholds` are those in use now, for the document that was cited first.

    `entry` is the question of the moderators' entry that answered; empty where none did. `given_up_by` is the "asker" or a
    "moderator" who made a refusal of an unsure answer.
    """

    number: int
    asked_at: datetime
    answered: bool
    probability: float
    thresholds: Thresholds | None
    revisions: Mapping[str, int]
    checked: Sequence[Checked]
    entry: str = ""
    certainty: str | None = None
    given_up_by: str | None = None


def read_receipt(engine: Engine, reply: LoggedReply, visible: Sequence[str]) -> Receipt:
    """Return the receipt of a logged reply, as far as its asker may see the scopes. Blocks; raises `StoreError`."""
    edits, log = Edits(engine.store), ReplyLog(engine.store)
    citations = [one for one in restore_citations(reply.citations, edits) if owner_of(one.document.scope) in visible]
    since = find_changes(reply.citations, log)
    answered = reply.outcome == "answer"
    entry = reply.detail if answered and reply.certainty != Certainty.UNSURE else ""
    return Receipt(
        reply.id,
        reply.asked_at,
        answered,
        reply.probability,
        engine.thresholds(citations[0].document.scope) if citations and not entry else None,
        {scope: revision for scope, revision in reply.revisions.items() if scope in visible},
        [
            Checked(
                one,
                edits.find_row(one.passage),
                since.get(one.document.id),
                edits.find_version_time(one.document.id, one.document.version),
            )
            for one in citations
        ],
        entry,
        reply.certainty,
        reply.given_up_by,
    )


def render_receipt(receipt: Receipt) -> View:
    """Return what a member wants to know of a reply: how sure it was, what it quotes from where, and since when that stands there."""
    button: ui.Button[View] = ui.Button(label="Figures", custom_id=f"receipt:figures:{receipt.number}")
    head = f"**Receipt** · asked {format_dt(receipt.asked_at, 'f')}\n{_tell_sureness(receipt)}"
    closest = f"**The closest passage{'s' * (len(receipt.checked) > 1)}, not quoted as an answer**"
    quoted = "**What it quotes**" if receipt.answered else closest

    def build(length: int) -> View:
        texts = [head, *([quoted] if receipt.checked else [])]
        texts += [_format_quoted(one, length) for one in receipt.checked]
        return build_card(GREY, *map(ui.TextDisplay[View], texts), ui.ActionRow(button))

    return fit(build, _QUOTES)


def _tell_sureness(receipt: Receipt) -> str:
    """Return in a sentence how sure a reply was."""
    if receipt.entry:
        entry = escape_inline(shorten(receipt.entry, _NAME))
        return f"The moderators’ FAQ answered: I was **{format_sureness(receipt.probability)}** sure that this asks the same as “{entry}”."
    likely = f"**{format_sureness(receipt.probability)}** likely to answer the question"
    if receipt.given_up_by:
        who = _GIVEN_UP[receipt.given_up_by]
        return f"I answered, but was not sure: {likely}. {who} then said that it is not what was asked, so that it counts as refused."
    if not receipt.answered and not receipt.checked:
        return "I did not answer: nothing in the documents was near enough."
    if not receipt.answered:
        are = "passages are" if len(receipt.checked) > 1 else "passage is"
        return f"I did not answer: the closest {are} {likely}, which is too little."
    return f"I was {'not sure' if receipt.certainty == 'unsure' else 'sure'}: {likely}."


def _format_quoted(one: Checked, length: int) -> str:
    """Return a quote with its number, where it stands, since when, and what became of it."""
    there = f"In the documents since {format_dt(one.there_since, 'D')}. " if one.there_since else ""
    return "\n".join(
        (
            f"**{one.citation.number}** · {_format_path(one.citation)}",
            quote_text(one.citation, length),
            f"-# {there}{_SINCE[one.since]}",
        )
    )


def render_figures_of_receipt(receipt: Receipt) -> View:
    """Return the figures behind a reply: probabilities and thresholds, the state of the documents, and where each passage stands."""
    said = _GRADES[receipt.certainty] if receipt.answered or receipt.given_up_by else "Refused"
    sure = f"{said} with the probability **{receipt.probability:.4f}** that the passages answer."
    if receipt.given_up_by:
        sure += f" {_GIVEN_UP[receipt.given_up_by]} then said that this is not what was asked: it counts as refused."
    if receipt.entry:
        sure = f"**{receipt.probability:.4f}** is how surely the question asks the same as the entry of the FAQ."
    if receipt.thresholds is not None:
        least = receipt.thresholds
        sure += f" These documents answer from **{least.unsure:.4f}** on, and surely from **{least.sure:.4f}** on."
    asked = [
        f"- {_SCOPES.get(scope, 'This server’s documents')}: revision {n}" for scope, n in receipt.revisions.items()
    ]
    texts = [
        f"**Figures of receipt {receipt.number}**\n{sure}",
        "\n".join(("**The documents at that time**", *asked)),
        *(_format_place(one, receipt.answered) for one in receipt.checked),
    ]
    return build_text_card(GREY, *texts)


def _format_place(one: Checked, answered: bool) -> str:
    """Return where a passage stands, as the store has it."""
    citation, passage = one.citation, one.citation.passage
    row = "" if one.row is None else f", row {one.row}"
    quoted = f" · quoted {citation.span.start}–{citation.span.end}" if answered else " · not quoted as an answer"
    return "\n".join(
        (
            f"**{citation.number}** · {_format_path(citation)}",
            f"-# {_STATES[one.since]}: document `{citation.document.id}`, version {citation.document.version}",
            f"-# Passage {passage.start}–{passage.end}{row}{quoted}",
        )
    )


def _format_path(citation: Citation) -> str:
    names = (citation.document.title, *citation.passage.headings[-_HEADINGS:])
    return " › ".join(filter(None, (format_name(name, _NAME, "") for name in dict.fromkeys(names)))) or "Untitled"

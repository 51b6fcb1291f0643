"""Receipts: how a reply came about, and what has become of its sources since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import GREY, View, build_text_card, format_name
from corpus.scopes import SHARED, SHIPPED, owner_of
from corpus.store.edits import Edits
from corpus.store.replies import LoggedReply, ReplyLog
from index.judge.grades import Thresholds
from index.kept_replies import find_changes, restore_citations
from index.outcomes import Citation

if TYPE_CHECKING:
    from index.engine import Engine

_NAME = 120  # characters of a title or a heading
_HEADINGS = 3
_SCOPES = {SHIPPED: "shipped notes", SHARED: "shared documents"}
_SAID = {None: "Answered", "sure": "Answered surely,", "unsure": "Answered unsurely,"}
_GIVEN_UP = {"asker": "Whoever asked", "moderator": "A moderator"}
_SINCE = {None: "stands as it did", "changed": "changed since", "removed": "removed since"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation, the number of its passage's row as long as that is kept, and what became of its document."""

    citation: Citation
    row: int | None
    since: str | None


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
    return Receipt(
        reply.id,
        reply.asked_at,
        answered,
        reply.probability,
        engine.thresholds(citations[0].document.scope) if citations and not (answered and reply.detail) else None,
        {scope: revision for scope, revision in reply.revisions.items() if scope in visible},
        [Checked(one, edits.find_row(one.passage), since.get(one.document.id)) for one in citations],
        reply.detail if answered else "",
        reply.certainty,
        reply.given_up_by,
    )


def render_receipt(receipt: Receipt) -> View:
    """Return the message of a receipt."""
    said = _SAID[receipt.certainty] if receipt.answered or receipt.given_up_by else "Refused"
    sure = f"{said} with the probability **{receipt.probability:.4f}** that the passages answer."
    if receipt.given_up_by:
        sure += f" {_GIVEN_UP[receipt.given_up_by]} then said that this is not what was asked: it counts as refused."
    if receipt.entry:
        sure = (
            f"Answered by the moderators’ FAQ: **{receipt.probability:.4f}** is how surely the question asks the same as "
            f"“{escape_inline(shorten(receipt.entry, _NAME))}”."
        )
    if receipt.thresholds is not None:
        least = receipt.thresholds
        sure += f" These documents answer from **{least.unsure:.4f}** on, and surely from **{least.sure:.4f}** on."
    asked = [
        f"- {_SCOPES.get(scope, 'this server’s documents')}: revision {n}" for scope, n in receipt.revisions.items()
    ]
    texts = [
        f"**Receipt {receipt.number}** · asked {format_dt(receipt.asked_at, 'f')}\n{sure}",
        "\n".join(("**The corpus at that time**", *asked)),
        *(_format_citation(one, receipt.answered) for one in receipt.checked),
    ]
    return build_text_card(GREY, *texts)


def _format_citation(one: Checked, answered: bool) -> str:
    citation, passage = one.citation, one.citation.passage
    row = "" if one.row is None else f", row {one.row}"
    quoted = f" · quoted {citation.span.start}–{citation.span.end}" if answered else " · not quoted as an answer"
    names = [format_name(name, _NAME, "") for name in (citation.document.title, *passage.headings[-_HEADINGS:])]
    return "\n".join(
        (
            f"**{citation.number}** · {' › '.join(filter(None, names))}",
            f"-# Document `{citation.document.id}`, version {citation.document.version}: {_SINCE[one.since]}",
            f"-# Passage {passage.start}–{passage.end}{row}{quoted}",
        )
    )

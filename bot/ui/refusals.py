"""What members see where no answer is sure enough: why, what comes closest and how likely that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord import ui

from bot.ui.document_list import format_topics
from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import YELLOW, View, ViewItem, build_card
from bot.ui.quoting import quote_text
from bot.ui.sources import Lengths, build_footer, build_question, format_as_of, format_path, link_head, make_small
from bot.wording import head_nearest, head_refusal
from index.outcomes import Citation, Reason, Refusal

if TYPE_CHECKING:
    from index.engine import Overview

DIRECT_NOTE = "In direct messages I don't see the documents of a server: ask about those on the server."
_OPTED_OUT = "You have me keep none of your questions (/privacy), so this one can't be put to the moderators."
_PUT_TO_MODERATORS = (Reason.NOT_STATED, Reason.OFF_TOPIC)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and to whom a reply is given: in direct messages, or to a member who wants no question kept."""

    direct: bool = False
    opted_out: bool = False


def render_refusal(
    refusal: Refusal, overview: Overview, lengths: Lengths, receipt: int | None, setting: Setting
) -> View:
    """Return a refusal: the question, why it is refused, and passages that are near, or what else there is to ask about."""
    why = f"**{head_refusal(refusal, direct=setting.direct)}** {escape_inline(shorten(refusal.detail, 400))}".rstrip()
    items: list[ViewItem] = [*build_question(refusal.question), ui.TextDisplay(why)]
    nearest = refusal.nearest[:2] if refusal.reason is Reason.NOT_STATED else ()  # off topic, nothing is related
    notes = [] if nearest or not overview.titles else [format_topics(overview, lengths)]
    if setting.direct:
        notes.append(DIRECT_NOTE)
    if setting.opted_out and refusal.reason in _PUT_TO_MODERATORS:
        notes.append(_OPTED_OUT)
    if notes:
        items.append(ui.TextDisplay("\n".join(map(make_small, notes))))
    items += _build_nearest(refusal, nearest, lengths)
    if receipt is not None:
        items.append(
            build_footer(
                " · ".join(format_as_of(overview)).replace("documents", "Documents", 1) or "No documents", receipt
            )
        )
    return build_card(YELLOW, *items)


def _build_nearest(refusal: Refusal, nearest: Sequence[Citation], lengths: Lengths) -> list[ViewItem]:
    """Return the passages that come closest, under a line on how likely they answer."""
    if not nearest:
        return []
    head = head_nearest(refusal, len(nearest))
    items: list[ViewItem] = [ui.Separator(), ui.TextDisplay(f"**{head}**" if refusal.is_close else make_small(head))]
    for citation in nearest:
        quoted = quote_text(citation, lengths.nearest)
        items += link_head(format_path(citation, lengths), quoted, citation.document, citation.quote)
    return items

"""The lines that all cards of gaps share: quotes with their sources, where an answer stands, and what became of a gap."""

from __future__ import annotations

from collections.abc import Sequence

from discord.utils import format_dt

from bot.ui.escaping import make_safe_link
from bot.ui.layout import format_name
from bot.ui.own_words import summarize_own_words
from bot.wording import format_count
from corpus.scopes import is_faq, server_of
from corpus.store.gaps.records import DIRECTLY, Gap, Place, Posting, Status
from index.outcomes import Citation

QUESTION, QUOTE, TITLE = 200, 220, 90  # characters
_QUOTES = 1600  # characters of the quotes of one gap, escaped; one quote alone is always less
_PLACES = 3  # messages that are named
SOMEBODY = "somebody"
NOWHERE = "No message is left to reply to, and nobody follows: posting only closes the question"


def format_quotes(citations: Sequence[Citation]) -> str:
    """Return the first quotes, at least one, that have room; the others are counted."""
    quotes: list[str] = []
    room = _QUOTES
    for quote in map(_format_quote, citations):
        room -= len(quote)
        if quotes and room < 0:
            more = len(citations) - len(quotes)
            return "\n".join((*quotes, f"-# and {format_count(more, 'quote')} more"))
        quotes.append(quote)
    return "\n".join(quotes)


def _format_quote(citation: Citation) -> str:
    """Return a quote with the title, the last heading and a link under it."""
    names = [citation.document.title, *citation.passage.headings[-1:]]
    title = " › ".join(filter(None, (format_name(name, TITLE) for name in dict.fromkeys(names)))) or "Untitled"
    link = make_safe_link(citation.document.source.url)
    if link is not None:
        link = link.replace("(", "%28").replace(")", "%29")  # in Markdown, a parenthesis would end it
    quote = (summarize_own_words if is_faq(citation.document.scope) else format_name)(citation.quote, QUOTE)
    return f"> {quote}\n-# {title}{f' · [source]({link})' if link else ''}"


def format_destination(gap: Gap, places: Sequence[Place]) -> str:
    """Return where an answer will be posted, and whom it tells, before it is."""
    if not places:
        return NOWHERE
    channels = [f"<#{channel}>" for channel in dict.fromkeys(one.channel_id for one in places if not one.is_direct)]
    named = channels[:_PLACES] + [f"{len(channels) - _PLACES} channels more"] * (len(channels) > _PLACES)
    if any(place.is_direct for place in places):
        named.append("direct messages to who asked in private")
    return f"goes to {', '.join(named)}; tells {format_count(gap.followers, 'member')}"


def format_postings(scope: str, postings: Sequence[Posting], limit: int = _PLACES) -> str:
    """Return where an answer stands, with links, and how many members it told."""
    posted, direct = (
        [one for one in postings if one.channel_id != DIRECTLY],
        sum(one.told for one in postings if one.channel_id == DIRECTLY),
    )
    told = sum(one.told for one in posted)
    parts = []
    if posted:
        links = [
            f"<#{one.channel_id}> ([message](https://discord.com/channels/{server_of(scope)}/{one.channel_id}/{one.message_id}))"
            for one in posted[:limit]
        ]
        more = len(posted) - len(links)
        where = ": " + ", ".join(links) + (f" and {more} more" if more else "") if links else ""
        parts.append(
            f"posted in {format_count(len(posted), 'place')}{where}; {format_count(told, 'member')} told there"
        )
    if direct:
        parts.append(f"{format_count(direct, 'member')} told in a direct message")
    return "; ".join(parts) or "posted nowhere"


def format_state(gap: Gap, limit: int = _PLACES) -> str:
    """Return what became of a gap: by whom, when, and where its answer stands."""
    when = f" {format_dt(gap.closed_at, 'R')}" if gap.closed_at else ""
    by = format_name(gap.closed_by or SOMEBODY, TITLE)
    match gap.status:
        case Status.ANSWERED:
            return f"Answered by {by}{when}: {format_postings(gap.scope, gap.posted, limit)}"
        case Status.DISMISSED:
            return f"Not for this server, said {by}{when}"
    if gap.is_ready:
        state = "Open; an answer waits to be posted"
    elif gap.is_declined:
        state = "Open; what was found is no answer, as was said"
    else:
        state = "Open; no answer waits"
    return state + (f" · so far {format_postings(gap.scope, gap.posted, limit)}" if gap.posted else "")

"""What moderators see of gaps: the ranked list, one gap, and the answers that wait; within Discord's limits and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.ui import reply_buttons
from bot.ui.escaping import make_safe_link, shorten
from bot.ui.layout import (
    BLURPLE,
    GREEN,
    GREY,
    View,
    ViewItem,
    build_card,
    build_text_card,
    format_count,
    format_list,
    format_name,
    surround,
)
from bot.ui.own_words import summarize_own_words
from bot.ui.pager import Page, turn_buttons
from bot.wording import format_grade, head_closest
from corpus.scopes import is_faq
from corpus.store.gaps.records import TREND_DAYS, Gap, Status
from index.outcomes import Citation

GAPS_PER_PAGE = 7  # gaps on one page
READY = 6  # answers that are shown, and posted, in one go
_QUESTION, _QUOTE, _TITLE = 200, 220, 90  # characters
_QUOTES = 1600  # characters of the quotes of one gap, escaped; one quote alone is always less
_ROOM = 3400  # characters of the gaps with an answer; a message has 4000, and the rest of it needs some
_WORDINGS, _NEAREST, _OPTIONS = 6, 3, 25

_HEADS = {
    Status.OPEN: "Open questions", Status.ANSWERED: "Questions that were answered later",
    Status.DISMISSED: "Not for this server",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """A gap with the answer that waits to be posted."""

    gap: Gap
    citations: tuple[Citation, ...]


def render_gaps(page: Page[Gap], status: Status, now: datetime, secret: int = 0) -> View:
    """Return one page of gaps, the most important first, each with a button that opens it.

    `secret` refusals more were asked in private; they are counted alone.
    """
    head = f"**{_HEADS[status]}: none.**"
    if page.total:
        head = f"**{_HEADS[status]}: {page.total:,}** · {page.place}\n-# ranked by how many asked, and how lately"
    items: list[ViewItem] = [ui.TextDisplay(head)]
    for gap in page.rows:
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{gap.id}")
        items.append(
            ui.Section(f"**{format_name(gap.question, _QUESTION)}**\n-# {_format_facts(gap, now)}", accessory=button)
        )
    if secret:
        more = f"{format_count(secret, 'private question')} more found no answer. Nobody but whoever asked reads them"
        items.append(ui.TextDisplay(f"-# {more}, unless they are put to you."))
    items += turn_buttons(page, lambda number: f"gap:list:{status.value}:{number}")
    return build_card(BLURPLE, *items)


def render_gap(gap: Gap, nearest: Sequence[Citation], answer: Sequence[Citation], now: datetime) -> View:
    """Return all that is known of a gap, and what can be done about it.

    `answer` has the citations of the answer that waits to be posted; where none waits, `nearest` are shown.
    """
    week, before = gap.count_askings(now, TREND_DAYS, 0), gap.count_askings(now, 2 * TREND_DAYS, TREND_DAYS)
    trend = "▲" if week > before else "▼" if week < before else "="
    facts = [
        f"{format_count(gap.askers, 'asker')}, asked {format_count(len(gap.askings), 'time')}, followed by {gap.followers}",
        f"First asked {format_dt(gap.created_at, 'd')}, last {format_dt(gap.last_asked_at, 'R')}",
        f"Last {TREND_DAYS} days: {week}, the {TREND_DAYS} before: {before} {trend}",
    ]
    if gap.status is not Status.OPEN:
        facts.append(f"{gap.status.value.capitalize()} by {format_name(gap.closed_by or 'somebody', _TITLE)}")
    items: list[ViewItem] = [
        ui.TextDisplay(f"**{format_name(gap.question, _QUESTION)}**"),
        ui.TextDisplay("\n".join(f"-# {fact}" for fact in facts)),
    ]
    if len(gap.wordings) > 1:
        others = [f"- {format_name(text, 120)}" for text in gap.wordings[1:]]
        items.append(ui.TextDisplay("**Also asked as**\n" + format_list(others, _WORDINGS)))
    if answer:
        head = (
            "The documents may answer this now** · I am not sure"
            if gap.is_perhaps_ready
            else "The documents answer this now**"
        )
        items += [ui.Separator(), ui.TextDisplay(f"**{head}\n{_format_quotes(answer)}")]
        items.append(
            ui.ActionRow(
                ui.Button(label="Post the answer", style=discord.ButtonStyle.success, custom_id=f"gap:post:{gap.id}"),
                ui.Button(label="That is no answer", custom_id=f"gap:decline:{gap.id}"),
            )
        )
    elif nearest:
        shown = nearest[:_NEAREST]
        items += [ui.Separator(), ui.TextDisplay(f"**{head_closest(len(shown))}**\n{_format_quotes(shown)}")]
    return build_card(BLURPLE, *items, ui.Separator(), *_build_actions(gap))


def _build_actions(gap: Gap) -> list[ViewItem]:
    """Return the buttons for what a moderator can do about a gap."""
    back: ui.Button[View] = ui.Button(label="All questions", custom_id=f"gap:list:{gap.status.value}:0")
    if gap.status is not Status.OPEN:
        return [ui.ActionRow(ui.Button(label="Open again", custom_id=f"gap:reopen:{gap.id}"), back)]
    return [
        ui.ActionRow(
            ui.Button(label="Answer", style=discord.ButtonStyle.primary, custom_id=f"gap:answer:{gap.id}"),
            ui.Button(label="Add document", style=discord.ButtonStyle.primary, custom_id=f"gap:document:{gap.id}"),
            ui.Button(label="Merge", custom_id=f"gap:into:{gap.id}"),
            ui.Button(label="Not for us", custom_id=f"gap:dismiss:{gap.id}"),
            back,
        )
    ]


def render_merge_menu(gap: Gap, others: Sequence[Gap]) -> View:
    """Return a menu of the gaps with which one may be merged, the nearest first."""
    back: ui.ActionRow[View] = ui.ActionRow(ui.Button(label="Back", custom_id=f"gap:open:{gap.id}"))
    if not others:
        return build_card(GREY, ui.TextDisplay("There is no other open question to merge this with."), back)
    options = [
        discord.SelectOption(label=shorten(" ".join(other.question.split()), 100), value=str(other.id))
        for other in others[:_OPTIONS]
    ]
    menu: ui.Select[View] = ui.Select(custom_id=f"gap:merge:{gap.id}", placeholder="is the same as…", options=options)
    text = f"**{format_name(gap.question, _QUESTION)}**\nWhich question is this one in other words? Its askers and followers go there."
    return build_card(BLURPLE, ui.TextDisplay(text), ui.ActionRow(menu), back)


def render_ready(waiting: Sequence[Waiting], total: int, unsure: int) -> View:
    """Return open questions that the documents answer by now, with the buttons that post the answers.

    `unsure` of the `total` answers are unsure ones. What has no room in one message is left for when these are posted.
    """
    if not waiting:
        return build_text_card(GREY, "**No open question has an answer yet.** `/gaps list` shows them.")
    count = f"{total} open questions have" if total != 1 else "1 open question has"
    doubt = f" · {unsure} of them unsure" if total != 1 else " · an unsure one"
    items: list[ViewItem] = [ui.TextDisplay(f"**{count} an answer now**{doubt * bool(unsure)}")]
    numbers: list[str] = []
    room = _ROOM
    for answered in waiting:
        text = _format_waiting(answered)
        room -= len(text)
        if numbers and room < 0:
            break
        numbers.append(str(answered.gap.id))
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{answered.gap.id}")
        items.append(ui.Section(text, accessory=button))
    if more := total - len(numbers):
        items.append(ui.TextDisplay(f"-# and {more} more; they come up when these are posted"))
    label = "Post the answer" if len(numbers) == 1 else f"Post these {len(numbers)} answers"
    post: ui.Button[View] = ui.Button(
        label=label, style=discord.ButtonStyle.success, custom_id=f"gap:post:{','.join(numbers)}"
    )
    note = "-# Each is posted as a reply where it was asked, and mentions only those who follow it."
    if unsure:
        note += " An unsure one says that it is."
    return build_card(GREEN, *items, ui.Separator(), ui.TextDisplay(note), ui.ActionRow(post))


def _format_waiting(waiting: Waiting) -> str:
    """Return a gap with the answer that waits for it."""
    gap, ready = waiting.gap, waiting.gap.ready
    facts = [format_count(gap.askers, "asker"), f"{gap.followers} to be told"]
    if ready is not None:
        facts.insert(0, format_grade(ready.probability, ready.certainty))
    return f"**{format_name(gap.question, _QUESTION)}**\n{_format_quotes(waiting.citations)}\n-# {' · '.join(facts)}"


def render_following(gap_id: int, *, directly: bool = False) -> View:
    """Return what a member sees who follows a gap from now on; `directly`, who asked in private and is told so."""
    where = "in a direct message" if directly else "here"
    text = (
        f"**You’ll be told {where} when there is an answer.** The moderators see the question, not who asked it. "
        "Until then I keep your user ID with it."
    )
    return build_card(GREEN, ui.TextDisplay(text), reply_buttons.build_unfollow_row(gap_id))


def address_answer(view: View, followers: Sequence[int], gap_id: int, *, unsure: bool = False) -> View:
    """Return an answer with a mention of those who waited for it above, and the button that unfollows below."""
    mentions = " ".join(f"<@{user}>" for user in followers)
    can = "may have an answer now" if unsure else "can be answered now"
    head = f"{mentions} this was asked here, and {can}." if mentions else f"This {can}."
    return surround(view, [ui.TextDisplay(head)], [reply_buttons.build_unfollow_row(gap_id)] if followers else [])


def address_directly(view: View, server: str, *, unsure: bool = False) -> View:
    """Return an answer as it is sent to who asked in private; `server` is the name of the server where they did."""
    can = "may have an answer now" if unsure else "can be answered now"
    where = f" on **{format_name(server)}**" if server else ""
    return surround(view, [ui.TextDisplay(f"You asked this in private{where}, and it {can}.")])


def _format_facts(gap: Gap, now: datetime) -> str:
    """Return who asked, how lately and how often, in one line of the list."""
    facts = [format_count(gap.askers, "asker"), f"last {format_dt(gap.last_asked_at, 'R')}"]
    if week := gap.count_askings(now, TREND_DAYS, 0):
        facts.append(f"{week} in {TREND_DAYS} days")
    if gap.followers:
        facts.append(f"{gap.followers} follow")
    if gap.is_ready:
        facts.append("**has an unsure answer now**" if gap.is_perhaps_ready else "**has an answer now**")
    return " · ".join(facts)


def _format_quotes(citations: Sequence[Citation]) -> str:
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
    title = " › ".join(filter(None, (format_name(name, _TITLE) for name in dict.fromkeys(names)))) or "Untitled"
    link = make_safe_link(citation.document.source.url)
    if link is not None:
        link = link.replace("(", "%28").replace(")", "%29")  # in Markdown, a parenthesis would end it
    quote = (summarize_own_words if is_faq(citation.document.scope) else format_name)(citation.quote, _QUOTE)
    return f"> {quote}\n-# {title}{f' · [source]({link})' if link else ''}"

"""What moderators see of gaps: the ranked list, one gap, and the answers that wait; within Discord's limits and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.ui import reply_buttons
from bot.ui.escaping import inline, safe_link, shorten
from bot.wording import closest, how_sure
from corpus.store.gaps.records import TREND_DAYS, Gap, Status
from index.outcomes import Citation

BLURPLE, GREEN, YELLOW, GREY = 0x5865F2, 0x57F287, 0xF1C40F, 0x4E5058
PAGE = 7  # gaps on one page
READY = 6  # answers that are shown, and posted, in one go
_QUESTION, _QUOTE, _TITLE = 200, 220, 90  # characters
_QUOTES = 1600  # characters of the quotes of one gap, escaped; one quote alone is always less
_ROOM = 3400  # characters of the gaps with an answer; a message has 4000, and the rest of it needs some
_WORDINGS, _NEAREST, _OPTIONS = 6, 3, 25

View = ui.LayoutView

_HEADS = {
    Status.OPEN: "Open questions", Status.ANSWERED: "Questions that were answered later",
    Status.DISMISSED: "Not for this server",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """A gap with the answer that waits to be posted."""

    gap: Gap
    citations: tuple[Citation, ...]


def listing(gaps: Sequence[Gap], page: int, status: Status, now: datetime, *, total: int) -> View:
    """Return one page of gaps, the most important first, each with a button that opens it."""
    pages = max(1, -(-total // PAGE))
    head = f"**{_HEADS[status]}: {total:,}** · page {page + 1} of {pages}\n-# ranked by how many asked, and how lately"
    items: list[ui.Item[View]] = [ui.TextDisplay(head if total else f"**{_HEADS[status]}: none.**")]
    for gap in gaps:
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{gap.id}")
        items.append(ui.Section(f"**{one_line(gap.question)}**\n-# {_counted(gap, now)}", accessory=button))
    if pages > 1:
        back: ui.Button[View] = ui.Button(
            label="Back", custom_id=f"gap:list:{status.value}:{page - 1}", disabled=not page
        )
        following = f"gap:list:{status.value}:{page + 1}"
        items.append(ui.ActionRow(back, ui.Button(label="Next", custom_id=following, disabled=page + 1 >= pages)))
    return _view(BLURPLE, *items)


def one(gap: Gap, nearest: Sequence[Citation], answer: Sequence[Citation], now: datetime) -> View:
    """Return all that is known of a gap, and what can be done about it. `answer` is the one that waits, if any."""
    week, before = gap.asked_between(now, TREND_DAYS, 0), gap.asked_between(now, 2 * TREND_DAYS, TREND_DAYS)
    trend = "▲" if week > before else "▼" if week < before else "="
    facts = [
        f"{_many(gap.askers, 'asker')}, asked {_many(len(gap.askings), 'time')}, followed by {gap.followers}",
        f"First asked {format_dt(gap.created_at, 'd')}, last {format_dt(gap.last_asked_at, 'R')}",
        f"Last {TREND_DAYS} days: {week}, the {TREND_DAYS} before: {before} {trend}",
    ]
    if gap.status is not Status.OPEN:
        facts.append(f"{gap.status.value.capitalize()} by {one_line(gap.closed_by or 'somebody', _TITLE)}")
    items: list[ui.Item[View]] = [
        ui.TextDisplay(f"**{one_line(gap.question)}**"),
        ui.TextDisplay("\n".join(f"-# {fact}" for fact in facts)),
    ]
    if len(gap.wordings) > 1:
        told = [f"- {one_line(text, 120)}" for text in gap.wordings[1 : 1 + _WORDINGS]]
        more = len(gap.wordings) - 1 - _WORDINGS
        items.append(ui.TextDisplay("\n".join(("**Also asked as**", *told, *([f"-# and {more} more"] * (more > 0))))))
    if answer:
        head = (
            "The documents may answer this now** · I am not sure"
            if gap.is_perhaps_ready
            else "The documents answer this now**"
        )
        items += [ui.Separator(), ui.TextDisplay(f"**{head}\n{_quotes(answer)}")]
        items.append(
            ui.ActionRow(
                ui.Button(label="Post the answer", style=discord.ButtonStyle.success, custom_id=f"gap:post:{gap.id}"),
                ui.Button(label="That is no answer", custom_id=f"gap:decline:{gap.id}"),
            )
        )
    elif nearest:
        shown = nearest[:_NEAREST]
        items += [ui.Separator(), ui.TextDisplay(f"**{closest(len(shown))}**\n{_quotes(shown)}")]
    return _view(BLURPLE, *items, ui.Separator(), *_actions(gap))


def _actions(gap: Gap) -> list[ui.Item[View]]:
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


def merging(gap: Gap, others: Sequence[Gap]) -> View:
    """Return a menu of the gaps with which one may be merged, the nearest first."""
    back: ui.ActionRow[View] = ui.ActionRow(ui.Button(label="Back", custom_id=f"gap:open:{gap.id}"))
    if not others:
        return _view(GREY, ui.TextDisplay("There is no other open question to merge this with."), back)
    options = [
        discord.SelectOption(label=shorten(" ".join(other.question.split()), 100), value=str(other.id))
        for other in others[:_OPTIONS]
    ]
    menu: ui.Select[View] = ui.Select(custom_id=f"gap:merge:{gap.id}", placeholder="is the same as…", options=options)
    said = (
        f"**{one_line(gap.question)}**\nWhich question is this one in other words? Its askers and followers go there."
    )
    return _view(BLURPLE, ui.TextDisplay(said), ui.ActionRow(menu), back)


def ready(waiting: Sequence[Waiting], total: int, unsure: int) -> View:
    """Return open questions that the documents answer by now, with the buttons that post the answers.

    `unsure` of the `total` answers are unsure ones. What has no room in one message is left for when these are posted.
    """
    if not waiting:
        return _view(GREY, ui.TextDisplay("**No open question has an answer yet.** `/gaps list` shows them."))
    count = f"{total} open questions have" if total != 1 else "1 open question has"
    doubt = f" · {unsure} of them unsure" if total != 1 else " · an unsure one"
    items: list[ui.Item[View]] = [ui.TextDisplay(f"**{count} an answer now**{doubt * bool(unsure)}")]
    numbers: list[str] = []
    room = _ROOM
    for one in waiting:
        text = _waiting(one)
        room -= len(text)
        if numbers and room < 0:
            break
        numbers.append(str(one.gap.id))
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{one.gap.id}")
        items.append(ui.Section(text, accessory=button))
    if more := total - len(numbers):
        items.append(ui.TextDisplay(f"-# and {more} more; they come up when these are posted"))
    label = "Post the answer" if len(numbers) == 1 else f"Post these {len(numbers)} answers"
    post: ui.Button[View] = ui.Button(
        label=label, style=discord.ButtonStyle.success, custom_id=f"gap:post:{','.join(numbers)}"
    )
    said = "-# Each is posted as a reply where it was asked, and mentions only those who follow it."
    if unsure:
        said += " An unsure one says that it is."
    return _view(GREEN, *items, ui.Separator(), ui.TextDisplay(said), ui.ActionRow(post))


def _waiting(one: Waiting) -> str:
    """Return a gap with the answer that waits for it."""
    gap, waits = one.gap, one.gap.ready
    facts = [_many(gap.askers, "asker"), f"{gap.followers} to be told"]
    if waits is not None:
        facts.insert(0, how_sure(waits.probability, waits.certainty))
    return f"**{one_line(gap.question)}**\n{_quotes(one.citations)}\n-# {' · '.join(facts)}"


def following(gap_id: int) -> View:
    """Return to a member that they will be told."""
    said = (
        "**You’ll be told here when there is an answer.** The moderators see the question, not who asked it. "
        "Until then I keep your user ID with it."
    )
    return _view(GREEN, ui.TextDisplay(said), reply_buttons.unfollow(gap_id))


def answered(view: View, followers: Sequence[int], gap_id: int, *, unsure: bool = False) -> View:
    """Return an answer with a mention of those who waited for it above, and the button that unfollows below."""
    mentions = " ".join(f"<@{user}>" for user in followers)
    can = "may have an answer now" if unsure else "can be answered now"
    head = f"{mentions} this was asked here, and {can}." if mentions else f"This {can}."
    framed = View(timeout=None).add_item(ui.TextDisplay(head))
    for item in view.children:
        framed.add_item(item)
    if followers:
        framed.add_item(reply_buttons.unfollow(gap_id))
    framed.stop()  # what is pressed is found by its ID
    return framed


def _counted(gap: Gap, now: datetime) -> str:
    told = [_many(gap.askers, "asker"), f"last {format_dt(gap.last_asked_at, 'R')}"]
    if week := gap.asked_between(now, TREND_DAYS, 0):
        told.append(f"{week} in {TREND_DAYS} days")
    if gap.followers:
        told.append(f"{gap.followers} follow")
    if gap.is_ready:
        told.append("**has an unsure answer now**" if gap.is_perhaps_ready else "**has an answer now**")
    return " · ".join(told)


def _quotes(citations: Sequence[Citation]) -> str:
    """Return the first quotes, at least one, that have room; the others are counted."""
    shown: list[str] = []
    room = _QUOTES
    for quote in map(_quote, citations):
        room -= len(quote)
        if shown and room < 0:
            more = len(citations) - len(shown)
            return "\n".join((*shown, f"-# and {_many(more, 'quote')} more"))
        shown.append(quote)
    return "\n".join(shown)


def _quote(citation: Citation) -> str:
    names = [citation.document.title, *citation.passage.headings[-1:]]
    title = " › ".join(filter(None, (one_line(name, _TITLE) for name in dict.fromkeys(names)))) or "Untitled"
    link = safe_link(citation.document.source.url)
    return f"> {one_line(citation.quote, _QUOTE)}\n-# {title}{f' · [source]({link})' if link else ''}"


def one_line(text: str, limit: int = _QUESTION) -> str:
    """Return a text shortened and escaped, on one line."""
    return inline(shorten(" ".join(text.split()), limit)) or "(no words)"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _view(colour: int, *items: ui.Item[View]) -> View:
    view = View(timeout=None).add_item(ui.Container(*items, accent_colour=colour))
    view.stop()
    return view

"""What moderators see of gaps: the ranked list, one gap, and merging; within Discord's limits and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.features.gaps.answer_views import Waiting
from bot.features.gaps.lines import NOWHERE, QUESTION, TITLE, format_destination, format_quotes, format_state
from bot.ui import reply_buttons
from bot.ui.escaping import shorten
from bot.ui.layout import BLURPLE, GREEN, GREY, View, ViewItem, build_card, fit, format_list, format_name
from bot.ui.pager import Page, turn_buttons
from bot.wording import format_count, head_closest
from corpus.store.gaps.records import TREND_DAYS, Gap, Merger, Status
from index.outcomes import Citation

GAPS_PER_PAGE = 7  # gaps on one page
_WORDING = 120  # characters
_WORDINGS, _MERGERS, _NEAREST, _OPTIONS = 6, 3, 3, 25

_HEADS = {
    Status.OPEN: "Open questions", Status.ANSWERED: "Questions that were answered later",
    Status.DISMISSED: "Not for this server",
}  # fmt: skip


def render_gaps(page: Page[Gap], status: Status, now: datetime, secret: int = 0) -> View:
    """Return one page of gaps, the most important first, each with a button that opens it.

    `secret` refusals more were asked in private; they are counted alone.
    """
    head = f"**{_HEADS[status]}: none.**"
    if page.total:
        head = f"**{_HEADS[status]}: {page.total:,}** · {page.place}\n-# Ranked by how many asked, and how lately"
    items: list[ViewItem] = [ui.TextDisplay(head)]
    for gap in page.rows:
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{gap.id}")
        items.append(
            ui.Section(f"**{format_name(gap.question, QUESTION)}**\n-# {_format_facts(gap, now)}", accessory=button)
        )
    if secret:
        more = f"{format_count(secret, 'private question')} more found no answer. Nobody but whoever asked reads them"
        items.append(ui.TextDisplay(f"-# {more}, unless they are put to you."))
    items += turn_buttons(page, lambda number: f"gap:list:{status.value}:{number}")
    return build_card(BLURPLE, *items)


def render_gap(
    gap: Gap, nearest: Sequence[Citation], waiting: Waiting, now: datetime, note: Sequence[ViewItem] = ()
) -> View:
    """Return all that is known of a gap, and what can be done about it.

    `waiting` has the citations of the answer that waits to be posted; where none waits, `nearest` are shown. `note` stands above
    it all: what was done with the gap just now.
    """
    facts = _list_facts(gap, now)
    return fit(lambda lines: _render_gap(gap, nearest, waiting, [*note, *facts], lines), (_WORDINGS, _WORDINGS // 2, 1))


def _list_facts(gap: Gap, now: datetime) -> list[ViewItem]:
    """Return a gap's question, and in small lines how often it was asked and what became of it."""
    week, before = gap.count_askings(now, TREND_DAYS, 0), gap.count_askings(now, 2 * TREND_DAYS, TREND_DAYS)
    followed = f", followed by {format_count(gap.followers, 'member')}" if gap.followers else ""
    facts = [
        f"{format_count(gap.askers, 'asker')}, asked {format_count(len(gap.askings), 'time')}{followed}",
        f"First asked {format_dt(gap.created_at, 'd')}, last {format_dt(gap.last_asked_at, 'R')}",
    ]
    if week or before:
        trend = "▲" if week > before else "▼" if week < before else "as often"
        facts.append(
            f"Asked {format_count(week, 'time')} in the last {TREND_DAYS} days, {before:,} in the {TREND_DAYS} before ({trend})"
        )
    if gap.status is not Status.OPEN or gap.posted or gap.is_declined:
        facts.append(format_state(gap))
    return [
        ui.TextDisplay(f"**{format_name(gap.question, QUESTION)}**"),
        ui.TextDisplay("\n".join(f"-# {fact}" for fact in facts)),
    ]


def _render_gap(gap: Gap, nearest: Sequence[Citation], waiting: Waiting, head: Sequence[ViewItem], lines: int) -> View:
    items: list[ViewItem] = [*head]
    if len(gap.wordings) > 1:
        others = [f"- {format_name(text, _WORDING)}" for text in gap.wordings[1:]]
        items.append(ui.TextDisplay("**Also asked as**\n" + format_list(others, lines)))
    if gap.mergers and gap.status is Status.OPEN:
        items.append(
            ui.TextDisplay(
                "**Merged into this**\n" + format_list([*map(_format_merger, gap.mergers)], min(lines, _MERGERS))
            )
        )
    if waiting.citations:
        says = (
            "The documents may answer this now** · I am not sure"
            if gap.is_perhaps_ready
            else "The documents answer this now**"
        )
        where = f"-# It {format_destination(gap, waiting.places)}" if waiting.places else f"-# {NOWHERE}"
        items += [ui.Separator(), ui.TextDisplay(f"**{says}\n{format_quotes(waiting.citations)}\n{where}")]
        items.append(
            ui.ActionRow(
                ui.Button(label="Post the answer", style=discord.ButtonStyle.success, custom_id=f"gap:post:{gap.id}"),
                ui.Button(label="That is no answer", custom_id=f"gap:decline:{gap.id}"),
            )
        )
    elif nearest:
        shown = nearest[:_NEAREST]
        items += [ui.Separator(), ui.TextDisplay(f"**{head_closest(len(shown))}**\n{format_quotes(shown)}")]
    return build_card(BLURPLE, *items, ui.Separator(), *_build_actions(gap))


def _format_merger(merger: Merger) -> str:
    by = f" by {format_name(merger.by, TITLE)}" if merger.by else ""
    return f"- “{format_name(merger.question, _WORDING)}”{by}, {format_dt(merger.at, 'R')}"


def _build_actions(gap: Gap) -> list[ViewItem]:
    """Return the buttons for what a moderator can do about a gap."""
    back: ui.Button[View] = ui.Button(label="All questions", custom_id=f"gap:list:{gap.status.value}:0")
    if gap.status is not Status.OPEN:
        return [ui.ActionRow(ui.Button(label="Open again", custom_id=f"gap:reopen:{gap.id}"), back)]
    rows: list[ViewItem] = [
        ui.ActionRow(
            ui.Button(label="Answer", style=discord.ButtonStyle.primary, custom_id=f"gap:answer:{gap.id}"),
            ui.Button(label="Add document", style=discord.ButtonStyle.primary, custom_id=f"gap:document:{gap.id}"),
            ui.Button(label="Merge", custom_id=f"gap:into:{gap.id}"),
            ui.Button(label="Not for us", custom_id=f"gap:dismiss:{gap.id}"),
            back,
        )
    ]
    undo: list[ui.Button[View]] = []
    if gap.mergers:
        undo.append(ui.Button(label="Undo the last merge", custom_id=f"gap:part:{gap.mergers[0].id}"))
    if gap.is_declined:
        undo.append(ui.Button(label="Offer the answer again", custom_id=f"gap:offer:{gap.id}"))
    return [*rows, ui.ActionRow(*undo)] if undo else rows


def note_done(text: str) -> list[ViewItem]:
    """Return what stands above a gap after something was done with it; the text is escaped already."""
    return [ui.TextDisplay(text), ui.Separator()]


def render_merge_menu(gap: Gap, others: Sequence[Gap]) -> View:
    """Return a menu of the gaps with which one may be merged, the nearest first."""
    back: ui.ActionRow[View] = ui.ActionRow(ui.Button(label="Back", custom_id=f"gap:open:{gap.id}"))
    if not others:
        return build_card(GREY, ui.TextDisplay("There is no other open question to merge this with."), back)
    options = [
        discord.SelectOption(label=shorten(" ".join(other.question.split()), 100), value=str(other.id))
        for other in others[:_OPTIONS]
    ]
    menu: ui.Select[View] = ui.Select(
        custom_id=f"gap:merge:{gap.id}", placeholder="The same question as…", options=options
    )
    text = f"**{format_name(gap.question, QUESTION)}**\nWhich question is this one in other words? You are asked before they are merged."
    return build_card(BLURPLE, ui.TextDisplay(text), ui.ActionRow(menu), back)


def render_merge_question(gap: Gap, into: Gap) -> View:
    """Return the question whether two gaps are to be one, and what that means."""
    text = (
        f"**Make these one question?**\n{_format_merged(gap)}\n**→** {_format_merged(into)}\n"
        "The first then counts as the second: an answer to the second is told to all who asked or follow either. "
        "You can undo it as long as the question is open."
    )
    buttons: ui.ActionRow[View] = ui.ActionRow(
        ui.Button(label="Merge", style=discord.ButtonStyle.primary, custom_id=f"gap:join:{gap.id}:{into.id}"),
        ui.Button(label="Choose another", custom_id=f"gap:into:{gap.id}"),
        ui.Button(label="Leave them", custom_id=f"gap:open:{gap.id}"),
    )
    return build_card(BLURPLE, ui.TextDisplay(text), buttons)


def _format_merged(gap: Gap) -> str:
    followed = f", followed by {format_count(gap.followers, 'member')}" if gap.followers else ""
    return f"“{format_name(gap.question, QUESTION)}” ({format_count(gap.askers, 'asker')}{followed})"


def render_gap_end(gap: Gap, entry: str | None) -> list[ViewItem]:
    """Return what the end of a form says of the gap that it was opened for: whoever asked isn't told yet.

    `entry` is the question of the entry that was saved.
    """
    name, asked = format_name(gap.question, QUESTION), format_count(gap.askers, "member")
    look: ui.Button[View] = ui.Button(label="Look at the question", custom_id=f"gap:open:{gap.id}")
    if gap.status is not Status.OPEN:
        return [ui.TextDisplay(f"“{name}”: {format_state(gap)}"), ui.ActionRow(look)]
    if gap.is_ready and gap.ready is not None and gap.ready.entry == entry:
        follow = format_count(gap.followers, "member follows", "members follow")
        text = f"**Nobody who asked was told yet.** “{name}” was asked by {asked}; {follow} it."
        post: ui.Button[View] = ui.Button(
            label="Post the answer", style=discord.ButtonStyle.success, custom_id=f"gap:post:{gap.id}"
        )
        return [ui.TextDisplay(text), ui.ActionRow(post, look)]
    why = "another answer waits for it" if gap.is_ready else "asked in these words, the entry doesn’t answer it surely"
    text = f"**Nobody who asked was told yet**, and “{name}” ({asked}) stays open: {why}."
    return [ui.TextDisplay(text), ui.ActionRow(look)]


def render_publishing_end(open_gaps: int) -> list[ViewItem]:
    """Return what stands under documents that went live: the open questions that they may answer."""
    text = f"-# {format_count(open_gaps, 'open question')} will be asked again now. Nobody is told of an answer before you post it."
    show: ui.Button[View] = ui.Button(label="Answers that wait", custom_id="gap:ready")
    return [ui.TextDisplay(text), ui.ActionRow(show)]


def render_following(gap_id: int, *, directly: bool = False) -> View:
    """Return what a member sees who follows a gap from now on; `directly`, who asked in private and is told so."""
    where = "in a direct message" if directly else "here"
    text = (
        f"**You’ll be told {where} when there is an answer.** The moderators see the question, not who asked it. "
        "Until then I keep your user ID with it."
    )
    return build_card(GREEN, ui.TextDisplay(text), reply_buttons.build_unfollow_row(gap_id))


def _format_facts(gap: Gap, now: datetime) -> str:
    """Return who asked, how lately and how often, in one line of the list."""
    facts = [format_count(gap.askers, "asker"), f"last {format_dt(gap.last_asked_at, 'R')}"]
    if week := gap.count_askings(now, TREND_DAYS, 0):
        facts.append(f"{format_count(week, 'time')} in {TREND_DAYS} days")
    if gap.followers:
        facts.append(f"followed by {format_count(gap.followers, 'member')}")
    if gap.is_ready:
        facts.append("**has an unsure answer now**" if gap.is_perhaps_ready else "**has an answer now**")
    return " · ".join(facts)

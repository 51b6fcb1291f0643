"""What moderators see of answers to gaps: those that wait, and what came of posting them; and the frames of posted ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.features.gaps.lines import QUESTION, format_destination, format_postings, format_quotes, format_state
from bot.ui import reply_buttons
from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import (
    BLURPLE,
    GREEN,
    GREY,
    View,
    ViewItem,
    build_card,
    build_text_card,
    fit,
    format_list,
    format_name,
    surround,
)
from bot.wording import begin_sentence, format_count, format_grade
from corpus.store.gaps.records import Gap, Place, Posting
from index.outcomes import Citation

READY = 6  # answers that are shown, and posted, in one go
_SETTLED = 2  # questions that were seen to, above those that wait still
_ROOM = 3200  # characters of the gaps with an answer; a message has 4000, and the rest of it needs some


@dataclass(frozen=True, slots=True)
class Waiting:
    """A gap with the answer that waits to be posted, and where it goes."""

    gap: Gap
    citations: tuple[Citation, ...]
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class ReadyCard:
    """A message that offers answers: the gaps that it shows, and how many answers wait in all."""

    view: View
    gaps: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of posting the answer to a gap: where it was posted, and of which places it was not.

    `problem` says why it was not posted at all; what became of the gap stands in the gap then.
    """

    gap: Gap
    postings: Sequence[Posting] = ()
    skipped: Sequence[Place] = ()
    failed: Sequence[Place] = ()
    problem: str = ""


def render_ready(
    waiting: Sequence[Waiting], total: int, unsure: int, *, asking: int = 0, settled: Sequence[Gap] = ()
) -> ReadyCard:
    """Return open questions that the documents answer by now, with the buttons that post the answers.

    `unsure` of the `total` answers are unsure ones. What has no room in one message is left for when these are posted. `asking`
    questions are about to be asked again; `settled` are gaps that the message offered before.
    """
    if not waiting:
        return ReadyCard(_render_nothing_ready(asking, settled), (), 0)
    count = f"{total} open questions have" if total != 1 else "1 open question has"
    doubt = f" · {unsure} of them unsure" if total != 1 else " · an unsure one"
    items: list[ViewItem] = [ui.TextDisplay(f"**{count} an answer now**{doubt * bool(unsure)}")]
    if settled:
        items.append(ui.TextDisplay(_format_settled(settled, _SETTLED)))
    numbers: list[int] = []
    room = _ROOM - sum(len(one.content) for one in items if isinstance(one, ui.TextDisplay))
    for answered in waiting:
        text = _format_waiting(answered)
        room -= len(text)
        if numbers and room < 0:
            break
        numbers.append(answered.gap.id)
        button: ui.Button[View] = ui.Button(label="Open", custom_id=f"gap:open:{answered.gap.id}")
        items.append(ui.Section(text, accessory=button))
    if more := total - len(numbers):
        items.append(ui.TextDisplay(f"-# … and {more:,} more, which come up when these are posted"))
    label = "Post the answer" if len(numbers) == 1 else f"Post these {len(numbers)} answers"
    post: ui.Button[View] = ui.Button(
        label=label, style=discord.ButtonStyle.success, custom_id=f"gap:post:{','.join(map(str, numbers))}"
    )
    note = "-# Each is posted as a reply where it was asked, and mentions only those who follow it."
    if unsure:
        note += " An unsure one says that it is."
    view = build_card(GREEN, *items, ui.Separator(), ui.TextDisplay(note), ui.ActionRow(post))
    return ReadyCard(view, tuple(numbers), total)


def _render_nothing_ready(asking: int, settled: Sequence[Gap]) -> View:
    if settled:
        return build_text_card(GREY, "**No answer waits here any more**", _format_settled(settled, READY))
    text = "**No open question has an answer yet.** `/gaps list` shows them."
    if not asking:
        return build_text_card(GREY, text)
    text += f"\n-# {format_count(asking, 'question')} will be asked again in a moment, as something changed."
    again: ui.Button[View] = ui.Button(label="Look again", custom_id="gap:ready")
    return build_card(GREY, ui.TextDisplay(text), ui.ActionRow(again))


def _format_settled(gaps: Sequence[Gap], limit: int) -> str:
    """Return what became of gaps whose answers were offered, of the first at length."""
    return format_list([f"**{format_name(gap.question, 100)}**\n-# {format_state(gap, 1)}" for gap in gaps], limit)


def _format_waiting(waiting: Waiting) -> str:
    """Return a gap with the answer that waits for it."""
    gap, ready = waiting.gap, waiting.gap.ready
    facts = [format_count(gap.askers, "asker"), format_destination(gap, waiting.places)]
    if ready is not None:
        grade = format_grade(ready.probability, ready.certainty)
        facts.insert(0, grade[:1].upper() + grade[1:])
    return f"**{format_name(gap.question, QUESTION)}**\n{format_quotes(waiting.citations)}\n-# {' · '.join(facts)}"


def render_outcomes(outcomes: Sequence[Outcome], waiting: int = 0) -> View:
    """Return what came of posting answers, one by one. `waiting` answers of other questions are ready still."""
    again = [str(one.gap.id) for one in outcomes if one.failed]
    buttons: list[ui.Button[View]] = []
    if again:
        buttons.append(ui.Button(label="Try again", custom_id=f"gap:post:{','.join(again)}"))
    if waiting:
        buttons.append(ui.Button(label=f"Show {format_count(waiting, 'more answer')}", custom_id="gap:ready"))

    def build(limit: int) -> View:
        texts = [f"**{format_name(one.gap.question, QUESTION)}**\n{_format_outcome(one, limit)}" for one in outcomes]
        rows = [ui.ActionRow[View](*buttons)] if buttons else []
        return build_card(BLURPLE, *map(ui.TextDisplay[View], ("**What was posted**", *texts)), *rows)

    return fit(build, (3, 1, 0))


def _format_outcome(outcome: Outcome, limit: int) -> str:
    gap = outcome.gap
    if outcome.problem:
        problem = escape_inline(shorten(begin_sentence(outcome.problem), 200))
        return f"{problem}\n-# {format_state(gap, limit)}"
    parts = [format_postings(gap.scope, outcome.postings, limit)] if outcome.postings else []
    if outcome.skipped:
        parts.append(f"{len(outcome.skipped)} skipped{_name_channels(outcome.skipped, limit)}: I may not write there")
    if outcome.failed:
        parts.append(
            f"{len(outcome.failed)} failed{_name_channels(outcome.failed, limit)}: Discord had a problem; the question stays "
            "open, so that you can try again"
        )
    if not parts:
        return (
            f"Closed as answered, but posted nowhere: nobody follows it, and no message that asked it is left to reply to. "
            f"{format_count(gap.askers, 'member')} asked it, and nobody was told."
        )
    missed = sum(len(place.followers) for place in (*outcome.skipped, *outcome.failed))
    if missed:
        parts.append(f"{format_count(missed, 'follower')} not told")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _name_channels(places: Sequence[Place], limit: int) -> str:
    names = ["a direct message" if place.is_direct else f"<#{place.channel_id}>" for place in places]
    return f" ({', '.join(dict.fromkeys(names[:limit]))})" if limit else ""


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

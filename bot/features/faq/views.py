"""What members and moderators see of the FAQ: choices, questions back, previews, lists and figures, all escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.ui import replies
from bot.ui.changes import format_change
from bot.ui.escaping import clean_text, escape_inline, shorten
from bot.ui.layout import (
    BLURPLE,
    GREEN,
    GREY,
    YELLOW,
    View,
    ViewItem,
    build_card,
    build_text_card,
    fit,
    format_list,
    format_name,
    surround,
)
from bot.ui.own_words import summarize_own_words
from bot.ui.pager import Page, turn_buttons
from bot.ui.sources import QUESTION_LIMIT
from bot.wording import begin_sentence, format_count
from corpus.store.faq.entries import FaqDraft, FaqEntry
from corpus.store.history import Event
from index.engine import Overview
from index.outcomes import Answer

CHOICES, CHOICE = 25, 100  # how many of how many characters Discord shows while somebody types
_LABEL = 80  # characters of a button
_NAME = 100  # characters of a question in a list
ENTRIES_PER_PAGE = 8  # entries on one page
_REFUSED = 8  # lines of a file whose failure is told
_NOTHING_READ = Overview((), 0, None)

Uses = Callable[[FaqEntry], int]


def cut_label(text: str, limit: int = CHOICE) -> str:
    """Return a text on one line, for a choice or a button; Discord counts in UTF-16, and shows no formatting there."""
    line = " ".join(clean_text(text).split()) or "(no words)"
    if len(line.encode("utf-16-le")) <= 2 * limit:
        return line
    return line.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore").rstrip() + "…"


def render_entry(answer: Answer, *, addressee: int | None = None) -> View:
    """Return an entry's answer; `addressee` is the ID of the member for whom it is posted."""
    if addressee is None:
        return replies.render_reply(answer, _NOTHING_READ)
    return replies.render_reply(
        answer, _NOTHING_READ, frame=lambda view: surround(view, [ui.TextDisplay(f"<@{addressee}>")])
    )


def render_candidates(question: str, entries: Sequence[FaqEntry], member_id: int | None, *, private: bool) -> View:
    """Return the entries that may be meant, each as a button."""
    buttons: list[ViewItem] = [
        ui.ActionRow(
            ui.Button(
                label=cut_label(entry.question, _LABEL),
                custom_id=f"faq:pick:{entry.id}:{member_id or 0}:{int(private)}",
            )
        )
        for entry in entries
    ]
    text = f"-# {format_name(question, QUESTION_LIMIT)}\n**Did you mean one of these?** If not, `/ask` reads the documents."
    return build_card(YELLOW, ui.TextDisplay(text), *buttons)


def render_no_match(question: str) -> View:
    """Return the message that no entry is near a question."""
    text = f"-# {format_name(question, QUESTION_LIMIT)}\n**The FAQ has nothing like that.** `/ask` reads the documents."
    return build_text_card(YELLOW, text)


def render_entry_preview(answer: Answer, draft: FaqDraft, near: Sequence[FaqEntry], token: str) -> View:
    """Return an entry as members will see it, before it is saved: what means the same already, and the buttons."""
    head = ["**Preview, as members will see it** · not saved yet"]
    if draft.phrasings:
        head.append("Also found by: " + _join_names(draft.phrasings, 5, 50))
    if draft.tags:
        head.append("Tags: " + _join_names(draft.tags, 6, 25))
    if near:
        head.append("**⚠ Nearly the same is asked already**")
        head += [f"- {format_name(entry.question, 80)}{_format_author(entry)}" for entry in near[:3]]
    buttons: ui.ActionRow[View] = ui.ActionRow(
        ui.Button(label="Save", style=discord.ButtonStyle.success, custom_id=f"faqdraft:save:{token}"),
        ui.Button(label="Edit", custom_id=f"faqdraft:edit:{token}"),
        ui.Button(label="Discard", style=discord.ButtonStyle.danger, custom_id=f"faqdraft:discard:{token}"),
    )
    return replies.render_reply(
        answer, _NOTHING_READ, frame=lambda view: surround(view, [ui.TextDisplay("\n".join(head))], [buttons])
    )


def render_saved(entry: FaqEntry, end: Sequence[ViewItem] = (), undo: str = "") -> View:
    """Return the message that an entry is saved, with the button that takes it back.

    `end` says what is to do about the question that it was written for; `undo` is the ID of the button.
    """
    text = f"**Saved.** `/faq` finds “{format_name(entry.question, _NAME)}” now, and it answers `/ask` first when somebody asks that."
    return build_card(GREEN, ui.TextDisplay(text), *end, *_build_undo(undo))


def _build_undo(custom_id: str, label: str = "Take it back") -> list[ViewItem]:
    return [ui.ActionRow(ui.Button(label=label, custom_id=custom_id))] if custom_id else []


def render_removed(entry: FaqEntry) -> View:
    """Return the message that an entry is out of use, with the button that brings it back."""
    text = f"“{format_name(entry.question, _NAME)}” answers no more. `/faq-admin restore` brings it back later too."
    return build_card(GREEN, ui.TextDisplay(text), *_build_undo(f"faqundo:restore:{entry.id}", "Bring it back"))


def render_restored(entry: FaqEntry, how: str, undo: str = "") -> View:
    """Return the message that an entry is in use again, or as it was; `how` says which."""
    text = f"“{format_name(entry.question, _NAME)}” {how}."
    return build_card(GREEN, ui.TextDisplay(text), *_build_undo(undo))


def render_discarded(token: str) -> View:
    """Return the message that a draft was discarded, with the button that brings it back."""
    back: ui.Button[View] = ui.Button(label="Bring it back", custom_id=f"faqdraft:show:{token}")
    return build_card(GREY, ui.TextDisplay("**Discarded.** Nothing was saved."), ui.ActionRow(back))


def render_unfit(problem: str, token: str) -> View:
    """Return why what was written can't be an entry as it is, with the button that opens the form with it again."""
    edit: ui.Button[View] = ui.Button(
        label="Edit", style=discord.ButtonStyle.primary, custom_id=f"faqdraft:edit:{token}"
    )
    text = f"{escape_inline(shorten(begin_sentence(problem), 600))}\n-# What you wrote is kept: nothing was saved yet."
    return build_card(YELLOW, ui.TextDisplay(text), ui.ActionRow(edit))


def render_entries(page: Page[FaqEntry], uses: Uses, query: str) -> View:
    """Return one page of the entries of moderators, or of those that hold the words of a query."""
    matching = f" with “{format_name(query, _NAME)}”" if query else ""
    head = f"**No FAQ entries{matching} yet.** `/faq-admin add` makes one."
    if page.total:
        head = f"**{format_count(page.total, 'FAQ entry', 'FAQ entries')}{matching}** · {page.place}"

    def build(size: int) -> View:
        lines = [ui.TextDisplay[View](_format_entry(entry, uses(entry), size)) for entry in page.rows]
        turning = turn_buttons(page, lambda number: f"faqlist:{number}:{query[:50]}")
        return build_card(BLURPLE, ui.TextDisplay(head), *lines, *turning)

    return fit(build, (100, 60, 25))


def _format_entry(entry: FaqEntry, used: int, size: int) -> str:
    """Return an entry of the list, with texts of at most `size` characters."""
    if entry.answer is None:
        text = "⚠ Its passage is gone: edit or remove it"
    else:
        text = (summarize_own_words if entry.own_words else format_name)(entry.answer.text, size)
    facts = [f"`{entry.id}`", format_name(entry.author, size // 2), format_count(used, "use")]
    facts += [format_dt(entry.changed_at, "d")] if entry.changed_at else []
    facts += [format_count(len(entry.phrasings), "other phrasing")] if entry.phrasings else []
    facts += [_join_names(entry.tags, 4, size // 4)] if entry.tags else []
    return f"**{format_name(entry.question, size)}**\n{text}\n-# {' · '.join(facts)}"


def render_figures(
    own: Sequence[FaqEntry], by_documents: Sequence[FaqEntry], removed: int, uses: Uses, events: Sequence[Event]
) -> View:
    """Return the figures of a FAQ: how many entries of which kind, which are used, and the last changes."""
    return fit(lambda count: _render_figures(own, by_documents, removed, uses, events[:count]), (5, 3, 1, 0))


def _render_figures(
    own: Sequence[FaqEntry], by_documents: Sequence[FaqEntry], removed: int, uses: Uses, events: Sequence[Event]
) -> View:
    every = [*own, *by_documents]
    used = sorted((entry for entry in every if uses(entry)), key=lambda entry: -uses(entry))
    gone = sum(entry.answer is None for entry in own)
    lines = [
        f"Entries of the moderators: {len(own):,}" + (f", {gone:,} without their passage" if gone else ""),
        f"Entries out of documents: {len(by_documents):,}",
        f"Removed: {removed:,}",
        f"Uses: {sum(map(uses, every)):,} · never used: {len(every) - len(used):,}",
    ]
    items = ["**The FAQ of this server**\n" + "\n".join(lines)]
    if used:
        most = [f"- {format_name(entry.question, _NAME)}: {uses(entry):,}" for entry in used[:10]]
        items.append("**Most used**\n" + "\n".join(most))
    if events:
        items.append("**Last changes**\n" + "\n".join(format_change(event) for event in events))
    return build_text_card(BLURPLE, *items)


def render_entries_file(filename: str, count: int) -> View:
    """Return the file of the entries; `filename` is the attachment's."""
    text = f"**{format_count(count, 'FAQ entry', 'FAQ entries')}.** `/faq-admin import` reads the file back."
    return build_card(GREEN, ui.TextDisplay(text), ui.File(f"attachment://{filename}"))


def render_import_undone(removed: int) -> View:
    """Return the message that the entries of a file were taken out of use again."""
    text = f"**{format_count(removed, 'FAQ entry', 'FAQ entries')} of the file taken out of use again.**"
    return build_text_card(GREEN, f"{text} Entries that were changed since stay. `/faq-admin restore` brings one back.")


def render_import(added: int, refused: Sequence[str], batch: str = "") -> View:
    """Return what became of the lines of a file, with the button that takes it back; `batch` is that of the change."""
    text = f"**{format_count(added, 'FAQ entry', 'FAQ entries')} added.**"
    if refused:
        reasons = [f"- {escape_inline(shorten(reason, 200))}" for reason in refused]
        text += f"\n**Left out: {len(refused)}**\n" + format_list(reasons, _REFUSED)
    undo = _build_undo(f"faqundo:import:{batch}" if added and batch else "")
    return build_card(GREEN if added else YELLOW, ui.TextDisplay(text), *undo)


def label_removed(entry: FaqEntry) -> str:
    """Return what stands in the list for a removed entry while somebody types: when it was removed, and its question."""
    when = f"{entry.removed_at:%Y-%m-%d} · " if isinstance(entry.removed_at, datetime) else ""
    return cut_label(when + entry.question)


def _format_author(entry: FaqEntry) -> str:
    if entry.by_document and entry.answer is not None:
        return f" (in “{format_name(entry.answer.document.title, 40)}”)"
    return f" (by {format_name(entry.author, 40)})"


def _join_names(texts: Sequence[str], limit: int, size: int = 60) -> str:
    more = f" · and {len(texts) - limit} more" if len(texts) > limit else ""
    return " · ".join(format_name(text, size) for text in texts[:limit]) + more

"""What members and moderators see of the FAQ: choices, questions back, previews, lists and figures, all escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.features.documents.views import BLURPLE, GREEN, PAGE, YELLOW, change
from bot.ui import replies
from bot.ui.escaping import inline, readable, shorten
from corpus.store.faq.entries import FaqDraft, FaqEntry
from corpus.store.history import Event
from index.engine import Overview
from index.outcomes import Answer

CHOICES, CHOICE = 25, 100  # how many of how many characters Discord shows while somebody types
_LABEL = 80  # characters of a button
_NAME = 100
_REFUSED = 8  # lines of a file whose failure is told
_NOTHING_READ = Overview((), 0, None)

View = ui.LayoutView
Uses = Callable[[FaqEntry], int]


def label(text: str, limit: int = CHOICE) -> str:
    """Return a text on one line, for a choice or a button; Discord counts in UTF-16, and shows no formatting there."""
    line = " ".join(readable(text).split()) or "(no words)"
    if len(line.encode("utf-16-le")) <= 2 * limit:
        return line
    return line.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore").rstrip() + "…"


def answer(shown: Answer, *, addressee: int | None = None) -> View:
    """Return an entry's answer; `addressee` is the ID of the member for whom it is posted."""
    if addressee is None:
        return replies.render(shown, _NOTHING_READ)
    return replies.render(shown, _NOTHING_READ, frame=lambda view: _framed(view, [ui.TextDisplay(f"<@{addressee}>")]))


def did_you_mean(question: str, entries: Sequence[FaqEntry], member_id: int | None, *, private: bool) -> View:
    """Return the entries that may be meant, each as a button."""
    buttons: list[ui.Item[View]] = [
        ui.ActionRow(
            ui.Button(
                label=label(entry.question, _LABEL), custom_id=f"faq:pick:{entry.id}:{member_id or 0}:{int(private)}"
            )
        )
        for entry in entries
    ]
    said = f"-# {_name(question, replies.QUESTION_LIMIT)}\n**Did you mean one of these?** If not, `/ask` reads the documents."
    return _view(YELLOW, ui.TextDisplay(said), *buttons)


def nothing_near(question: str) -> View:
    """Return that no entry is near a question."""
    said = (
        f"-# {_name(question, replies.QUESTION_LIMIT)}\n**The FAQ has nothing like that.** `/ask` reads the documents."
    )
    return _view(YELLOW, ui.TextDisplay(said))


def preview(shown: Answer, draft: FaqDraft, near: Sequence[FaqEntry], token: str) -> View:
    """Return an entry as members will see it, before it is saved: what means the same already, and the buttons."""
    head = ["**Preview, as members will see it** · not saved yet"]
    if draft.phrasings:
        head.append("Also found by: " + _run(draft.phrasings, 5, 50))
    if draft.tags:
        head.append("Tags: " + _run(draft.tags, 6, 25))
    if near:
        head.append("**⚠ Nearly the same is asked already**")
        head += [f"- {_name(entry.question, 80)}{_whose(entry)}" for entry in near[:3]]
    buttons: ui.ActionRow[View] = ui.ActionRow(
        ui.Button(label="Save", style=discord.ButtonStyle.success, custom_id=f"faqdraft:save:{token}"),
        ui.Button(label="Edit", custom_id=f"faqdraft:edit:{token}"),
        ui.Button(label="Discard", style=discord.ButtonStyle.danger, custom_id=f"faqdraft:discard:{token}"),
    )
    return replies.render(
        shown, _NOTHING_READ, frame=lambda view: _framed(view, [ui.TextDisplay("\n".join(head))], [buttons])
    )


def saved(entry: FaqEntry) -> View:
    """Return that an entry is kept."""
    said = (
        f"**Saved.** `/faq` finds “{_name(entry.question)}” now, and it answers `/ask` first when somebody asks that."
    )
    return _view(GREEN, ui.TextDisplay(said))


def listing(entries: Sequence[FaqEntry], uses: Uses, page: int, query: str, *, total: int) -> View:
    """Return one page of the entries of moderators, with buttons for its neighbours."""
    pages = max(1, -(-total // PAGE))
    found = f" with “{_name(query)}”" if query else ""
    head = f"**{_many(total, 'FAQ entry', 'FAQ entries')}{found}** · page {page + 1} of {pages}"
    head = head if total else f"**No FAQ entries{found} yet.** `/faq-admin add` makes one."
    turning: list[ui.Item[View]] = []
    if pages > 1:
        back: ui.Button[View] = ui.Button(
            label="Back", custom_id=f"faqlist:{page - 1}:{query[:50]}", disabled=page == 0
        )
        following: ui.Button[View] = ui.Button(
            label="Next", custom_id=f"faqlist:{page + 1}:{query[:50]}", disabled=page + 1 >= pages
        )
        turning.append(ui.ActionRow(back, following))
    return _fitting(
        lambda size: _view(
            BLURPLE,
            ui.TextDisplay(head),
            *(ui.TextDisplay[View](_line(one, uses(one), size)) for one in entries),
            *turning,
        ),
        (100, 60, 25),
    )


def _line(entry: FaqEntry, used: int, size: int) -> str:
    """Return an entry of the list, with texts of at most `size` characters."""
    said = "⚠ its passage is gone: edit or remove it" if entry.answer is None else _name(entry.answer.text, size)
    facts = [f"`{entry.id}`", _name(entry.author, size // 2), _many(used, "use", "uses")]
    facts += [format_dt(entry.changed_at, "d")] if entry.changed_at else []
    facts += [_many(len(entry.phrasings), "other phrasing", "other phrasings")] if entry.phrasings else []
    facts += [_run(entry.tags, 4, size // 4)] if entry.tags else []
    return f"**{_name(entry.question, size)}**\n{said}\n-# {' · '.join(facts)}"


def stats(
    own: Sequence[FaqEntry], by_documents: Sequence[FaqEntry], removed: int, uses: Uses, events: Sequence[Event]
) -> View:
    """Return the figures of a FAQ: how many entries of which kind, which are used, and the last changes."""
    return _fitting(lambda shown: _stats(own, by_documents, removed, uses, events[:shown]), (5, 3, 1, 0))


def _stats(
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
        most = [f"- {_name(entry.question)}: {uses(entry):,}" for entry in used[:10]]
        items.append("**Most used**\n" + "\n".join(most))
    if events:
        items.append("**Last changes**\n" + "\n".join(change(event) for event in events))
    return _view(BLURPLE, *(ui.TextDisplay[View](text) for text in items))


def exported(filename: str, count: int) -> View:
    """Return the file of the entries; `filename` is the attachment's."""
    said = f"**{_many(count, 'FAQ entry', 'FAQ entries')}.** `/faq-admin import` reads the file back."
    return _view(GREEN, ui.TextDisplay(said), ui.File(f"attachment://{filename}"))


def imported(added: int, refused: Sequence[str]) -> View:
    """Return what became of the lines of a file."""
    said = f"**{_many(added, 'FAQ entry', 'FAQ entries')} added.**"
    if refused:
        told = [f"- {inline(shorten(reason, 200))}" for reason in refused[:_REFUSED]]
        more = f"\n-# and {len(refused) - _REFUSED} more" if len(refused) > _REFUSED else ""
        said += f"\n**Left out: {len(refused)}**\n" + "\n".join(told) + more
    return _view(GREEN if added else YELLOW, ui.TextDisplay(said))


def told_of_removed(entry: FaqEntry) -> str:
    """Return what is said of a removed entry while somebody types: when it was removed, and its question."""
    when = f"{entry.removed_at:%Y-%m-%d} · " if isinstance(entry.removed_at, datetime) else ""
    return label(when + entry.question)


def _framed(view: View, before: Sequence[ui.Item[View]], after: Sequence[ui.Item[View]] = ()) -> View:
    """Return a new view of the items of another, with some before and after them."""
    framed = View(timeout=None)
    for item in (*before, *view.children, *after):
        framed.add_item(item)
    framed.stop()
    return framed


def _view(colour: int, *items: ui.Item[View]) -> View:
    view = View(timeout=None).add_item(ui.Container(*items, accent_colour=colour))
    view.stop()  # what is pressed is found by its ID: discord.py need not keep the view
    return view


def _fitting(build: Callable[[int], View], sizes: Sequence[int]) -> View:
    """Return the fullest view, of those of some sizes, that stays within Discord's limit on text."""
    view = build(sizes[0])
    for size in sizes[1:]:
        if view.content_length() <= replies.TEXT_LIMIT:
            break
        view = build(size)
    return view


def _whose(entry: FaqEntry) -> str:
    if entry.by_document and entry.answer is not None:
        return f" (in “{_name(entry.answer.document.title, 40)}”)"
    return f" (by {_name(entry.author, 40)})"


def _run(texts: Sequence[str], limit: int, size: int = 60) -> str:
    more = f" · and {len(texts) - limit} more" if len(texts) > limit else ""
    return " · ".join(_name(text, size) for text in texts[:limit]) + more


def _name(text: str, limit: int = _NAME) -> str:
    return inline(shorten(" ".join(text.split()), limit)) or "(no words)"


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"

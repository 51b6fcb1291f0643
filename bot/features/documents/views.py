"""What moderators see: progress, previews, lists and histories of documents, within Discord's limits and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.ui.escaping import inline, safe_link, shorten
from bot.wording import how_sure
from corpus.documents import Document
from corpus.store.history import Action, Event
from corpus.store.records import StoredDocument
from index.judge.grades import Certainty
from index.upkeep.preview import Preview, Reanswered
from index.upkeep.refreshing import Outcome, Refreshed

if TYPE_CHECKING:
    from bot.discord_app.jobs import Job

BLURPLE, GREEN, YELLOW, RED = 0x5865F2, 0x57F287, 0xF1C40F, 0xED4245
PAGE = 8  # documents or changes on one page
_LINES = 12  # of a list inside a message
_NAME = 90  # characters of a title or a name
_BAR = 16  # characters of the progress bar

View = ui.LayoutView

_DONE = {
    Action.ADD: "added", Action.EDIT: "edited", Action.REPLACE: "replaced", Action.REMOVE: "removed",
    Action.RESTORE: "restored", Action.UNDO: "took back a change of",
}  # fmt: skip


def progress(job: Job) -> View:
    """Return how far some work is: what, how many of how many, and the time left; with a button that stops it."""
    said = f"**Working on {_name(job.what)}**"
    if job.total:
        full = round(_BAR * job.done / job.total)
        said += f"\n{'█' * full}{'░' * (_BAR - full)} {job.done:,} of {job.total:,}"
        if (left := job.seconds_left) is not None:
            said += f" · {_duration(left)} left"
    cancel: ui.Button[View] = ui.Button(label="Cancel", custom_id=f"job:cancel:{job.token}")
    return _view(BLURPLE, ui.TextDisplay(said), ui.ActionRow(cancel))


def preview(seen: Preview, token: str, failed: Sequence[str] = (), known: Sequence[str] = ()) -> View:
    """Return what documents would change before they go live, with the buttons that decide."""
    count = len(seen.outlines)
    one = seen.outlines[0] if count == 1 else None
    what = f"“{_name(one.document.title)}”" if one else f"{count} documents"
    head = f"**Preview of {what}** · not live yet"
    items: list[ui.Item[View]] = [_with_link(head, one.document.url if one else None)]
    facts = [f"{_many(seen.passages, 'passage')} found"]
    if one is not None:
        facts.append(f"language: {one.language}")
        items.append(ui.TextDisplay(" · ".join(facts) + _headings(one.headings)))
    else:
        facts.append("languages: " + ", ".join(sorted({outline.language for outline in seen.outlines})))
        titles = [f"- {_name(o.document.title)} ({_many(o.document.passages, 'passage')})" for o in seen.outlines]
        items.append(ui.TextDisplay(" · ".join(facts) + "\n" + _list(titles)))
    if seen.near:
        lines = [f"- {_name(n.title)}: {n.share:.0%} stands in “{_name(n.document.title)}” already" for n in seen.near]
        items.append(ui.TextDisplay("**⚠ Nearly the same is there already**\n" + _list(lines, 4)))
    items.append(ui.TextDisplay(_reanswered("Would answer questions that were refused", seen.gaps)))
    items.append(ui.TextDisplay(_reanswered("Would change recent answers", seen.changes)))
    if seen.asked < seen.askable:
        items.append(
            ui.TextDisplay(f"-# Asked again: {seen.asked} of {seen.askable} earlier questions, the newest first.")
        )
    items += _failures(failed, known)
    items += [ui.Separator(), _draft_buttons(token)]
    return _view(YELLOW, *items)


def _draft_buttons(token: str) -> ui.ActionRow[View]:
    return ui.ActionRow(
        ui.Button(label="Publish", style=discord.ButtonStyle.success, custom_id=f"draft:publish:{token}"),
        ui.Button(label="Edit details", custom_id=f"draft:edit:{token}"),
        ui.Button(label="Discard", style=discord.ButtonStyle.danger, custom_id=f"draft:discard:{token}"),
    )


def published(documents: Sequence[StoredDocument], failed: Sequence[str] = (), known: Sequence[str] = ()) -> View:
    """Return that documents are live."""
    lines = [f"- {_name(one.title)} ({_many(one.passages, 'passage')}, ID `{one.id}`)" for one in documents]
    many = "is" if len(documents) == 1 else "are"
    head = f"**{_many(len(documents), 'document')} {many} live.** `/corpus undo` takes this back."
    return _view(GREEN, ui.TextDisplay(head + "\n" + _list(lines)), *_failures(failed, known))


def nothing_added(failed: Sequence[str], known: Sequence[str]) -> View:
    """Return that nothing was added, and why."""
    return _view(RED if failed else YELLOW, ui.TextDisplay("**Nothing was added.**"), *_failures(failed, known))


def done(text: str) -> View:
    """Return one sentence of ours about what was done."""
    return _view(GREEN, ui.TextDisplay(inline(text)))


def problem(text: str) -> View:
    """Return one sentence of ours about what could not be done."""
    return _view(YELLOW, ui.TextDisplay(inline(shorten(text, 1500))))


def listing(documents: Sequence[StoredDocument], page: int, query: str, *, total: int) -> View:
    """Return one page of the documents of a server, with buttons for its neighbours."""
    pages = max(1, -(-total // PAGE))
    found = f" with “{_name(query)}”" if query else ""
    head = f"**{_many(total, 'document')}{found}** · page {page + 1} of {pages}"
    items: list[ui.Item[View]] = [
        ui.TextDisplay(head if total else f"**No documents{found} yet.** `/corpus add` adds one.")
    ]
    for one in documents:
        said = (
            f"**{_name(one.title)}**\n-# `{one.id}` · {_many(one.passages, 'passage')} · version {one.version} · "
            f"{discord.utils.format_dt(one.added_at, 'd')}"
        )
        items.append(_with_link(said, one.url))
    if pages > 1:
        items.append(
            ui.ActionRow(
                ui.Button(label="Back", custom_id=f"corpus:list:{page - 1}:{query[:50]}", disabled=page == 0),
                ui.Button(label="Next", custom_id=f"corpus:list:{page + 1}:{query[:50]}", disabled=page + 1 >= pages),
            )
        )
    return _view(BLURPLE, *items)


def shown(
    document: Document, stored: StoredDocument, headings: Sequence[str], *, by: str | None, cited: int, file: str | None
) -> View:
    """Return all that is known of a document; `file` is the name of the attachment that holds it."""
    source = document.source
    facts: Mapping[str, Any] = {
        "Link": source.url, "Source": source.source_title, "Author": source.author, "Publisher": source.publisher,
        "Date": source.published, "Language": source.language, "Tags": ", ".join(source.tags),
        "File": stored.filename, "Version": stored.version, "Passages": stored.passages,
        "Characters": f"{stored.characters:,}", "Cited": _many(cited, "time"),
    }  # fmt: skip
    lines = [f"{name}: {inline(shorten(str(value), 200))}" for name, value in facts.items() if value not in (None, "")]
    added = f"{discord.utils.format_dt(stored.added_at, 'f')}{f' by {_name(by)}' if by else ''}"
    items: list[ui.Item[View]] = [
        _with_link(f"**{_name(source.title)}**\n-# `{document.id}` · {added}", source.url),
        ui.TextDisplay("\n".join(lines) + _headings(headings)),
    ]
    if file is not None:
        items.append(ui.File(f"attachment://{file}"))
    return _view(BLURPLE, *items)


def history(events: Sequence[Event], page: int, *, more: bool, document_id: str = "") -> View:
    """Return one page of the changes of a server or of one document, the newest first."""
    items: list[ui.Item[View]] = [ui.TextDisplay(f"**History** · page {page + 1}")]
    items += [ui.TextDisplay(change(event)) for event in events]
    if not events:
        items.append(ui.TextDisplay("No change yet."))
    if page or more:
        items.append(
            ui.ActionRow(
                ui.Button(label="Newer", custom_id=f"corpus:history:{page - 1}:{document_id}", disabled=page == 0),
                ui.Button(label="Older", custom_id=f"corpus:history:{page + 1}:{document_id}", disabled=not more),
            )
        )
    return _view(BLURPLE, *items)


def change(event: Event) -> str:
    """Return one change in one or two lines: who, what and when, and what stood there before and after."""
    who = f"<@{event.actor.id}>" if event.actor.id is not None else _name(event.actor.name)
    said = f"{discord.utils.format_dt(event.at, 'f')} · {who} {_DONE[event.action]} **{_name(event.title)}**"
    if event.action is Action.UNDO:
        said += f" ({_name(str(event.before.get('action', 'change')))})"
    if event.undone:
        said += " · taken back"
    names = [name for name in dict.fromkeys((*event.before, *event.after)) if name not in ("version", "action")]
    told = [f"{name}: {_value(event.before.get(name))} → {_value(event.after.get(name))}" for name in names]
    return said + (f"\n-# {' · '.join(told)}" if told else "")


def undone(events: Sequence[Event]) -> View:
    """Return what was taken back."""
    lines = [f"- {_DONE[event.action]}: {_name(event.title)}" for event in events]
    return _view(GREEN, ui.TextDisplay("**Taken back:**\n" + _list(lines)))


_BECAME = {
    Outcome.UNCHANGED: "nothing new", Outcome.CHANGED: "changed", Outcome.DEAD: "gone; the last version stays",
    Outcome.UNREADABLE: "not readable any more; the last version stays",
}  # fmt: skip


def refreshed(found: Sequence[Refreshed]) -> View:
    """Return what became of the links that were read again."""
    told = []
    for one in sorted(found, key=lambda link: link.outcome is Outcome.UNCHANGED):
        line = f"- {_name(one.title)}: {_BECAME[one.outcome]}"
        if one.replaced is not None:
            line += f", {one.replaced.new} new passages and {one.replaced.kept} kept"
        told.append(line + (f"\n-# {inline(shorten(one.error, 250))}" if one.error else ""))
    return lines(f"{_many(len(found), 'link')} read again", told)


def exported(filename: str) -> View:
    """Return the archive of a server's documents; `filename` is the attachment's."""
    said = "**The documents of this server.** `landscape corpus import` reads them back."
    return _view(GREEN, ui.TextDisplay(said), ui.File(f"attachment://{filename}"))


def lines(title: str, told: Sequence[str], *, colour: int = BLURPLE) -> View:
    """Return a title and lines that are escaped already."""
    return _view(colour, ui.TextDisplay(f"**{inline(title)}**" + ("\n" + _list(list(told)) if told else "")))


def _reanswered(title: str, found: Sequence[Reanswered]) -> str:
    if not found:
        return f"**{title}:** none"
    told = [
        f"- {inline(shorten(one.reply.question, 120))}\n-# “{inline(shorten(one.citation.quote, 140))}” "
        f"({how_sure(one.probability, one.certainty)})"
        for one in found
    ]
    unsure = sum(one.certainty is Certainty.UNSURE for one in found)
    doubt = "" if not unsure else ", unsurely" if unsure == len(found) else f", {unsure} of them unsurely"
    return f"**{title}: {len(found)}{doubt}**\n" + _list(told, 4)


def _failures(failed: Sequence[str], known: Sequence[str]) -> list[ui.Item[View]]:
    items: list[ui.Item[View]] = []
    if known:
        items.append(ui.TextDisplay("**There already:**\n" + _list([f"- {_name(title)}" for title in known], 5)))
    if failed:
        told = [f"- {inline(shorten(reason, 250))}" for reason in failed]
        items.append(ui.TextDisplay("**Not read:**\n" + _list(told, 5)))
    return items


def _headings(headings: Sequence[str]) -> str:
    if not headings:
        return ""
    shown = [f"- {inline(shorten(heading, 100))}" for heading in headings]
    return "\n**Headings**\n" + _list(shown, 8)


def _list(told: Sequence[str], limit: int = _LINES) -> str:
    more = len(told) - limit
    return "\n".join(told[:limit]) + (f"\n-# and {more} more" if more > 0 else "")


def _with_link(text: str, url: str | None) -> ui.Item[View]:
    link = safe_link(url)
    return ui.TextDisplay(text) if link is None else ui.Section(text, accessory=ui.Button(label="Source", url=link))


def _name(text: str) -> str:
    return inline(shorten(" ".join(text.split()), _NAME)) or "(no name)"


def _value(value: Any) -> str:
    return "nothing" if value in (None, "", []) else inline(shorten(str(value), 80))


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _view(colour: int, *items: ui.Item[View]) -> View:
    view = View(timeout=None).add_item(ui.Container(*items, accent_colour=colour))
    view.stop()  # what is pressed is found by its ID: discord.py need not keep the view
    return view

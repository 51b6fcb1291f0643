"""What moderators see of documents: previews, lists, histories and what became of links, within Discord's limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import discord
from discord import ui

from bot.features.documents.remarks import UploadRemarks, build_near_duplicates, build_remarks
from bot.ui.changes import format_change
from bot.ui.escaping import escape_inline, shorten
from bot.ui.layout import (
    BLURPLE,
    GREEN,
    LIST_LINES,
    RED,
    YELLOW,
    View,
    ViewItem,
    build_card,
    fit,
    format_list,
    format_title,
    link_source,
    render_titled_list,
)
from bot.ui.pager import Page, turn_buttons
from bot.wording import KEEPS, WOULD_ANSWER, WOULD_CHANGE, format_count, format_grade, tell_doubt
from corpus.documents import Document
from corpus.language import name_language
from corpus.store.history import Event
from corpus.store.records import StoredDocument
from corpus.text_changes import TextChange
from index.judge.grades import Certainty
from index.upkeep.preview import Preview, Reanswered
from index.upkeep.refreshing import LinkOutcome, Refreshed

DOCUMENTS_PER_PAGE = 8  # documents or changes on one page


def render_preview(seen: Preview, token: str, remarks: UploadRemarks | None = None) -> View:
    """Return what documents would change before they go live, with the buttons that decide."""
    said = remarks or UploadRemarks()
    return fit(lambda lines: _render_preview(seen, token, said, lines), (LIST_LINES, 3, 2, 1))


def _render_preview(seen: Preview, token: str, remarks: UploadRemarks, lines: int) -> View:
    """Return the preview with lists of at most so many lines."""
    count = len(seen.outlines)
    outline = seen.outlines[0] if count == 1 else None
    what = f"“{format_title(outline.document.title)}”" if outline else f"{count} documents"
    head = f"**Preview of {what}** · not live yet"
    items: list[ViewItem] = [link_source(head, outline.document.url if outline else None)]
    facts = [f"{format_count(seen.passages, 'passage')} found"]
    if outline is not None:
        facts.append(f"language: {name_language(outline.language)}")
        items.append(ui.TextDisplay(" · ".join(facts) + _format_headings(outline.headings, lines)))
    else:
        facts.append("languages: " + ", ".join(sorted({name_language(outline.language) for outline in seen.outlines})))
        titles = [
            f"- {format_title(outline.document.title)} ({format_count(outline.document.passages, 'passage')})"
            for outline in seen.outlines
        ]
        items.append(ui.TextDisplay(" · ".join(facts) + "\n" + format_list(titles, lines)))
    items += build_near_duplicates(seen.near, lines)
    items.append(ui.TextDisplay(_format_reanswered(WOULD_ANSWER, seen.gaps, lines)))
    items.append(ui.TextDisplay(_format_reanswered(WOULD_CHANGE, seen.changes, lines)))
    if seen.asked < seen.askable:
        items.append(
            ui.TextDisplay(
                f"-# Asked again: {seen.asked} of {format_count(seen.askable, 'earlier question')}, the newest first."
            )
        )
    items += build_remarks(remarks, [each.document for each in seen.outlines], lines)
    if remarks.can_be_put_right:
        items.append(ui.TextDisplay("-# Edit details puts this right. Publish takes it as it is."))
    items += [ui.Separator(), _build_draft_buttons(token)]
    return build_card(YELLOW, *items)


def _build_draft_buttons(token: str) -> ui.ActionRow[View]:
    """Return the buttons that publish, edit or discard a draft."""
    return ui.ActionRow(
        ui.Button(label="Publish", style=discord.ButtonStyle.success, custom_id=f"draft:publish:{token}"),
        ui.Button(label="Edit details", custom_id=f"draft:edit:{token}"),
        ui.Button(label="Discard", style=discord.ButtonStyle.danger, custom_id=f"draft:discard:{token}"),
    )


def render_published(
    documents: Sequence[StoredDocument], remarks: UploadRemarks | None = None, end: Sequence[ViewItem] = ()
) -> View:
    """Return the message that documents are live, and what of their files is not in them; `end` has the last word."""
    lines = [
        f"- {format_title(document.title)} ({format_count(document.passages, 'passage')}, ID `{document.id}`)"
        for document in documents
    ]
    said = remarks or UploadRemarks()
    are = "is" if len(documents) == 1 else "are"
    head = f"**{format_count(len(documents), 'document')} {are} live.** `/corpus undo` takes this back."
    return build_card(
        GREEN,
        ui.TextDisplay(head + "\n" + format_list(lines)),
        *build_near_duplicates(said.near, LIST_LINES, live=True),
        *build_remarks(said, documents),
        *end,
    )


def render_changed(said: str, remarks: UploadRemarks) -> View:
    """Return one plain sentence of ours about what was changed, and what was not."""
    colour = YELLOW if remarks.unused else GREEN
    return build_card(colour, ui.TextDisplay(escape_inline(said)), *build_remarks(remarks, ()))


def render_nothing_added(remarks: UploadRemarks, done: str = "added") -> View:
    """Return the message that nothing was added, or `done` in another way, and why."""
    colour = RED if remarks.failed else YELLOW
    return build_card(colour, ui.TextDisplay(f"**Nothing was {done}.**"), *build_remarks(remarks, ()))


def render_notice(token: str, *, over: bool) -> View:
    """Return what everybody in a channel may see of a moderator's work: that it goes on, or is over, and who can look at it."""
    what = "Work on the documents is over." if over else "Work on the documents takes longer than 15 minutes."
    button: ui.Button[View] = ui.Button(label="Show", custom_id=f"result:{token}")
    text = f"**{what}** Moderators can press Show to see it."
    return build_card(BLURPLE, ui.TextDisplay(text), ui.ActionRow(button))


def render_documents(page: Page[StoredDocument], query: str) -> View:
    """Return one page of the documents of a server, or of those that hold the words of a query."""
    matching = f" with “{format_title(query)}”" if query else ""
    head = f"**{format_count(page.total or 0, 'document')}{matching}** · {page.place}"
    items: list[ViewItem] = [
        ui.TextDisplay(head if page.total else f"**No documents{matching} yet.** `/corpus add` adds one.")
    ]
    for document in page.rows:
        text = (
            f"**{format_title(document.title)}**\n-# `{document.id}` · {format_count(document.passages, 'passage')} · "
            f"version {document.version} · {discord.utils.format_dt(document.added_at, 'd')}"
        )
        items.append(link_source(text, document.url))
    return build_card(BLURPLE, *items, *turn_buttons(page, lambda number: f"corpus:list:{number}:{query[:50]}"))


def render_document(
    document: Document, stored: StoredDocument, headings: Sequence[str], *, by: str | None, cited: int, file: str | None
) -> View:
    """Return all that is known of a document; `file` is the name of the attachment that holds it."""
    source = document.source
    facts: Mapping[str, Any] = {
        "Link": source.url, "Source": source.source_title, "Author": source.author, "Publisher": source.publisher,
        "Date": source.published, "Language": name_language(source.language), "Tags": ", ".join(source.tags),
        "File": stored.filename, "Version": stored.version, "Passages": stored.passages,
        "Characters": f"{stored.characters:,}", "Cited": format_count(cited, "time"),
    }  # fmt: skip
    lines = [
        f"{name}: {escape_inline(shorten(str(value), 200))}" for name, value in facts.items() if value not in (None, "")
    ]
    added = f"{discord.utils.format_dt(stored.added_at, 'f')}{f' by {format_title(by)}' if by else ''}"
    items: list[ViewItem] = [
        link_source(f"**{format_title(source.title)}**\n-# `{document.id}` · {added}", source.url),
        ui.TextDisplay("\n".join(lines) + _format_headings(headings)),
    ]
    if file is not None:
        items.append(ui.File(f"attachment://{file}"))
    return build_card(BLURPLE, *items)


def render_history(
    page: Page[Event], document_id: str = "", changed: Mapping[int, TextChange] = MappingProxyType({})
) -> View:
    """Return one page of the changes of a server or of one document, the newest first.

    `changed` says how texts became other, by the numbers of the changes.
    """

    def build(limit: int) -> View:
        texts = [
            f"**History** · {page.place}",
            *(format_change(event, limit, changed.get(event.id)) for event in page.rows),
        ]
        if not page.rows:
            texts.append("No change yet.")
        buttons = turn_buttons(page, lambda number: f"corpus:history:{number}:{document_id}", ("Newer", "Older"))
        return build_card(BLURPLE, *(ui.TextDisplay[View](text) for text in texts), *buttons)

    return fit(build, (80, 40, 20, 8))


_BECAME = {
    LinkOutcome.UNCHANGED: "nothing new", LinkOutcome.CHANGED: "changed", LinkOutcome.DEAD: "gone; the last version stays",
    LinkOutcome.UNREADABLE: "not readable any more; the last version stays",
}  # fmt: skip


def render_refreshed(links: Sequence[Refreshed]) -> View:
    """Return the message of what became of the links that were read again."""
    lines = []
    for link in sorted(links, key=lambda link: link.outcome is LinkOutcome.UNCHANGED):
        line = f"- {format_title(link.title)}: {_BECAME[link.outcome]}"
        if link.replaced is not None:
            passages = format_count(link.replaced.new, "new passage")
            line += f", {passages} and {link.replaced.kept:,} as before"
        lines.append(line + (f"\n-# {escape_inline(shorten(link.error, 250))}" if link.error else ""))
    return render_titled_list(f"{format_count(len(links), 'link')} read again", lines)


def render_archive(filename: str) -> View:
    """Return the archive of a server's documents; `filename` is the attachment's."""
    text = "**The documents of this server.** `landscape corpus import` reads them back."
    return build_card(GREEN, ui.TextDisplay(text), ui.File(f"attachment://{filename}"))


def _format_reanswered(title: str, questions: Sequence[Reanswered], limit: int) -> str:
    """Return the earlier questions whose replies would be others, with the answers that they would get."""
    if not questions:
        return f"**{title}:** none"
    lines = [
        f"- {escape_inline(shorten(question.reply.question, 120))}\n-# “{escape_inline(shorten(question.citation.quote, 140))}” "
        f"({format_grade(question.probability, question.certainty)}){KEEPS if question.keeps else ''}"
        for question in questions
    ]
    unsure = sum(question.certainty is Certainty.UNSURE for question in questions)
    return f"**{title}: {len(questions)}{tell_doubt(unsure, len(questions))}**\n" + format_list(lines, min(4, limit))


def _format_headings(headings: Sequence[str], limit: int = LIST_LINES) -> str:
    if not headings:
        return ""
    lines = [f"- {escape_inline(shorten(heading, 100))}" for heading in headings]
    return "\n**Headings**\n" + format_list(lines, min(8, limit))

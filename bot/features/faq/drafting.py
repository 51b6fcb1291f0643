"""Entries on their way into the FAQ: what a moderator wrote, how members would see it, and saving it. All of this blocks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from discord import ui

from bot.features.faq import views
from corpus.documents import Document, Passage, Source, Span
from corpus.scopes import faq_of
from corpus.store.faq.entries import OWN_WORDS_TITLE, BadEntry, FaqDraft, FaqEntry, PassageRef, tidy_draft, to_draft
from corpus.store.history import Actor
from corpus.store.replies import ReplyLog
from corpus.store.versions import Conflict
from index.faq.book import quote_entry

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry as a moderator wrote it, not saved yet.

    `entry_id` and `seen` (the version that the moderator saw) are set where it changes an entry that is there; `gap_id` where it
    is written to answer a gap.
    """

    draft: FaqDraft
    entry_id: str | None = None
    seen: int | None = None
    gap_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return a pending entry as the JSON that the store keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Pending:
        """Return a pending entry out of the JSON that the store kept."""
        draft = dict(kept["draft"])
        passage = None if draft["passage"] is None else PassageRef(**draft["passage"])
        lists = {name: tuple(draft[name]) for name in ("phrasings", "tags")}
        return cls(
            FaqDraft(**(draft | lists | {"passage": passage})), kept["entry_id"], kept["seen"], kept.get("gap_id")
        )


def make_pending(entry: FaqEntry) -> Pending:
    """Return an entry as it would be saved unchanged."""
    return Pending(to_draft(entry), entry.id, entry.version)


def add_phrasing(entry: FaqEntry, phrasing: str) -> Pending:
    """Return an entry with one more phrasing, as it would be saved."""
    pending = make_pending(entry)
    return replace(pending, draft=replace(pending.draft, phrasings=(*pending.draft.phrasings, phrasing)))


def make_draft_of_reply(log: ReplyLog, scope: str, message_id: int) -> FaqDraft | None:
    """Return an entry out of an answer of the bot: its question, and the passage that it quotes first.

    Of the answers to several questions of a message it is the first.
    """
    posted = log.list_posted(scope, message_id)
    reply = next((one for one in posted if one.outcome == "answer" and one.citations), None)
    if reply is None:
        return None
    first = reply.citations[0]
    quoted = [
        cited.span
        for cited in reply.citations
        if (cited.document_id, cited.passage.span) == (first.document_id, first.passage.span)
    ]
    start, end = min(span.start for span in quoted), max(span.end for span in quoted)
    return FaqDraft(reply.question, passage=PassageRef(first.document_id, first.version, start, end))


def preview_entry(bot: LandscapeBot, scope: str, token: str, pending: Pending, actor: Actor) -> ui.LayoutView:
    """Keep what a moderator wrote as a draft, and return its preview: as members would see it, with entries of the same meaning.

    Raises `BadEntry` where it can't be kept as it is written.
    """
    draft, faq = tidy_draft(pending.draft), bot.engine.faq
    faq.store.keep_draft(scope, token, replace(pending, draft=draft).as_json())
    texts = [draft.question, *draft.phrasings]
    faq.prepare(texts)
    near = faq.find_same(texts, bot.desk.scopes_seen_from(scope), pending.entry_id or "")
    entry = FaqEntry("", scope, draft.question, _make_answer(bot, scope, draft, actor))
    return views.render_entry_preview(quote_entry(entry, draft.question), draft, near, token)


def preview_again(bot: LandscapeBot, scope: str, token: str, actor: Actor) -> ui.LayoutView:
    """Return the preview of a draft that is kept."""
    return preview_entry(bot, scope, token, Pending.from_json(bot.engine.faq.store.draft(scope, token)), actor)


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry that was saved just now, the gap that it was written for, and the ID of the button that takes the change back."""

    entry: FaqEntry
    undo: str
    gap_id: int | None = None


def save_draft(bot: LandscapeBot, scope: str, token: str, actor: Actor) -> Saved:
    """Save a draft. Raises as `FaqStore` does; the draft is kept then."""
    faq = bot.engine.faq
    saved = save_pending(bot, scope, Pending.from_json(faq.store.draft(scope, token)), actor)
    faq.store.drop_draft(scope, token)
    return saved


def save_pending(bot: LandscapeBot, scope: str, pending: Pending, actor: Actor) -> Saved:
    """Save what a moderator wrote. What stood there before is kept as a draft, so that it can be taken back for a day."""
    faq, draft = bot.engine.faq, pending.draft
    faq.prepare([draft.question, *draft.phrasings])
    if draft.answer is None and draft.passage is not None:
        faq.store.reading.passage(draft.passage, bot.desk.scopes_seen_from(scope))
    if pending.entry_id is None:
        entry = faq.store.add(scope, draft, actor)
        undo = f"faqundo:remove:{entry.id}"
    else:
        before = faq.store.reading.entry(scope, pending.entry_id)
        entry = faq.store.edit(scope, pending.entry_id, draft, actor, seen=pending.seen)
        undo = ""
        if before.answer is not None:  # without its passage it can't be made as it was
            token = secrets.token_hex(8)
            faq.store.keep_draft(scope, token, replace(make_pending(before), seen=entry.version).as_json())
            undo = f"faqundo:edit:{token}"
    faq.index(scope)
    return Saved(entry, undo, pending.gap_id)


def revert_change(bot: LandscapeBot, scope: str, action: str, what: str, actor: Actor) -> ui.LayoutView:
    """Take a change of the FAQ back: an entry that was added or removed, by its ID; an edit, by the draft of what stood before;
    an import, by its batch. Return what to show. Raises as `FaqStore` does, also where it was changed again since.
    """
    store = bot.engine.faq.store
    match action:
        case "edit":
            saved = save_draft(bot, scope, what, actor)
            return views.render_restored(saved.entry, "is as it was before", saved.undo)
        case "import":
            removed = store.remove_batch(scope, what, actor)
            view = views.render_import_undone(removed)
        case "restore":
            view = views.render_restored(store.restore(scope, what, actor), "answers again")
        case _:
            if store.reading.entry(scope, what).version != 1:
                raise Conflict("the entry was changed since it was saved: /faq-admin remove takes it out of use")
            view = views.render_removed(store.remove(scope, what, actor))
    bot.engine.faq.index(scope)
    return view


def _make_answer(bot: LandscapeBot, scope: str, draft: FaqDraft, actor: Actor) -> Passage:
    """Return the answer of a draft: the passage that it names, or its own words as a document would have them."""
    if draft.answer is None:
        if draft.passage is None:
            raise BadEntry("there is no answer: write one, or name a passage of the documents")
        return bot.engine.faq.store.reading.passage(draft.passage, bot.desk.scopes_seen_from(scope))
    source = Source(OWN_WORDS_TITLE, draft.url, author=draft.author or actor.name)
    document = Document("draft", 1, faq_of(scope), draft.answer, source)
    return Passage(document, 0, len(draft.answer), (draft.question,), (Span(0, len(draft.answer)),))

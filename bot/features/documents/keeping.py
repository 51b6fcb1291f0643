"""What `/corpus` does with documents that are there: each function carries a command out, and returns what to show. All block."""

from __future__ import annotations

import io

import discord

from bot.features.documents import views
from bot.features.documents.buttons import show_history
from bot.features.documents.choosing import find_document
from bot.features.documents.remarks import UploadRemarks
from bot.ui.layout import View, render_done
from bot.wording import format_count
from corpus.store.history import Actor
from corpus.store.links import LinkTable
from corpus.store.naming import list_namesakes
from corpus.store.records import StoredDocument
from corpus.store.versions import Conflict
from index.desk import Desk
from index.upkeep.archive import export_archive


def find_in_use(desk: Desk, scope: str, text: str) -> StoredDocument:
    """Return the document in use that a moderator means. Raises `UnknownDocument` with the remedy."""
    return find_document(desk.engine.store.listing([scope]), text)


def refuse_known_link(desk: Desk, scope: str, url: str) -> None:
    """Raise `Conflict`, with the remedy, where a document in use came from a link already."""
    store = desk.engine.store
    known = next((link for link in LinkTable(store).list_links(scope) if link.url == url.strip()), None)
    if known is not None:
        title = store.get(known.document_id).title
        raise Conflict(f"“{title}” came from that link already: /corpus refresh reads it again")


def show_document(desk: Desk, scope: str, text: str, limit: int) -> tuple[View, discord.File | None]:
    """Return all that is known of a document, and its file if that has no more bytes than Discord takes (`limit`)."""
    store, edits = desk.engine.store, desk.engine.library.edits
    document = find_in_use(desk, scope, text)
    data = edits.file(document.sha256)
    file = None
    if data is not None and len(data) <= limit:
        file = discord.File(io.BytesIO(data), filename=document.filename)
    passages = store.passages_of(document.id)
    headings = list(dict.fromkeys(" › ".join(passage.headings) for passage in passages if passage.headings))
    by = next((event.actor.name for event in edits.history(scope, document_id=document.id, limit=1)), None)
    cited = desk.replies.count_citing(scope, document.id)
    name = file.filename if file else None
    return views.render_document(store.document(document.id), document, headings, by=by, cited=cited, file=name), file


def remove_document(desk: Desk, scope: str, text: str, actor: Actor) -> View:
    """Take a document out of use."""
    removed = desk.engine.store.remove(find_in_use(desk, scope, text).id, actor)
    return render_done(f"“{removed.title}” answers nothing any more. /corpus restore or undo brings it back.")


def restore_document(desk: Desk, scope: str, text: str, actor: Actor) -> View:
    """Take a removed document into use again."""
    library = desk.engine.library
    removed = find_document(library.edits.list_removed(scope), text, "removed document")
    restored = library.restore(removed.id, actor)
    said = f"“{restored.title}” answers again, with {format_count(restored.passages, 'passage')}."
    namesakes = list_namesakes(desk.engine.store.listing([scope]), [restored.title])
    return views.render_changed(said, UploadRemarks(namesakes=namesakes))


def find_and_show_history(desk: Desk, scope: str, text: str) -> View:
    """Return who changed what, of all documents or of the one that is meant, in use or not."""
    if not text:
        return show_history(desk, scope, 0, "")
    known = [*desk.engine.store.listing([scope]), *desk.engine.library.edits.list_removed(scope)]
    return show_history(desk, scope, 0, find_document(known, text).id)


def pack_archive(desk: Desk, scope: str) -> bytes:
    """Return all documents of a server as a zip that `landscape corpus import` reads back."""
    buffer = io.BytesIO()
    export_archive(desk.engine.store, desk.engine.library.edits, scope, buffer)
    return buffer.getvalue()

"""`landscape corpus …` and `landscape index …`: what is there, and the commands of the other files together."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import load_settings
from bot.startup import NothingThere, open_library_from, open_store_from, open_store_to_read, require_documents
from bot.terminal.corpus_add import add
from bot.terminal.corpus_changes import edit, replace, restore
from bot.terminal.corpus_history import history
from bot.terminal.corpus_transfer import export_documents, import_documents, refresh
from bot.terminal.corpus_undo import redo, undo
from bot.terminal.named_documents import find_document_in_use, find_in_use_or_removed, is_in_use
from bot.terminal.options import AnyScope, AsJson, DataDir, DocumentId
from bot.terminal.output import clean, print_line, tell_when_stopped
from bot.wording import format_count
from corpus.scopes import SHIPPED
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.naming import fold_title
from corpus.store.records import StoredDocument
from corpus.store.versions import Conflict
from index.notes import ShippedNote, list_notes, list_unstored_notes

corpus_app = typer.Typer(help="Add, list, change and remove documents, and take changes back.", no_args_is_help=True)
index_app = typer.Typer(help="Keep the index of the documents.", no_args_is_help=True)

corpus_app.command()(add)
for command in (edit, replace, restore, history, undo, redo, refresh):
    corpus_app.command()(command)
corpus_app.command("export")(export_documents)
corpus_app.command("import")(import_documents)


@corpus_app.command("list")
def list_documents(
    as_json: AsJson = False,
    removed: Annotated[
        bool, typer.Option("--removed", help="Those that were removed; 'restore' brings one back.")
    ] = False,
    scope: AnyScope = None,
    data_dir: DataDir = None,
) -> None:
    """List the documents in use, with their IDs: the shipped notes too, even before the first question has stored them."""
    settings = load_settings(data_dir=data_dir)
    with open_store_to_read(settings) as store:
        documents = [] if store is None else _list_stored(store, scope, removed)
        unstored = [] if removed or scope not in (None, SHIPPED) or not settings.shipped_notes else _list_notes(store)
    rows = [describe_note(note) for note in unstored] + [
        describe_document(d) for d in documents if d.id not in {note.document_id for note in unstored}
    ]
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    table = Table("ID", "Title", "Scope", "Passages", "Added (UTC)", box=None)
    for row in rows:
        added = datetime.fromisoformat(row["added"]) if row["added"] else None
        when = f"{added:%Y-%m-%d %H:%M}" if added else "not stored yet"
        table.add_row(row["id"], Text(clean(row["title"])), row["scope"], str(row["passages"]), when)
    console = Console()
    if rows:
        console.print(table)
    if removed and not rows:
        print_line(console, f"No document was removed from {settings.data_dir}.")
    elif removed:
        print_line(console, f"\n{len(rows)} removed from {settings.data_dir}")
    elif not any(row["scope"] != SHIPPED for row in rows):
        print_line(console, f"\nNo documents of your own yet in {settings.data_dir}: landscape corpus add PATH")
    else:
        print_line(console, f"\n{format_count(len(rows), 'document')} in {settings.data_dir}")


def _list_stored(store: CorpusStore, scope: str | None, removed: bool) -> list[StoredDocument]:
    scopes = store.scopes() if scope is None else [scope]
    return [d for name in scopes for d in Edits(store).list_removed(name)] if removed else store.listing(scopes)


def _list_notes(store: CorpusStore | None) -> list[ShippedNote]:
    return list_notes() if store is None else list_unstored_notes(store)


def describe_document(document: StoredDocument) -> dict[str, Any]:
    """Return a document as `corpus list --json` prints it."""
    d = document
    row = {"id": d.id, "title": d.title, "scope": d.scope, "version": d.version, "file": d.filename}
    return row | {"passages": d.passages, "characters": d.characters, "url": d.url, "added": d.added_at.isoformat()}


def describe_note(note: ShippedNote) -> dict[str, Any]:
    """Return a note that the store has not got yet, as `corpus list --json` prints it: nobody added it so far."""
    d = note.document
    row = {"id": d.id, "title": d.title, "scope": d.scope, "version": d.version, "file": note.filename}
    return row | {"passages": len(note.passages), "characters": len(d.text), "url": d.source.url, "added": None}


@corpus_app.command()
def show(
    document_id: DocumentId,
    text: Annotated[bool, typer.Option("--text", help="Only the stored text, as it is quoted from.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show a document: where it came from, and its passages."""
    settings = load_settings(data_dir=data_dir)
    with open_store_to_read(settings) as store:
        note = next((note for note in _list_notes(store) if _is_meant(note, document_id)), None)
        if note is not None and settings.shipped_notes:
            document, passages, filename, added = note.document, note.passages, note.filename, "not stored yet"
        elif store is None:
            raise NothingThere(f"there is no document {document_id!r} in {settings.data_dir}; landscape corpus list")
        else:
            known = find_document_in_use(store, document_id)
            document, passages = store.document(known.id), store.passages_of(known.id)
            filename, added = known.filename, f"{known.added_at:%Y-%m-%d %H:%M}"
    if text:
        sys.stdout.buffer.write(document.text.encode())
        return
    source, console = document.source, Console()
    facts = {
        "ID": document.id, "Title": source.title, "Version": document.version, "Scope": document.scope,
        "File": filename, "Link": source.url, "Source": source.source_title, "Author": source.author,
        "Publisher": source.publisher, "Published": source.published, "Language": source.language,
        "Tags": ", ".join(source.tags), "Added (UTC)": added,
    }  # fmt: skip
    for name, value in facts.items():
        if value:
            console.print(f"{name:12} {clean(str(value))}", markup=False, highlight=False)
    for number, passage in enumerate(passages, start=1):
        path = " › ".join(passage.headings) or "(no heading)"
        console.print(f"\n{number}. {clean(path)} [{passage.start}–{passage.end}]", style="bold", markup=False)
        console.print(clean(passage.text), markup=False, highlight=False)


def _is_meant(note: ShippedNote, text: str) -> bool:
    named = fold_title(note.document.title) == fold_title(text)
    return bool(text.strip()) and (note.document_id.startswith(text.strip()) or named)


@corpus_app.command()
def remove(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Take a document out of use. Its versions are kept; 'restore' brings it back."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        known = find_in_use_or_removed(store, document_id)
        if known.scope == SHIPPED:
            raise Conflict(
                f"{known.title!r} ships with Landscape and would come back; SHIPPED_NOTES=false leaves all notes out"
            )
        if not is_in_use(store, known):
            print(f"{known.id}  {clean(known.title)} (was removed before, nothing changed; 'restore' brings it back)")
            return
        removed = store.remove(known.id)
    print(f"{removed.id}  {clean(removed.title)} (removed)")


@index_app.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Cut and embed every document again, with the present model and settings."""
    from bot.terminal.output import make_bar

    settings = load_settings(data_dir=data_dir)
    require_documents(settings)
    with (
        tell_when_stopped(lambda: "some documents may be indexed anew already; run it again for the rest"),
        open_library_from(settings) as library,
        make_bar(Console(stderr=True)) as progress,
    ):
        task = progress.add_task("Documents", total=None)
        count = library.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
    print(f"{format_count(count, 'document')} indexed with {settings.embedding_model}")

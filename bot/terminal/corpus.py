"""`landscape corpus …` and `landscape index …`: what is there, and the commands of the other files together."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import Settings, load_settings
from bot.startup import open_library_from
from bot.terminal.corpus_add import add
from bot.terminal.corpus_changes import edit, find_in_use_or_removed, replace, restore, undo
from bot.terminal.corpus_transfer import export_documents, import_documents, refresh
from bot.terminal.options import AnyScope, AsJson, DataDir, DocumentId, Scope
from bot.terminal.output import clean
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import Event

corpus_app = typer.Typer(help="Add, list, change and remove documents, and take changes back.", no_args_is_help=True)
index_app = typer.Typer(help="Keep the index of the documents.", no_args_is_help=True)

corpus_app.command()(add)
for command in (edit, replace, restore, undo, refresh):
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
    """List the documents in use, with their IDs."""
    with _open_store(load_settings(data_dir=data_dir)) as store:
        scopes = store.scopes() if scope is None else [scope]
        edits = Edits(store)
        documents = [d for name in scopes for d in edits.list_removed(name)] if removed else store.listing(scopes)
    if as_json:
        for d in documents:
            row = {"id": d.id, "title": d.title, "scope": d.scope, "version": d.version, "file": d.filename}
            row |= {"passages": d.passages, "characters": d.characters, "url": d.url, "added": d.added_at.isoformat()}
            print(json.dumps(row, ensure_ascii=False))
        return
    table = Table("ID", "Title", "Scope", "Passages", "Added (UTC)", box=None)
    for d in documents:
        table.add_row(d.id, Text(clean(d.title)), d.scope, str(d.passages), f"{d.added_at:%Y-%m-%d %H:%M}")
    none = "No document was removed." if removed else "No documents yet: landscape corpus add PATH"
    Console().print(table if documents else none)


@corpus_app.command()
def history(
    document_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only the changes of this document.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Only the last N changes.")] = 50,
    as_json: AsJson = False,
    scope: Scope = SHARED,
    data_dir: DataDir = None,
) -> None:
    """Show who changed what, the newest first."""
    with _open_store(load_settings(data_dir=data_dir)) as store:
        known = None if document_id is None else find_in_use_or_removed(store, document_id)
        where, identity = (scope, None) if known is None else (known.scope, known.id)
        events = Edits(store).history(where, document_id=identity, limit=limit)
    if as_json:
        for event in events:
            row = {"id": event.id, "at": event.at.isoformat(), "actor": event.actor.name, "actor_id": event.actor.id}
            row |= {"action": event.action.value, "document_id": event.document_id, "title": event.title}
            row |= {"scope": event.scope, "before": dict(event.before), "after": dict(event.after)}
            row |= {"batch": event.batch, "undone": event.undone}
            print(json.dumps(row, ensure_ascii=False))
        return
    table = Table("When (UTC)", "Who", "What", "ID", "Title", "Details", box=None)
    for event in events:
        action = f"{event.action.value}, undone" if event.undone else event.action.value
        table.add_row(
            f"{event.at:%Y-%m-%d %H:%M}", Text(clean(event.actor.name)), action, event.document_id,
            Text(clean(event.title)), Text(clean(_describe_differences(event))),
        )  # fmt: skip
    Console().print(table if events else "Nothing was changed yet.")


def _describe_differences(event: Event) -> str:
    """Return what a change changed in words: 'title: A → B'."""
    names = [name for name in {**event.before, **event.after} if name not in ("version", "action")]
    return "; ".join(
        f"{name}: {_format_value(event.before.get(name))} → {_format_value(event.after.get(name))}" for name in names
    )


def _format_value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "none" if value is None else str(value)


@corpus_app.command()
def show(
    document_id: DocumentId,
    text: Annotated[bool, typer.Option("--text", help="Only the stored text, as it is quoted from.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show a document: where it came from, and its passages."""
    with _open_store(load_settings(data_dir=data_dir)) as store:
        document = store.document(document_id)
        if text:
            sys.stdout.buffer.write(document.text.encode())
            return
        known, source = store.get(document_id), document.source
        console = Console()
        facts = {
            "ID": document.id, "Title": source.title, "Version": document.version, "Scope": document.scope,
            "File": known.filename, "Link": source.url, "Source": source.source_title, "Author": source.author,
            "Publisher": source.publisher, "Published": source.published, "Language": source.language,
            "Tags": ", ".join(source.tags), "Added (UTC)": f"{known.added_at:%Y-%m-%d %H:%M}",
        }  # fmt: skip
        for name, value in facts.items():
            if value:
                console.print(f"{name:12} {clean(str(value))}", markup=False, highlight=False)
        for number, passage in enumerate(store.passages_of(document_id), start=1):
            path = " › ".join(passage.headings) or "(no heading)"
            console.print(f"\n{number}. {clean(path)} [{passage.start}–{passage.end}]", style="bold", markup=False)
            console.print(clean(passage.text), markup=False, highlight=False)


@corpus_app.command()
def remove(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Take a document out of use."""
    with _open_store(load_settings(data_dir=data_dir)) as store:
        removed = store.remove(document_id)
    print(f"{removed.id}  {clean(removed.title)} (removed)")


@index_app.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Cut and embed every document again, with the present model and settings."""
    from bot.terminal.output import make_bar

    settings = load_settings(data_dir=data_dir)
    with (
        open_library_from(settings) as library,
        make_bar(Console(stderr=True)) as progress,
    ):
        task = progress.add_task("Documents", total=None)
        count = library.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
    print(f"{count} documents indexed with {settings.embedding_model}")


def _open_store(settings: Settings) -> CorpusStore:
    return CorpusStore(settings.data_dir)

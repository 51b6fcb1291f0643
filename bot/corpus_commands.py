"""`landscape corpus …` and `landscape index …`: documents in, out and shown, from the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import AsJson, DataDir, Scope
from bot.settings import Settings, load_settings
from bot.terminal import plain, progress_bar
from corpus.readers import UnreadableDocument, read_path
from corpus.scopes import SHARED
from corpus.store import CorpusStore

corpus_app = typer.Typer(help="Add, list, show and remove documents.", no_args_is_help=True)
index_app = typer.Typer(help="Keep the index of the documents.", no_args_is_help=True)

DocumentId = Annotated[str, typer.Argument(metavar="ID", help="A document's ID, or its first characters.")]


@corpus_app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files to add: .md or .txt.")],
    scope: Scope = SHARED,
    data_dir: DataDir = None,
) -> None:
    """Add documents. The same file again is a no-op; a file that can't be read is named, and the others go in."""
    from index.assembly import open_library

    settings = load_settings(data_dir=data_dir)
    # What can be told without the model is told before it is loaded.
    readable, failed = [], 0
    for path in paths:
        try:
            readable.append((path, read_path(path)[0]))
        except UnreadableDocument as error:
            failed += 1
            print(f"landscape: {error}", file=sys.stderr)
    if readable:
        with open_library(settings.data_dir, embedding_model=settings.embedding_model) as library:
            for path, data in readable:
                with progress_bar(Console(stderr=True)) as progress:
                    task = progress.add_task(path.name, total=None)
                    try:
                        added = library.add(
                            data, path.name, scope,
                            on_progress=lambda done, total, task=task, bar=progress: bar.update(  # type: ignore[misc]
                                task, completed=done, total=total
                            ),
                        )  # fmt: skip
                    except UnreadableDocument as error:
                        failed += 1
                        print(f"landscape: {error}", file=sys.stderr)
                        continue
                said = "already there, nothing changed" if added.existed else f"{added.passages} passages"
                faq = f", {added.questions} questions with answers" if added.questions else ""
                print(f"{added.document_id}  {plain(added.title)} ({said}{faq})")
    if failed:
        raise typer.Exit(1)


@corpus_app.command("list")
def list_documents(
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the documents in use, with their IDs."""
    with _store(load_settings(data_dir=data_dir)) as store:
        documents = store.listing(store.scopes())
    if as_json:
        for d in documents:
            row = {"id": d.id, "title": d.title, "scope": d.scope, "version": d.version, "file": d.filename}
            row |= {"passages": d.passages, "characters": d.characters, "url": d.url, "added": d.added_at.isoformat()}
            print(json.dumps(row, ensure_ascii=False))
        return
    table = Table("ID", "Title", "Scope", "Passages", "Added (UTC)", box=None)
    for d in documents:
        table.add_row(d.id, plain(d.title), d.scope, str(d.passages), f"{d.added_at:%Y-%m-%d %H:%M}")
    Console().print(table if documents else "No documents yet: landscape corpus add PATH")


@corpus_app.command()
def show(
    document_id: DocumentId,
    text: Annotated[bool, typer.Option("--text", help="Only the stored text, as it is quoted from.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show a document: where it came from, and its passages."""
    with _store(load_settings(data_dir=data_dir)) as store:
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
                console.print(f"{name:12} {plain(str(value))}", markup=False, highlight=False)
        for number, passage in enumerate(store.passages_of(document_id), start=1):
            path = " › ".join(passage.headings) or "(no heading)"
            console.print(f"\n{number}. {plain(path)} [{passage.start}–{passage.end}]", style="bold", markup=False)
            console.print(plain(passage.text), markup=False, highlight=False)


@corpus_app.command()
def remove(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Take a document out of use."""
    with _store(load_settings(data_dir=data_dir)) as store:
        removed = store.remove(document_id)
    print(f"{removed.id}  {plain(removed.title)} (removed)")


@index_app.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Cut and embed every document again, with the present model and settings."""
    from index.assembly import open_library

    settings = load_settings(data_dir=data_dir)
    with (
        open_library(settings.data_dir, embedding_model=settings.embedding_model) as library,
        progress_bar(Console(stderr=True)) as progress,
    ):
        task = progress.add_task("Documents", total=None)
        count = library.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
    print(f"{count} documents indexed with {settings.embedding_model}")


def _store(settings: Settings) -> CorpusStore:
    return CorpusStore(settings.data_dir)

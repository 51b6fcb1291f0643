"""`landscape corpus export`, `import` and `refresh`: documents out to a file, in from one, and anew from their links."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import load_settings
from bot.startup import (
    give_way,
    open_library_from,
    open_store_from,
    open_store_to_read,
    prepare_data_dir,
    require_documents,
)
from bot.terminal.named_documents import tell_namesakes
from bot.terminal.options import AnyScope, AsJson, DataDir, Scope
from bot.terminal.output import RunBar, clean, complain, tell_when_stopped
from bot.wording import format_count
from corpus.files import open_replacement
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import TERMINAL
from corpus.store.links import LinkTable

if TYPE_CHECKING:
    from index.upkeep.refreshing import Refreshed

Overwrite = Annotated[bool, typer.Option("--yes", help="Write over a file that is there without asking.")]
Archive = Annotated[Path, typer.Argument(metavar="FILE.zip", help="The archive.")]


def export_documents(path: Archive, yes: Overwrite = False, scope: Scope = SHARED, data_dir: DataDir = None) -> None:
    """Write the documents of a scope to a zip file, as they came and with what is known of them.

    Asks before it writes over a file; where nobody can be asked it refuses, unless --yes is given.
    """
    from index.upkeep.archive import ArchiveError, export_archive

    settings = load_settings(data_dir=data_dir)
    if path.exists() and not yes:
        confirm_overwriting(path)
    require_documents(settings)
    with open_store_to_read(settings) as store, RunBar() as bar:
        assert store is not None  # there are documents
        bar.begin(path.name)
        try:
            with open_replacement(path) as file:  # what stood there before is good until it is whole
                manifest = export_archive(store, Edits(store), scope, file, bar.reach)
        except OSError as error:
            raise ArchiveError(f"{path} can't be written ({error.strerror}); choose another place") from error
    print(f"{format_count(len(manifest.documents), 'document')} written to {path}")


def confirm_overwriting(path: Path) -> None:
    """Ask whether a file may be written over. Ends the command where it may not, or where nobody can be asked."""
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"{path} exists; --yes writes over it", param_hint="FILE.zip")
    typer.confirm(f"{path} exists. Write over it?", abort=True)


def import_documents(path: Archive, scope: Scope = SHARED, data_dir: DataDir = None) -> None:
    """Add the documents of a zip file that 'export' wrote: all of them, or none where it is damaged."""
    from index.upkeep.archive import ArchiveError, check_archive, import_archive

    settings = load_settings(data_dir=data_dir)
    prepare_data_dir(settings)
    try:
        opened = path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{path} can't be opened ({error.strerror}); check the path") from error
    with opened as file:
        check_archive(file)  # before the model is loaded
        give_way()
        with (
            tell_when_stopped(lambda: "nothing was added; an archive goes in as a whole"),
            CorpusStore(settings.data_dir) as store,
            open_library_from(settings) as library,
            RunBar() as bar,
        ):
            bar.begin(path.name)
            added = import_archive(
                library, store, Edits(store), file, scope=scope, actor=TERMINAL, on_progress=bar.reach
            )
        for document in added:
            outcome = (
                "already there, nothing changed" if document.existed else format_count(document.passages, "passage")
            )
            print(f"{document.document_id}  {clean(document.title)} ({outcome})")
        tell_namesakes(store, scope, [document.title for document in added if not document.existed])


def refresh(as_json: AsJson = False, scope: AnyScope = None, data_dir: DataDir = None) -> None:
    """Read the documents that came from links anew. A page that is gone leaves its last version in use."""
    settings = load_settings(data_dir=data_dir)
    with open_store_from(settings) as store:
        links = LinkTable(store).list_links(scope)
        if not links:
            if not as_json:
                print("No document came from a link: landscape corpus add https://…")
            return
        from index.upkeep.refreshing import refresh_documents

        give_way()
        with (
            tell_when_stopped(lambda: "pages that were read by then are stored, the others are as they were"),
            open_library_from(settings) as library,
            RunBar(len(links)) as bar,
        ):
            pages = asyncio.run(refresh_documents(library, store, links, on_progress=bar.reach))
    for page in pages:
        print(json.dumps(_describe_refreshed(page), ensure_ascii=False)) if as_json else _print_refreshed(page)
    if any(page.error for page in pages):
        raise typer.Exit(1)


def _describe_refreshed(page: Refreshed) -> dict[str, object]:
    kept, new = (page.replaced.kept, page.replaced.new) if page.replaced else (None, None)
    row: dict[str, object] = {"id": page.link.document_id, "title": page.title, "url": page.link.url}
    return row | {"outcome": page.outcome.value, "kept": kept, "new": new, "error": page.error, "first": page.first}


def _print_refreshed(page: Refreshed) -> None:
    outcome = page.outcome.value
    if page.replaced:
        outcome = f"changed: {format_count(page.replaced.kept, 'passage')} as before, {page.replaced.new} new"
    print(f"{page.link.document_id}  {clean(page.title)} ({outcome})")
    if page.error:
        complain(page.error)

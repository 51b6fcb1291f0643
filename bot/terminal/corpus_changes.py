"""`landscape corpus edit`, `replace` and `restore`: changes of documents that are there. A model only where needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings
from bot.startup import give_way, open_library_from, open_store_from
from bot.terminal.named_documents import find_document_in_use, find_removed_document, is_in_use, tell_namesakes
from bot.terminal.options import DataDir, Date, DocumentId, Link, Tags, Title, read_details
from bot.terminal.output import RunBar, clean
from bot.wording import describe_replaced_details, format_count
from corpus.copies import list_digests
from corpus.store.edits import Edits
from corpus.store.history import TERMINAL
from corpus.store.versions import Conflict


def edit(
    document_id: DocumentId,
    *,
    title: Title = None,
    url: Link = None,
    date: Date = None,
    tag: Tags = None,
    data_dir: DataDir = None,
) -> None:
    """Give a document another title, link, date or other tags. An empty text ('') takes a link, a date or the tags away."""
    from dataclasses import replace as changed

    given = read_details(title, url, date, tag)
    if not given:
        raise typer.BadParameter("say what to change: --title, --url, --date or --tag")
    settings = load_settings(data_dir=data_dir)
    with open_store_from(settings) as store:
        document = store.document(find_document_in_use(store, document_id).id)
        source = changed(document.source, **given)
        if source == document.source:
            print(f"{document.id}  {clean(document.title)} (nothing changed)")
            return
        # No model is loaded for another title: the passages get its vectors when a bot or a question has one at hand.
        edited = Edits(store).edit(document.id, source, TERMINAL, seen=document.version)
        print(f"{edited.id}  {clean(edited.title)} (version {edited.version})")
        if source.title != document.title:
            tell_namesakes(store, edited.scope, [edited.title])


def replace(
    document_id: DocumentId,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file with its new text.")],
    data_dir: DataDir = None,
) -> None:
    """Give a document the text of another file. Its title, link and tags stay, and its date where the file names none."""
    settings = load_settings(data_dir=data_dir)
    from corpus.readers import read_path

    data, _ = read_path(path)
    with open_store_from(settings) as store:
        known = find_document_in_use(store, document_id)
        same = store.find_any(known.scope, list_digests(data, path.name))
        if same == known.id:
            print(f"{known.id}  {clean(known.title)} (the same file, nothing changed)")
            return
        if same is not None:
            raise Conflict(f"{path.name} is there already as {same} {store.get(same).title!r}; remove one of the two")
    give_way()
    with (
        open_library_from(settings) as library,
        RunBar(1) as bar,
    ):
        bar.begin(path.name)
        done = library.replace(known.id, data, path.name, TERMINAL, seen=known.version, on_progress=bar.passages)
    new = done.document
    if not done.changed:
        print(f"{new.id}  {clean(new.title)} (the file says the same, nothing changed)")
        return
    kept = format_count(done.kept, "passage")
    print(f"{new.id}  {clean(new.title)} (version {new.version}: {kept} as before, {done.new} new)")
    for line in describe_replaced_details(done):
        print(f"  {clean(line)}")


def restore(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Take a removed document into use again. 'landscape corpus list --removed' shows which there are."""
    settings = load_settings(data_dir=data_dir)
    with open_store_from(settings) as store:
        edits = Edits(store)
        known = find_removed_document(store, document_id)
        if is_in_use(store, known):
            raise Conflict(f"{known.title!r} is in use; there is nothing to restore")
        if edits.has_vectors(known.id, known.version):
            restored = edits.restore(known.id, TERMINAL)
        else:
            with open_library_from(settings) as library:
                restored = library.restore(known.id, TERMINAL)
        print(f"{restored.id}  {clean(restored.title)} (restored)")
        tell_namesakes(store, restored.scope, [restored.title])

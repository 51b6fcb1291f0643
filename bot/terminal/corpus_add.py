"""`landscape corpus add`: files, folders and links, in one run with one bar, which one `undo` takes back."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.places import holds_documents
from bot.settings import Settings, load_settings
from bot.startup import give_way, open_library_from, prepare_data_dir
from bot.terminal.named_documents import tell_namesakes
from bot.terminal.options import DataDir, Date, Link, Scope, Tags, Title, is_link, read_details
from bot.terminal.output import RunBar, clean, complain, tell_when_stopped
from bot.wording import format_count, format_left_out
from corpus.copies import list_digests
from corpus.errors import MendableError
from corpus.file_limits import MAX_BYTES
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.history import new_batch
from corpus.store.links import LinkTable

if TYPE_CHECKING:
    from index.library import Added, Library

Item = Path | str  # a file, or a link


def add(
    what: Annotated[list[str], typer.Argument(metavar="PATH|LINK…", help="Files, folders and links to add.")],
    *,
    title: Title = None,
    url: Link = None,
    date: Date = None,
    tag: Tags = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be added, and what that would change.")
    ] = False,
    scope: Scope = SHARED,
    data_dir: DataDir = None,
) -> None:
    """Add documents: files, all that can be read in folders, and pages by their links.

    The same file again is a no-op; what can't be read is named, and the others go in. 'landscape corpus undo' takes the
    whole run back. The options that describe a document are for a single one.
    """
    settings = load_settings(data_dir=data_dir)
    given = read_details(title, url, date, tag)
    items, remarks = gather_items(what)
    if given and len(items) != 1:
        raise typer.BadParameter(
            "--title, --url, --date and --tag describe a single document; add it alone, or edit it later"
        )
    for remark in remarks:
        complain(remark)
    if dry_run:
        from bot.terminal.corpus_preview import preview_items

        if not preview_items(settings, scope, given, items):
            raise typer.Exit(1)
        return
    prepare_data_dir(settings)
    new = not holds_documents(settings.data_dir)
    give_way()
    run: _Run | None = None

    def say_what_stays() -> str:
        count = run.count if run else 0
        back = "; 'landscape corpus undo' takes them back" if count else ""
        return f"{count} of {len(items)} were added and stay{back}; the same command adds the rest"

    with tell_when_stopped(say_what_stays), contextlib.ExitStack() as opened, RunBar(len(items)) as bar:
        run = _Run(settings, scope, given, opened, bar)
        failed = [item for item in items if not run.take(item)]
        run.tell_namesakes()
    if new and holds_documents(settings.data_dir):
        complain(f"documents are kept in {settings.data_dir} from now on")
    if failed or not items:
        raise typer.Exit(1)


def gather_items(arguments: Sequence[str]) -> tuple[list[Item], list[str]]:
    """Return the files and links that were named, each once, and a line for each folder in which files are skipped."""
    from corpus.readers import SUFFIXES  # it takes as long to import as all else

    items: list[Item] = []
    remarks: list[str] = []
    for argument in arguments:
        folder = Path(argument)
        if is_link(argument):
            items.append(argument)
        elif folder.is_dir():
            files, skipped = _list_files(folder)
            items += files
            if not files:
                remarks.append(
                    f"{argument}: there is nothing to add; it holds no file that ends in {', '.join(SUFFIXES)}"
                )
            if skipped:
                reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
                remarks.append(f"{argument}: {skipped.total()} skipped ({reasons})")
        else:
            items.append(folder)
    return list(dict.fromkeys(items)), remarks


def _list_files(folder: Path) -> tuple[list[Path], Counter[str]]:
    """Return the files under a folder whose suffix is read, sorted, and how many are left out for which reason."""
    from corpus.readers import SUFFIXES

    readable: list[Path] = []
    skipped: Counter[str] = Counter()

    def note_unreadable(_: OSError) -> None:
        skipped["in folders that may not be read"] += 1

    for where, folders, files in os.walk(folder, onerror=note_unreadable):
        inside = Path(where)
        for name in list(folders):
            if name.startswith(".") or (inside / name).is_symlink():
                skipped["hidden" if name.startswith(".") else "links to folders"] += 1
                folders.remove(name)
        for name in files:
            suffix = Path(name).suffix.lower()
            if name.startswith("."):
                skipped["hidden"] += 1
            elif suffix in SUFFIXES:
                readable.append(inside / name)
            else:
                skipped[suffix or "without a suffix"] += 1
    return sorted(readable), skipped


class _Run:
    """One run of adding. The model is loaded at the first document that can be read: a mistyped path takes no time."""

    def __init__(
        self, settings: Settings, scope: str, given: dict[str, Any], opened: contextlib.ExitStack, bar: RunBar
    ) -> None:
        self._settings, self._scope, self._given, self._opened, self._bar = settings, scope, given, opened, bar
        self._batch = new_batch()
        self._titles: list[str] = []  # of the documents that this run added

    @property
    def count(self) -> int:
        """How many documents this run added."""
        return len(self._titles)

    def tell_namesakes(self) -> None:
        """Say which documents have the title of one that this run added."""
        if self._titles:
            tell_namesakes(self._store, self._scope, self._titles)

    def take(self, item: Item) -> bool:
        """Add a file or a page, and say what became of it; return whether it is there now."""
        self._bar.begin(item if isinstance(item, str) else item.name)
        passages = 0
        try:
            passages = self._add_link(item) if isinstance(item, str) else self._add_file(item)
        except _load_failures() as error:
            complain(error)
            return False
        finally:
            self._bar.end(passages)
        return True

    def _add_file(self, path: Path) -> int:
        data = _read_bytes(path)
        if self._tell_known(data, path.name):
            return 0
        if "_library" not in vars(self):
            from corpus.readers import read_path

            read_path(path)  # what can't be read is told before the model is loaded
        return self._add_data(data, path.name, self._given).passages

    def _add_link(self, url: str) -> int:
        from corpus.web.fetching import fetch

        known = next((link for link in self._table.list_links(self._scope) if link.url == url), None)
        if known is not None:
            print(f"{known.document_id}  {clean(url)} (already there; 'landscape corpus refresh' reads it anew)")
            return 0
        fetched = asyncio.run(fetch(url))
        assert fetched is not None  # nothing was said of an older version
        document_id = self._tell_known(fetched.data, fetched.filename)
        passages = 0
        if document_id is None:
            added = self._add_data(fetched.data, fetched.filename, {"url": url} | self._given)
            document_id, passages = added.document_id, added.passages
        self._table.keep(document_id, url, etag=fetched.etag, last_modified=fetched.last_modified)
        return passages

    def _tell_known(self, data: bytes, filename: str) -> str | None:
        """Say so and return the ID where these bytes are a document already, which takes no model; `None` where they are new."""
        if not holds_documents(self._settings.data_dir):
            return None
        found = self._store.find_any(self._scope, list_digests(data, filename))
        if found is not None:
            print(f"{found}  {clean(self._store.get(found).title)} (already there, nothing changed)")
        return found

    def _add_data(self, data: bytes, filename: str, given: dict[str, Any]) -> Added:
        added = self._library.add(
            data, filename, self._scope, details=given, batch=self._batch, on_progress=self._bar.passages
        )
        if not added.existed:
            self._titles.append(added.title)
        outcome = format_count(added.passages, "passage")
        faq = f", {format_count(added.questions, 'question')} with answers" if added.questions else ""
        without = f"; left out: {clean(format_left_out(added.left_out))}" if added.left_out else ""
        print(f"{added.document_id}  {clean(added.title)} ({outcome}{faq}{without})")
        return added

    @cached_property
    def _library(self) -> Library:
        self._bar.begin("loading the model")
        opening = open_library_from(self._settings)
        return self._opened.enter_context(opening)

    @cached_property
    def _table(self) -> LinkTable:
        return LinkTable(self._store)

    @cached_property
    def _store(self) -> CorpusStore:
        return self._opened.enter_context(CorpusStore(self._settings.data_dir))


def _load_failures() -> tuple[type[MendableError], ...]:
    """Return what is raised for a file or a page that can't be read; called where something was raised, as the import takes a while."""
    from corpus.readers import UnreadableDocument
    from corpus.web.fetching import UnreachableLink

    return UnreadableDocument, UnreachableLink


def _read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that `Library.add` will read; what is wrong with it is told by `read_path`."""
    try:
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError:
        pass
    from corpus.readers import read_path

    return read_path(path)[0]

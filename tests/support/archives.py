"""Data directories to make archives of, what can be told of them, and archives with something changed in them."""

from __future__ import annotations

import dataclasses
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from support.format_files import pdf

from corpus.scopes import SHARED, of_server
from corpus.store.history import Actor
from index.library import Added, Library
from index.upkeep.archive import export_archive, import_archive
from index.upkeep.manifest import Manifest

ADA = Actor("ada", 7)
CLOCK = """# Clock

## Hours

The clock strikes every hour.

## Frequently asked questions

### Who winds it?

The keeper winds it.
"""


def fill(library: Library) -> None:
    clock = library.add(CLOCK.encode(), "clock.md", SHARED, actor=ADA)
    library.edit(
        clock.document_id, {"title": "The clock", "tags": ("tower", "time"), "url": "https://example.org/c"}, ADA
    )
    library.edit(clock.document_id, {"published": date(2026, 1, 31), "author": "Ines Holm"}, ADA)
    bell = library.add(
        "The bell rings at noon – always.\r\n".encode("cp1252"), "Bell ../ringing?.txt", SHARED, actor=ADA
    )
    library.replace(bell.document_id, b"The bell rings at one.", "bell 2.txt", ADA)
    library.add(
        pdf([["The ferry leaves at seven in the morning.", "It comes back at nine."]]), "ferry.pdf", SHARED, actor=ADA
    )
    gone = library.add(b"The mole is closed.", "mole.txt", SHARED)
    library._store.remove(gone.document_id)
    library.add(b"Nobody else may read this.", "secret.txt", of_server(1))


def exported(library: Library, scope: str = SHARED) -> tuple[io.BytesIO, Manifest]:
    file = io.BytesIO()
    manifest = export_archive(library._store, library.edits, scope, file)
    return file, manifest


def imported(library: Library, file: io.BytesIO, scope: str = SHARED) -> list[Added]:
    return import_archive(library, library._store, library.edits, file, scope=scope, actor=ADA)


def timeless(manifest: Manifest) -> Manifest:
    at = datetime(2000, 1, 1, tzinfo=UTC)
    documents = tuple(dataclasses.replace(document, added_at=at) for document in manifest.documents)
    return dataclasses.replace(manifest, exported_at=at, documents=documents)


def contents(library: Library, scope: str = SHARED) -> list[tuple[object, ...]]:
    store, edits = library._store, library.edits
    return sorted(
        (one.id, store.document(one.id).text, store.document(one.id).source, one.filename, edits.file(one.sha256),
         [(passage.start, passage.end, passage.headings) for passage in store.passages_of(one.id)])
        for one in store.listing([scope])
    )  # fmt: skip


def rows(library: Library) -> int:
    found: int = sqlite3.connect(library._store.path).execute("SELECT count(*) FROM documents").fetchone()[0]
    return found


def changed(file: io.BytesIO, change: Callable[[dict[str, bytes]], object]) -> io.BytesIO:
    """Return the archive with its entries changed."""
    with zipfile.ZipFile(file) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    change(entries)
    return zipped(entries)


def zipped(entries: Mapping[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries.items():
            new.writestr(name, data)
    return made


def with_manifest(entries: dict[str, bytes], change: Callable[[dict[str, object]], object]) -> None:
    manifest = json.loads(entries["manifest.json"])
    change(manifest)
    entries["manifest.json"] = json.dumps(manifest).encode()

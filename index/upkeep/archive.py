"""Archive: the documents of a scope as one zip file, out of one data directory and into another.

The zip holds the file of each document as it came, and a manifest of what is known of them. It is never unpacked to disk.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import logging
import re
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select

from corpus.documents import Document
from corpus.file_limits import MAX_BYTES
from corpus.readers import UnreadableDocument
from corpus.scopes import draft_of
from corpus.store.documents import CorpusStore, UnknownDocument, new_id
from corpus.store.edits import Edits
from corpus.store.history import Actor
from corpus.store.records import StoredDocument
from corpus.store.schema import DOCUMENTS, VERSIONS
from index.upkeep.manifest import NAME, VERSION, ArchivedDocument, ArchiveError, Manifest, parse_manifest

if TYPE_CHECKING:  # to export takes neither FAISS nor a model
    from index.library import Added, Library, ReportProgress

__all__ = ["ArchiveError", "check_archive", "export_archive", "import_archive"]

MAX_ENTRIES = 10_000  # the manifest is one of them
MAX_TOTAL = 500 * 1024 * 1024  # bytes of all files, uncompressed

_LOG = logging.getLogger(__name__)
_UNSAFE = re.compile(r"[^\w.()-]+")
_CHUNK = 1024 * 1024  # bytes that are unpacked at a time
_READ_IN_PARTS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack a block as a whole, however large it is
_TEXTS = (".md", ".markdown", ".txt")  # what a stored text may be called to be read as it stands


def export_archive(
    store: CorpusStore, edits: Edits, scope: str, file: BinaryIO, on_progress: ReportProgress | None = None
) -> Manifest:
    """Write the documents of a scope that are in use to `file` as a zip, one after the other, and return its manifest.

    Where the bytes of a document were not kept, its text stands for them, as Markdown. Raises `ArchiveError` for more
    than could be imported again.
    """
    documents = store.listing([scope])
    if len(documents) >= MAX_ENTRIES:
        raise ArchiveError(
            f"{len(documents):,} documents are more than an archive holds; copy the data directory instead"
        )
    authors, total = _find_authors(store, scope), 0
    archived: list[ArchivedDocument] = []
    now = datetime.now(UTC).replace(microsecond=0)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, stored in enumerate(documents, start=1):
            document = edits.version(stored.id, stored.version)
            assert document is not None  # versions of documents that were in use are never deleted
            data, filename = _read_content(edits, stored, document.text)
            total += len(data)
            _check_size(f"{filename} of {stored.id}", len(data), total)
            entry = _describe(stored, document, data, filename, authors.get((stored.id, stored.version)))
            archive.writestr(zipfile.ZipInfo(entry.path, now.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
            archived.append(entry)
            if on_progress is not None:
                on_progress(done, len(documents))
        manifest = Manifest(VERSION, now, tuple(archived))
        archive.writestr(zipfile.ZipInfo(NAME, now.timetuple()[:6]), manifest.to_json(), zipfile.ZIP_DEFLATED)
    return manifest


def check_archive(file: BinaryIO) -> Manifest:
    """Return the manifest of a zip that is wholly as its manifest says.

    Raises `ArchiveError` for what is no zip, has no manifest of a known version, is too large, holds what the manifest
    doesn't name, or has a file with another content than that of the manifest.
    """
    with _open(file) as archive:
        return _check(archive)


def import_archive(
    library: Library,
    store: CorpusStore,
    edits: Edits,
    file: BinaryIO,
    *,
    scope: str,
    actor: Actor,
    on_progress: ReportProgress | None = None,
) -> list[Added]:
    """Take the documents of an archive into a scope, all in one change or none, and return what became of each.

    A document whose bytes are there already is left as it is. The others have their text, file and details as they were; who
    added them is `actor`. They keep their IDs where those are free. What `on_progress` raises stops the work.

    Raises `ArchiveError`, also for a document that can't be read, `StaleIndex` or `StoreError`; then nothing was changed.
    """
    with _open(file) as archive:
        manifest = _check(archive)
        _check_fingerprint(library, store, scope)
        draft = draft_of(scope, secrets.token_hex(6))
        try:
            added = []
            for done, entry in enumerate(manifest.documents, start=1):
                added.append(
                    _import_document(
                        library, store, edits, entry, _read_entry(archive, entry.path), draft=draft, scope=scope
                    )
                )
                if on_progress is not None:
                    on_progress(done, len(manifest.documents))
            if not all(one.existed for one in added):
                edits.drafts.publish(draft, actor)
        except UnreadableDocument as error:
            edits.drafts.discard(draft)
            raise ArchiveError(f"a document of it can't be read: {error}") from error
        except BaseException:
            edits.drafts.discard(draft)
            raise
    return added


# ---- out


def _read_content(edits: Edits, stored: StoredDocument, text: str) -> tuple[bytes, str]:
    data = edits.file(stored.sha256)
    if data is not None:
        return data, stored.filename
    name = PurePath(stored.filename)
    return text.encode(), str(name if name.suffix.lower() in _TEXTS else name.with_suffix(".md"))


def _describe(
    stored: StoredDocument, document: Document, data: bytes, filename: str, added_by: str | None
) -> ArchivedDocument:
    safe = _UNSAFE.sub("-", filename).strip(".-") or "document"
    source = document.source
    return ArchivedDocument(
        stored.id, f"documents/{stored.id}/{safe}", filename, hashlib.sha256(data).hexdigest(), source.title, source.url,
        source.source_title, source.author, source.publisher, source.published, source.language, source.tags,
        len(document.text), hashlib.sha256(document.text.encode()).hexdigest(), stored.added_at, added_by,
    )  # fmt: skip


def _find_authors(store: CorpusStore, scope: str) -> dict[tuple[str, int], str | None]:
    query = (
        select(VERSIONS.c.document_id, VERSIONS.c.number, VERSIONS.c.added_by)
        .join(DOCUMENTS, DOCUMENTS.c.id == VERSIONS.c.document_id)
        .where(DOCUMENTS.c.scope == scope)
    )
    with store.reading() as connection:
        return {(row.document_id, row.number): row.added_by for row in connection.execute(query)}


# ---- in


def _import_document(
    library: Library, store: CorpusStore, edits: Edits, entry: ArchivedDocument, data: bytes, *, draft: str, scope: str
) -> Added:
    there = store.find(scope, entry.sha256)
    if there is not None:
        return library.add(data, entry.filename, scope)  # which finds it too, and says so
    identity = entry.id if _is_free(edits, entry.id) else new_id(draft, entry.sha256)
    details = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry.source)}
    added = library.add(data, entry.filename, draft, document_id=identity, details=details)
    text = store.document(added.document_id).text
    if hashlib.sha256(text.encode()).hexdigest() != entry.text_sha256:
        _LOG.warning("%s reads otherwise here than in the release that exported it", entry.filename)
    return added


def _is_free(edits: Edits, document_id: str) -> bool:
    try:
        edits.last_version(document_id)
    except UnknownDocument:
        return True
    return False


def _check_fingerprint(library: Library, store: CorpusStore, scope: str) -> None:
    from index.retrieval.scope_index import StaleIndex

    _, made_with = store.scope_state(scope)
    if made_with not in ("", library.fingerprint):
        raise StaleIndex(
            f"the documents of {scope!r} were indexed with {made_with}, and the settings now say {library.fingerprint}; "
            "run 'landscape index rebuild', or set EMBEDDING_MODEL back"
        )


def _open(file: BinaryIO) -> zipfile.ZipFile:
    with _report_damage("is no zip file, or a damaged one"):
        return zipfile.ZipFile(file)


def _check(archive: zipfile.ZipFile) -> Manifest:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ArchiveError(f"the archive has more than {MAX_ENTRIES:,} entries; import its documents in parts")
    files = [entry for entry in entries if not entry.is_dir()]
    names = [entry.filename for entry in files]
    if len(set(names)) < len(names):
        raise ArchiveError("the archive holds two files of the same name; export it again")
    if NAME not in names:
        raise ArchiveError(f"the archive has no {NAME}, so Landscape didn't make it; add its files one by one instead")
    total = 0
    for entry in files:
        if entry.compress_type not in _READ_IN_PARTS:
            raise ArchiveError(
                f"in the archive, {entry.filename[:200]!r} is packed in a way that Landscape doesn't write; "
                "pack it again without compression or with deflate"
            )
        total += entry.file_size
        _check_size(entry.filename, entry.file_size, total)
    manifest = parse_manifest(_read_entry(archive, NAME))
    paths = {document.path for document in manifest.documents}
    if len(paths) < len(manifest.documents):
        raise ArchiveError(f"its {NAME} names a file twice; export it again")
    for path in sorted(paths ^ (set(names) - {NAME})):
        what = "is named in the manifest and is missing" if path in paths else "is not named in the manifest"
        raise ArchiveError(f"in the archive, {path[:200]!r} {what}; export it again")
    for document in manifest.documents:
        if hashlib.sha256(_read_entry(archive, document.path)).hexdigest() != document.sha256:
            raise ArchiveError(
                f"in the archive, {document.path!r} is not the file that was exported (its SHA-256 is wrong); export it again"
            )
    return manifest


def _check_size(name: str, size: int, total: int) -> None:
    if size > MAX_BYTES:
        raise ArchiveError(f"{name[:200]!r} is larger than {MAX_BYTES // 2**20} MiB; an archive holds no such file")
    if total > MAX_TOTAL:
        raise ArchiveError(
            f"the files are larger than {MAX_TOTAL // 2**20} MiB together, more than an archive holds; "
            "copy the data directory instead"
        )


def _read_entry(archive: zipfile.ZipFile, path: str) -> bytes:
    """Return an entry, counted while it is unpacked: what it states of its size may be a lie."""
    data = bytearray()
    with _report_damage(f"is damaged at {path[:200]!r}"), archive.open(path) as file:
        while part := file.read(_CHUNK):
            data += part
            if len(data) > MAX_BYTES:
                break
    _check_size(path, len(data), 0)
    return bytes(data)


@contextlib.contextmanager
def _report_damage(what: str) -> Iterator[None]:
    """Turn all that the zip library raises for a damaged, an encrypted or an odd file into `ArchiveError`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError,
            OverflowError) as error:  # fmt: skip
        raise ArchiveError(f"the archive {what} ({str(error)[:200]}); export or copy it again") from error

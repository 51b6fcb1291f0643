"""The notes of this release as their files have them, for who brings the store up to them, and who looks before that is done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from corpus.documents import Document, Passage, ReadDocument
from corpus.passages import PassageSettings, split
from corpus.scopes import SHIPPED
from corpus.store.documents import CorpusStore, new_id
from corpus.store.records import StoredDocument


@dataclass(frozen=True)
class ShippedNote:
    """A note of this release: its file, and the ID that it has in every store."""

    filename: str
    data: bytes

    @property
    def document_id(self) -> str:
        """Return its ID, which comes of its name, so that a new text of it is a new version."""
        return new_id(SHIPPED, self.filename)

    @property
    def sha256(self) -> str:
        """Return the digest of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def document(self) -> Document:
        """Return the document that the store makes of it."""
        return Document(self.document_id, 1, SHIPPED, self._read.text, self._read.source)

    @cached_property
    def passages(self) -> list[Passage]:
        """Return the passages that the store cuts it into."""
        cut = split(self._read.text, self._read.blocks, PassageSettings())
        return [Passage(self.document, p.span.start, p.span.end, p.headings, p.sentences) for p in cut]

    @cached_property
    def _read(self) -> ReadDocument:
        from corpus.readers import read_document  # what lists the notes need not read them

        return read_document(self.data, self.filename)


def list_notes() -> list[ShippedNote]:
    """Return the notes of this release, by their names."""
    found = [file for file in (files("corpus") / "notes").iterdir() if file.name.endswith(".md")]
    return [ShippedNote(file.name, file.read_bytes()) for file in sorted(found, key=lambda file: file.name)]


def list_unstored_notes(store: CorpusStore) -> list[ShippedNote]:
    """Return the notes that a store has not got yet, or has with another text."""
    stored = {document.filename: document.sha256 for document in store.listing([SHIPPED])}
    return [note for note in list_notes() if stored.get(note.filename) != note.sha256]


def list_former_notes(store: CorpusStore) -> list[StoredDocument]:
    """Return the documents of a store that earlier releases shipped, and this one does not."""
    names = {note.filename for note in list_notes()}
    return [document for document in store.listing([SHIPPED]) if document.filename not in names]

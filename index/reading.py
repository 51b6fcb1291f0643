"""Reading documents: a file, or a text that is stored, with only those parts of a conversation that may be quoted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from corpus.documents import ReadDocument, Source
from corpus.file_limits import FileLimits
from corpus.readers import UnreadableDocument, read_document, read_stored
from corpus.reading.threads.settling import settle_conversation
from index.remarks import RemarkRater
from index.retrieval.embedder import Embedder


class SettledReader:
    """Reads documents and settles the conversations among them, for which it needs a model."""

    def __init__(self, embedder: Embedder) -> None:
        self._remarks = RemarkRater(embedder)

    def read_file(
        self, data: bytes, filename: str, limits: FileLimits, check: Callable[[], None] | None = None
    ) -> ReadDocument:
        """Return what a file says. Raises `UnreadableDocument` as `read_document` and `settle_conversation` do."""
        document = read_document(
            data, filename, max_bytes=limits.max_bytes, max_characters=limits.max_characters, check=check
        )
        return settle_conversation(document, lambda sentences: self._remarks.rate(sentences, check))

    def read_again(self, text: str, filename: str, source: Source) -> ReadDocument:
        """Return what a stored text says, with the details that its document has."""
        document = read_stored(text, filename)
        with suppress(UnreadableDocument):  # it was added before conversations were settled
            document = settle_conversation(document, self._remarks.rate)
        return replace(document, source=source)

"""Threads that were made for tests: who wrote what, nine minutes apart, and what may be quoted of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from corpus.documents import ReadDocument
from corpus.file_limits import FileLimits
from corpus.reading.threads.written import Entry, write_thread
from index.reading import SettledReader
from index.retrieval.embedder import Embedder

BEGAN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

PUMP = write_thread(
    "The pump in the cellar hums but moves no water",
    [
        Entry("Ana", BEGAN, "Hello all! The pump in the cellar hums and no water comes. Does anybody know what to do?"),
        Entry("Bo", BEGAN + timedelta(minutes=9), "Which pump is it?"),
        Entry("Ana", BEGAN + timedelta(minutes=18), "It is the small blue one behind the boiler."),
        Entry("Cy", BEGAN + timedelta(minutes=27), "Order a new motor from the catalogue."),
        Entry("Bo", BEGAN + timedelta(minutes=36), "Close the valve, and turn the shaft with a screwdriver until it runs freely."),
        Entry("Ana", BEGAN + timedelta(minutes=45), "Brilliant, it runs again, thanks so much!"),
        Entry("Bo", BEGAN + timedelta(minutes=54), "My pleasure."),
    ],
)  # fmt: skip
TURN = "Close the valve, and turn the shaft with a screwdriver until it runs freely."


def talk(title: str, *lines: tuple[str, str] | Entry) -> str:
    """Return a thread as it is written down; of a line only its author and its words need be given."""
    entries = [line if isinstance(line, Entry) else Entry(line[0], BEGAN, line[1]) for line in lines]
    spaced = [replace(entry, when=BEGAN + timedelta(minutes=9 * place)) for place, entry in enumerate(entries)]
    return write_thread(title, spaced)


def settle_text(text: str, embedder: Embedder, filename: str = "thread-1.md") -> ReadDocument:
    """Return what may be quoted of a text."""
    return SettledReader(embedder).read_file(text.encode(), filename, FileLimits())

"""What of a document's text a change of the history made other: both versions are kept, so it is found when somebody looks."""

from __future__ import annotations

from sqlalchemy import select

from corpus.store.documents import CorpusStore
from corpus.store.history import Event
from corpus.store.schema import VERSIONS
from corpus.store.versions import read_version
from corpus.text_changes import TextChange, compare_texts


def read_text_change(store: CorpusStore, event: Event) -> TextChange | None:
    """Return how the text became other; `None` where it did not, or where the texts are too long to tell at once."""
    numbers = event.before.get("version"), event.after.get("version")
    if "characters" not in event.after or not all(isinstance(number, int) for number in numbers):
        return None
    names = select(VERSIONS.c.number, VERSIONS.c.filename).where(
        VERSIONS.c.document_id == event.document_id, VERSIONS.c.number.in_(numbers)
    )
    with store.reading() as connection:
        old, new = (
            read_version(connection, event.document_id, int(number)) for number in numbers if number is not None
        )
        filenames = {row.number: row.filename for row in connection.execute(names)}
    if old is None or new is None:  # it was erased
        return None
    return compare_texts(old, new, (filenames[old.version], filenames[new.version]))

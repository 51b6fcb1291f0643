"""Which document is meant by what was typed: an ID, its first characters, or a title; and which documents share one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.terminal.output import clean
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.edits import Edits
from corpus.store.naming import find_meant, list_namesakes, tell_apart
from corpus.store.records import StoredDocument


def find_in_use_or_removed(store: CorpusStore, text: str) -> StoredDocument:
    """Return the document that is meant; one in use goes before one that was removed. Raises `UnknownDocument` with the remedy."""
    in_use = find_meant(store.listing(store.scopes()), text, least=1)
    return _pick(in_use or _find_removed(store, text), text)


def find_document_in_use(store: CorpusStore, text: str) -> StoredDocument:
    """Return the document in use that is meant. Raises `UnknownDocument`, which says so where it was removed."""
    known = find_in_use_or_removed(store, text)
    if not is_in_use(store, known):
        raise UnknownDocument(f"{known.title!r} was removed; 'landscape corpus restore {known.id}' brings it back")
    return known


def find_removed_document(store: CorpusStore, text: str) -> StoredDocument:
    """Return the removed document that is meant, or else the one in use."""
    removed = _find_removed(store, text)
    return _pick(removed, text) if removed else find_in_use_or_removed(store, text)


def complete_id(store: CorpusStore, text: str) -> str:
    """Return the ID of the one document, in use or removed, that has a text for its title; any other text as it is.

    The start of an ID is not enough: this is for what nothing brings back. Raises `UnknownDocument` where several have the title.
    """
    known = [*store.listing(store.scopes()), *_list_removed(store)]
    found = find_meant(known, text, least=len(text) + 1)
    return _pick(found, text).id if found else text


def is_in_use(store: CorpusStore, document: StoredDocument) -> bool:
    """Whether a document was not removed."""
    return any(known.id == document.id for known in store.listing([document.scope]))


def tell_namesakes(store: CorpusStore, scope: str, titles: Iterable[str]) -> None:
    """Print which of some titles several documents of a scope have, and how each of those is named."""
    for group in list_namesakes(store.listing([scope]), titles):
        told = f"{len(group)} documents are called “{group[0].title}”. Name one by its ID: {tell_apart(group)}"
        print(f"  {clean(told)}")


def _find_removed(store: CorpusStore, text: str) -> list[StoredDocument]:
    return find_meant(_list_removed(store), text, least=1)


def _list_removed(store: CorpusStore) -> list[StoredDocument]:
    edits = Edits(store)
    return [document for scope in store.scopes() for document in edits.list_removed(scope)]


def _pick(found: list[StoredDocument], text: str) -> StoredDocument:
    if not found:
        raise UnknownDocument(f"no document has the ID or the title {text!r}; 'landscape corpus list' shows them all")
    if len(found) > 1:
        raise UnknownDocument(
            f"more than one document has the title {text!r}, or an ID that begins so. Name one by its ID: {tell_apart(found)}"
        )
    return found[0]

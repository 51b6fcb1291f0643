"""Naming a document: by its ID, by the first characters of it, or by its title, which several documents may share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.store.records import StoredDocument

_LEAST = 4  # characters of an ID that name a document: fewer are a title, or a slip
_NAMED = 8  # documents in one message


def fold_title(title: str) -> str:
    """Return a title without what makes no difference: capitals and white space."""
    return " ".join(title.split()).casefold()


def find_meant(documents: Sequence[StoredDocument], text: str, *, least: int = _LEAST) -> list[StoredDocument]:
    """Return the documents that a text may mean: the one with this ID, or all that are called so or whose ID begins so.

    The first `least` characters of an ID are enough.
    """
    typed, title = text.strip(), fold_title(text)
    exact = [document for document in documents if document.id == typed]
    if exact or not typed:
        return exact
    return [
        document
        for document in documents
        if fold_title(document.title) == title or (len(typed) >= least and document.id.startswith(typed))
    ]


def list_namesakes(documents: Sequence[StoredDocument], titles: Iterable[str]) -> list[list[StoredDocument]]:
    """Return, of each of some titles that several documents share, those documents."""
    wanted = dict.fromkeys(map(fold_title, titles))
    groups = [[document for document in documents if fold_title(document.title) == title] for title in wanted]
    return [group for group in groups if len(group) > 1]


def tell_apart(documents: Sequence[StoredDocument]) -> str:
    """Return documents of one title, each with its ID and what else tells it from the others."""
    told = [
        f"{document.id} ({document.filename}, {document.passages} passage{'s' * (document.passages != 1)}, "
        f"{document.added_at:%Y-%m-%d})"
        for document in documents[:_NAMED]
    ]
    more = len(documents) - _NAMED
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")

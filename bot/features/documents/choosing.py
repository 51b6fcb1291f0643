"""Choosing a document: what is offered while a moderator types, and which one is meant by what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from discord import app_commands

from corpus.store.documents import UnknownDocument
from corpus.store.naming import find_meant, fold_title, tell_apart
from corpus.store.records import DocumentName, StoredDocument
from index.faq.word_search import rank_typed

SEARCH_LIMIT = 50  # characters of a search: it travels in the ID of the buttons that turn pages
_CHOICES, _CHOICE = 25, 100  # how many of how many characters Discord shows

Choices = list[app_commands.Choice[str]]


class SharedTitle(UnknownDocument):
    """Several documents have the title that was typed; the message says how each is named."""

    def __init__(self, message: str, documents: Sequence[StoredDocument]) -> None:
        super().__init__(message)
        self.documents = documents


def offer_documents(names: Sequence[DocumentName], typed: str) -> Choices:
    """Return choices of the documents that may be meant by what was typed: by title, or by ID.

    Those that share a title stand there with the names of their files.
    """
    shared = Counter(fold_title(name.title) for name in names)
    return [
        app_commands.Choice(
            name=_label(name.id, name.title, name.filename if shared[fold_title(name.title)] > 1 else ""),
            value=name.id,
        )
        for name in _matching(names, typed)
    ]


def offer_titles(names: Sequence[DocumentName], typed: str) -> Choices:
    """Return choices of titles to search for, as long as a search may be."""
    titles = dict.fromkeys(_shorten(title)[:SEARCH_LIMIT] for _, title, _ in _matching(names, typed))
    return [app_commands.Choice(name=title, value=title) for title in titles]


def find_document(documents: Sequence[StoredDocument], text: str, what: str = "document") -> StoredDocument:
    """Return the one document that a moderator means: by ID, by the start of it, by title, or as it stands in the list.

    Raises `UnknownDocument` with the remedy, and `SharedTitle` where several have the title.
    """
    listed = [document for document in documents if text.strip() in _list_labels(document)]
    found = listed or find_meant(documents, text)
    if len(found) == 1:
        return found[0]
    typed = _shorten(text)[:_CHOICE]
    if found:
        raise SharedTitle(f"{len(found)} {what}s are called “{typed}”. Name one by its ID: {tell_apart(found)}", found)
    near = rank_typed([document.title for document in documents], text[:_CHOICE], 1) if text.strip() else []
    meant = f"; perhaps you mean “{_shorten(documents[near[0]].title)[:_CHOICE]}”" if near else ""
    raise UnknownDocument(
        f"no {what} of this server is called “{typed}”{meant}: pick one from the list that is offered while you type"
    )


def _matching(names: Sequence[DocumentName], typed: str) -> list[DocumentName]:
    """Return the documents whose ID begins with what was typed, then those whose titles may be meant, the likeliest first."""
    by_id = [name for name in names if typed.strip() and name.id.startswith(typed.strip())]
    by_title = [names[place] for place in rank_typed([name.title for name in names], typed[:_CHOICE], _CHOICES)]
    return list(dict.fromkeys((*by_id, *by_title)))[:_CHOICES]


def _shorten(title: str) -> str:
    return " ".join(title.split()) or "Untitled"


def _label(identity: str, title: str, filename: str = "") -> str:
    """Return a title and, to tell those of the same title apart, the name of the file and the start of the ID."""
    mark = f" ({f'{filename}, ' if filename else ''}{identity[:4]})"
    if len(mark) > _CHOICE // 2:
        mark = f" ({filename[: _CHOICE // 2 - 10]}…, {identity[:4]})"
    return _shorten(title)[: _CHOICE - len(mark)] + mark


def _list_labels(document: StoredDocument) -> tuple[str, str]:
    """Return what stands for a document in the list that is offered, with and without the name of its file."""
    return _label(document.id, document.title), _label(document.id, document.title, document.filename)

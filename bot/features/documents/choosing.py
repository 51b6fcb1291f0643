"""Choosing a document: what is offered while a moderator types, and which one is meant by what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from discord import app_commands

from corpus.store.documents import UnknownDocument
from corpus.store.records import StoredDocument
from index.faq.word_search import rank_typed

SEARCH_LIMIT = 50  # characters of a search: it travels in the ID of the buttons that turn pages
_CHOICES, _CHOICE = 25, 100  # how many of how many characters Discord shows

Choices = list[app_commands.Choice[str]]


def offer_documents(names: Sequence[tuple[str, str]], typed: str) -> Choices:
    """Return choices of the documents (ID and title) that may be meant by what was typed: by title, or by ID."""
    return [app_commands.Choice(name=_label(*name), value=name[0]) for name in _matching(names, typed)]


def offer_titles(names: Sequence[tuple[str, str]], typed: str) -> Choices:
    """Return choices of titles to search for, as long as a search may be."""
    titles = dict.fromkeys(_shorten(title)[:SEARCH_LIMIT] for _, title in _matching(names, typed))
    return [app_commands.Choice(name=title, value=title) for title in titles]


def find_document(documents: Sequence[StoredDocument], text: str, what: str = "document") -> StoredDocument:
    """Return the one document that a moderator means: by ID, or by title. Raises `UnknownDocument` with the remedy."""
    wanted = text.strip().casefold()
    found = [document for document in documents if document.id == text.strip()]
    found = found or [document for document in documents if " ".join(document.title.split()).casefold() == wanted]
    if len(found) == 1:
        return found[0]
    many = f"more than one {what} is called" if found else f"no {what} of this server is called"
    near = [] if found else rank_typed([document.title for document in documents], text[:_CHOICE], 1)
    meant = f"; perhaps you mean “{_shorten(documents[near[0]].title)[:_CHOICE]}”" if near and wanted else ""
    raise UnknownDocument(
        f"{many} “{_shorten(text)[:_CHOICE]}”{meant}: pick one from the list that is offered while you type"
    )


def _matching(names: Sequence[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Return the documents whose ID begins with what was typed, then those whose titles may be meant, the likeliest first."""
    by_id = [name for name in names if typed.strip() and name[0].startswith(typed.strip())]
    by_title = [names[place] for place in rank_typed([title for _, title in names], typed[:_CHOICE], _CHOICES)]
    return list(dict.fromkeys((*by_id, *by_title)))[:_CHOICES]


def _shorten(title: str) -> str:
    return " ".join(title.split()) or "Untitled"


def _label(identity: str, title: str) -> str:
    """Return a title and, to tell those of the same title apart, the start of the ID."""
    mark = f" ({identity[:4]})"
    return _shorten(title)[: _CHOICE - len(mark)] + mark

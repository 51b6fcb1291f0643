"""Options and arguments that several commands share, and the checks of what was typed in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from corpus.scopes import parse


def _check_scope(text: str) -> str:
    try:
        return parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _check_any_scope(text: str | None) -> str | None:
    return None if text is None else _check_scope(text)


DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the documents and their index, instead of DATA_DIR.")
]
NoNotes = Annotated[bool, typer.Option("--no-notes", help="Leave the shipped notes out: only added documents count.")]
Scope = Annotated[
    str,
    typer.Option(
        callback=_check_scope, help="Whose documents: 'shared' (every server's), or 'server:' and a server's ID."
    ),
]
AnyScope = Annotated[
    str | None,
    typer.Option(
        "--scope", callback=_check_any_scope, help="Only those of a scope; all if left out.", show_default=False
    ),
]
DocumentId = Annotated[
    str, typer.Argument(metavar="ID", help="A document's ID, or its first characters, or its title.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for each line, for other programs.")]

# What is known of a document.
Title = Annotated[str | None, typer.Option("--title", help="Its title.", show_default=False)]
Link = Annotated[
    str | None, typer.Option("--url", metavar="LINK", help="The page that it came from.", show_default=False)
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.", show_default=False)
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; give it once for each.", show_default=False)]


def read_details(title: str | None, url: str | None, date: str | None, tags: Sequence[str] | None) -> dict[str, Any]:
    """Return what was typed of a document as fields of its `Source`; an empty text takes away what is there.

    Raises `typer.BadParameter` for an empty title, for what is no web address and for what is no date.
    """
    given: dict[str, Any] = {}
    if title is not None:
        given["title"] = _tidy_line(title)
        if not given["title"]:
            raise typer.BadParameter("give a title with letters in it", param_hint="--title")
    if url is not None:
        given["url"] = _check_web_address(url.strip()) if url.strip() else None
    if date is not None:
        given["published"] = _read_date(date.strip()) if date.strip() else None
    if tags:
        given["tags"] = tuple(dict.fromkeys(line for tag in tags if (line := _tidy_line(tag))))
    return given


def is_link(text: str) -> bool:
    """Whether what was typed is meant as a web address, not as a path."""
    return text.lower().startswith(("http://", "https://"))


def _tidy_line(text: str) -> str:
    return " ".join(text.split())


def _check_web_address(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not is_link(url) or not host or any(character.isspace() for character in url):
        raise typer.BadParameter(f"{url!r} is no web address; give one that begins with https://", param_hint="--url")
    return url


def _read_date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write one such as 2026-01-31", param_hint="--date") from None

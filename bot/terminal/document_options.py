"""Options that say what is known of a document: its title, its link, its date and its tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

Title = Annotated[str | None, typer.Option("--title", help="Its title.", show_default=False)]
Link = Annotated[
    str | None, typer.Option("--url", metavar="LINK", help="The page that it came from.", show_default=False)
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.", show_default=False)
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; give it once for each.", show_default=False)]


def details(title: str | None, url: str | None, date: str | None, tags: Sequence[str] | None) -> dict[str, Any]:
    """Return the options that were given as fields of `Source`; an empty text takes what is there away.

    Raises `typer.BadParameter` for an empty title, for what is no web address and for what is no date.
    """
    given: dict[str, Any] = {}
    if title is not None:
        given["title"] = _line(title)
        if not given["title"]:
            raise typer.BadParameter("give a title with letters in it", param_hint="--title")
    if url is not None:
        given["url"] = _web_address(url.strip()) if url.strip() else None
    if date is not None:
        given["published"] = _date(date.strip()) if date.strip() else None
    if tags:
        given["tags"] = tuple(dict.fromkeys(tidy for tag in tags if (tidy := _line(tag))))
    return given


def is_link(text: str) -> bool:
    """Whether what was typed is meant as a web address, not as a path."""
    return text.lower().startswith(("http://", "https://"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _web_address(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not is_link(url) or not host or any(character.isspace() for character in url):
        raise typer.BadParameter(f"{url!r} is no web address; give one that begins with https://", param_hint="--url")
    return url


def _date(text: str) -> Any:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write one such as 2026-01-31", param_hint="--date") from None

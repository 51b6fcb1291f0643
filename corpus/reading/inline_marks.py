"""The marks inside of a line of Markdown: links, pictures, emphasis. They stay in the text, and are in no heading's words."""

from __future__ import annotations

import re

_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)"  # of a link, which may have parentheses of its own
_PICTURE = re.compile(rf"!\[[^\[\]\n]*\](?:{_TARGET}|\[[^\[\]\n]*\])?")
_LINK = re.compile(rf"\[([^\[\]\n]*)\](?:{_TARGET}|\[[^\[\]\n]*\])")
_TAG = re.compile(r"<[^<>\n]*>")
_ANCHOR = re.compile(r"\{#[^{}\n]*\}\s*$")
_EMPHASIS = re.compile(r"\*+|__+|`+|~~")


def strip_markup(heading: str) -> str:
    """Return a heading without its markup."""
    words = _LINK.sub(_keep_words, _PICTURE.sub("", _ANCHOR.sub("", _TAG.sub("", heading))))
    return " ".join(_EMPHASIS.sub("", words).split())


def strip_links(words: str) -> str:
    """Return a text without its pictures, and of its links the words alone."""
    return _PICTURE.sub("", _LINK.sub(_keep_words, _PICTURE.sub("", words)))


def _keep_words(link: re.Match[str]) -> str:
    return link[1]

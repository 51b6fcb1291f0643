"""What the head of a web page tells before the page is read: where it leads on to. Nothing here builds a tree."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser

_REFRESH = re.compile(
    r"\s*(\d{0,6})(?:\.[\d.]{0,9})?\s*[;,\s]\s*(?:url\s*=\s*)?(?:'([^']*)'?|\"([^\"]*)\"?|(\S.*))",
    re.IGNORECASE | re.DOTALL,
)
_SOON = 30  # seconds: a page that leads on later than that is there to be read
_HEAD = 16_000  # bytes: a page that leads on does so at its beginning


def find_refresh(content: str) -> str | None:
    """Return where a `refresh` leads (`0; url=/here`); None where it loads its own page again, or leads on much later."""
    found = _REFRESH.match(content[:4000])
    if found is None or int(found[1] or 0) > _SOON:
        return None
    target = next((part for part in found.groups()[1:] if part is not None), "").strip()
    return target or None


def find_page_refresh(page: bytes) -> str | None:
    """Return where the `meta refresh` of a page leads, None where it has none."""
    head = page[:_HEAD]
    if b"refresh" not in head.lower():
        return None
    parser = _Head()
    with suppress(AssertionError):  # a declaration that is none
        parser.feed(head.decode("utf-8", "replace"))
    return parser.refresh


class _Head(HTMLParser):
    """Reads as far as the text of a page begins."""

    def __init__(self) -> None:
        super().__init__()
        self.refresh: str | None = None
        self._without_scripts = 0  # depth: what stands in `noscript` is for others

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "noscript":
            self._without_scripts += 1
        elif tag == "meta" and values.get("http-equiv", "").strip().lower() == "refresh" and not self._without_scripts:
            self.refresh = self.refresh or find_refresh(values.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "noscript" and self._without_scripts:
            self._without_scripts -= 1

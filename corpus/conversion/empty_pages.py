"""Pages that say no more than where to go, or that nothing is here."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

from corpus.conversion.html_words import flatten
from corpus.conversion.outcome import Refused
from corpus.reading.page_head import find_refresh

_MOST_WORDS = 80  # of a page that says no more than this
_MOVED = re.compile(
    r"redirect|(?:page|site|document)\b.{0,40}\b(?:has|have) (?:been )?moved|moved permanently", re.IGNORECASE
)
_MISSING = re.compile(
    r"(?!.*\b(?:if|when|how|why|what)\b)(?:"
    r"\W*(?:(?:http\s+)?(?:error|status)\s*(?:code)?\s*:?\s*)?(?:404|410)\b\s*(?:$|[-–—:|.!(·]|error|not\s+found|page|file|gone)"
    r"|.{0,40}\b(?:page|file|document|url|content|resource|article|site)\b.{0,30}\b(?:not (?:be )?(?:found|exist)|(?:doesn['’]t|does not) "
    r"exist|no longer (?:exists?|available|here)|(?:is )?not available|isn['’]t (?:here|available)|unavailable|cannot be found)"
    r"|\W*not found\b|.{0,30}(?:can['’]?t|cannot|couldn['’]t|could not) (?:seem to )?find (?:that|this|the|your) )",
    re.IGNORECASE,
)
_LONGEST = 100  # characters of a heading that says so
_SHOWN = 200  # characters of a target


def refuse_empty_page(root: etree._Element, text: str) -> None:
    """Raise `Refused` for a page that leads elsewhere, with its target, and for one that says that nothing was found."""
    if len(text.split()) > _MOST_WORDS:
        return
    refresh = next(
        (
            target
            for meta in root.iter("meta")
            if (meta.get("http-equiv") or "").strip().lower() == "refresh"
            and not any(above.tag == "noscript" for above in meta.iterancestors())
            and (target := find_refresh(meta.get("content") or "")) is not None
        ),
        None,
    )
    title = " ".join((root.findtext(".//title") or "").split())
    heading = next((flatten(each) for each in root.iter("h1", "h2")), "")
    if refresh is None and _MOVED.search(f"{title} {heading}") and len(links := root.findall(".//a[@href]")) == 1:
        refresh = links[0].get("href")
    if refresh is not None:
        target = _complete(refresh, root)
        raise Refused(f"only leads on to {target[:_SHOWN]}; add that page instead")
    if any(_MISSING.match(words) for words in (title, heading) if len(words) < _LONGEST):
        raise Refused("says that its page was not found, and little else; check the link, or give the page itself")


def _complete(target: str, root: etree._Element) -> str:
    """Return a target with its site, where the page states that: as its base, or as the address that it should have."""
    base = next((each.get("href") for each in root.iter("base") if each.get("href")), None)
    canonical: str | None = next(
        (each.get("href") for each in root.iter("link") if each.get("rel") == "canonical"), None
    )
    if canonical and "//" not in target and canonical.rstrip("/").endswith(target.strip("./")):
        return canonical
    try:
        return urljoin(base, target) if base else target
    except ValueError:
        return target

"""Refreshing: documents that came from links are read anew, and replaced where the page says something else now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import MendableError, Stopped
from corpus.readers import UnreadableDocument
from corpus.store.documents import CorpusStore, UnknownDocument
from corpus.store.history import REFRESH
from corpus.store.links import LinkTable, StoredLink
from corpus.store.quotas import QuotaReached
from corpus.store.versions import Conflict
from corpus.web.addresses import Address, is_public
from corpus.web.fetching import DEFAULT_LIMITS, Fetched, FetchLimits, UnreachableLink, fetch
from index.library import Library, Replaced

FETCHES_AT_ONCE = 4  # fetches, and so the documents that are in memory

_LOG = logging.getLogger(__name__)


class LinkOutcome(StrEnum):
    """What became of a link."""

    UNCHANGED = "unchanged"  # the site has nothing new, or nothing new that is read
    CHANGED = "changed"
    DEAD = "dead"  # it gave no document; the last version stays in use
    UNREADABLE = "unreadable"  # it gave a document that can't be read; the last version stays in use


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A link that was read anew: `replaced` where it changed; `error`, and whether it is the `first` in a row, where it failed."""

    link: StoredLink
    title: str
    outcome: LinkOutcome
    replaced: Replaced | None = None
    error: str | None = None
    first: bool = False


OffLoop = Callable[[Callable[[], Refreshed | None]], Awaitable[Refreshed | None]]


async def refresh_documents(
    library: Library,
    store: CorpusStore,
    links: Sequence[StoredLink],
    *,
    limits: FetchLimits = DEFAULT_LIMITS,
    allowed: Callable[[Address], bool] = is_public,
    run_off_loop: OffLoop = asyncio.to_thread,
    on_progress: Callable[[int, int], None] | None = None,
    check: Callable[[], None] | None = None,
) -> list[Refreshed]:
    """Read documents anew from their links and return what became of each, in the order of the links.

    Up to `FETCHES_AT_ONCE` are fetched at once; they are read, embedded and stored one at a time, off the event loop. A document
    that somebody removes or changes meanwhile is left alone, and out of what is returned. `on_progress` is told how many links
    are done, of how many; `check` is called again and again while a page is read. Raises `Stopped` where one of the two does, and
    `MendableError` (`StaleIndex`, `StoreError`) for what would stop every link; nothing else does.
    """
    gate, turn, done = asyncio.Semaphore(FETCHES_AT_ONCE), asyncio.Lock(), 0

    async def _refresh_link(link: StoredLink) -> Refreshed | None:
        nonlocal done
        async with gate:
            got: Fetched | UnreachableLink | None
            try:
                got = await fetch(
                    link.url, etag=link.etag, last_modified=link.last_modified, limits=limits, allowed=allowed
                )
            except UnreachableLink as error:
                got = error
            async with turn:
                refreshed = await run_off_loop(lambda: _store_fetched(library, store, link, got, check))
            done += 1
            if on_progress is not None:
                on_progress(done, len(links))
            return refreshed

    tasks = [asyncio.create_task(_refresh_link(link)) for link in links]
    try:
        return [refreshed for refreshed in await asyncio.gather(*tasks) if refreshed is not None]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _store_fetched(
    library: Library,
    store: CorpusStore,
    link: StoredLink,
    got: Fetched | UnreachableLink | None,
    check: Callable[[], None] | None,
) -> Refreshed | None:
    """Store what a link gave, and note it; `None` where somebody removed or changed the document meanwhile."""
    table = LinkTable(store)
    try:
        known = store.get(link.document_id)
        if isinstance(got, UnreachableLink):
            return Refreshed(
                link, known.title, LinkOutcome.DEAD, error=str(got), first=table.note_failure(link, str(got))
            )
        if got is None:
            table.note_unchanged(link.document_id)
            return Refreshed(link, known.title, LinkOutcome.UNCHANGED)
        try:
            replaced = library.replace(
                known.id, got.data, got.filename, REFRESH, seen=known.version,
                on_progress=None if check is None else lambda done, total: check(),
            )  # fmt: skip
        except (UnreadableDocument, QuotaReached) as error:
            first = table.note_failure(link, str(error))
            return Refreshed(link, known.title, LinkOutcome.UNREADABLE, error=str(error), first=first)
        table.keep(link.document_id, link.url, etag=got.etag, last_modified=got.last_modified)
    except (Conflict, UnknownDocument):
        return None
    except (MendableError, Stopped):
        raise
    except Exception as error:  # noqa: BLE001  a bug that one page brings out must not keep the others from being read
        _LOG.exception("%s could not be refreshed", link.url)
        said = f"{link.url} could not be read ({type(error).__name__}); the log has more"
        return Refreshed(link, link.url, LinkOutcome.UNREADABLE, error=said, first=table.note_failure(link, said))
    if (
        not replaced.changed
    ):  # many pages have the time or a random number in their HTML: other bytes, and the same text
        return Refreshed(link, known.title, LinkOutcome.UNCHANGED)
    return Refreshed(link, known.title, LinkOutcome.CHANGED, replaced)

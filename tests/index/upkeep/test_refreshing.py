"""Documents from links are read anew: only what says something else is replaced, and a dead link loses nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from support.sites import Handler, Site, everywhere, page, serve

from corpus.passages import PassageSettings
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.history import REFRESH, TERMINAL, Action
from corpus.store.links import LinkTable, StoredLink
from corpus.web.fetching import FetchLimits
from index.library import Library
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.scope_index import StaleIndex
from index.upkeep.refreshing import FETCHES_AT_ONCE, LinkOutcome, Refreshed, refresh_documents

FERRY = "# Ferry\n\nThe ferry leaves at seven.\n\n# Fares\n\nA ticket costs 40 crowns.\n"


class Corpus:
    """A data directory with documents that came from a site."""

    def __init__(self, folder: Path, embedder: SentenceTransformerEmbedder) -> None:
        self.store = CorpusStore(folder)
        self.library = Library(self.store, embedder, PassageSettings())
        self.table = LinkTable(self.store)

    def add(
        self, site: Site, path: str, text: str = FERRY, etag: str | None = None, modified: str | None = None
    ) -> str:
        url = f"http://127.0.0.1:{site.port}{path}"
        added = self.library.add(text.encode(), path.lstrip("/"), SHARED, details={"url": url})
        self.table.keep(added.document_id, url, etag=etag, last_modified=modified)
        return added.document_id

    async def refresh(self, site: Site, **options: object) -> list[Refreshed]:
        links = sorted(self.table.list_links(), key=lambda link: link.url)
        limits = FetchLimits(ports=frozenset({site.port}), seconds=5)
        return await refresh_documents(self.library, self.store, links, limits=limits, allowed=everywhere, **options)  # type: ignore[arg-type]

    def link(self, document_id: str) -> StoredLink:
        return next(link for link in self.table.list_links() if link.document_id == document_id)

    def texts(self) -> dict[str, str]:
        return {one.filename: self.store.document(one.id).text for one in self.store.listing([SHARED])}


@pytest.fixture
def corpus(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Corpus]:
    made = Corpus(tmp_path, embedder)
    yield made
    made.store.close()


def markdown(text: str, **headers: str) -> Handler:
    return page(text, "text/markdown", **headers)


async def test_a_page_that_the_site_calls_unchanged_is_not_sent_again(corpus: Corpus) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        asked = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
        return web.Response(status=304 if asked == ('"one"', "Sat, 31 Jan 2026 00:00:00 GMT") else 500)

    async with serve({"/ferry.md": answer}) as site:
        identity = corpus.add(site, "/ferry.md", etag='"one"', modified="Sat, 31 Jan 2026 00:00:00 GMT")
        before = corpus.store.scope_state(SHARED)
        found = await corpus.refresh(site)
    assert [(one.outcome, one.title, one.error) for one in found] == [(LinkOutcome.UNCHANGED, "Ferry", None)]
    assert corpus.store.scope_state(SHARED) == before
    assert corpus.link(identity).etag == '"one"'


async def test_a_changed_page_is_a_new_version_under_its_title_and_tags(corpus: Corpus) -> None:
    replies = {"/ferry.md": markdown(FERRY.replace("# Ferry", "# Boat").replace("seven", "eight"), ETag='"two"')}
    async with serve(replies) as site:
        identity = corpus.add(site, "/ferry.md", etag='"one"')
        corpus.library.edit(identity, {"title": "The ferry", "tags": ("boats",)}, TERMINAL)
        one = (await corpus.refresh(site))[0]
        again = (await corpus.refresh(site))[0]
    document = corpus.store.document(identity)
    assert one.outcome is LinkOutcome.CHANGED
    assert one.replaced is not None
    assert (one.replaced.kept, one.replaced.new) == (1, 1)
    assert "leaves at eight" in document.text
    assert (document.title, document.source.tags, document.version) == ("The ferry", ("boats",), 3)
    last = corpus.library.edits.history(SHARED)[0]
    assert (last.action, last.actor) == (Action.REPLACE, REFRESH)
    assert corpus.link(identity).etag == '"two"'
    assert again.outcome is LinkOutcome.UNCHANGED


async def test_other_bytes_that_say_the_same_are_no_new_version(corpus: Corpus) -> None:
    html = "<html><head><title>Ferry</title></head><body><p>The ferry leaves at seven.</p><!-- {} --></body></html>"
    replies = {"/ferry.html": page(html.format("token 1"), ETag='"1"'), "/same.md": markdown("Be kind to the gulls.")}
    async with serve(replies) as site:
        identity = corpus.add(site, "/ferry.html", html.format("token 1"))
        corpus.add(site, "/same.md", "Be kind to the gulls.")
        site.replies = dict(replies) | {"/ferry.html": page(html.format("token 2"), ETag='"2"')}
        before = corpus.store.scope_state(SHARED)
        assert [one.outcome for one in await corpus.refresh(site)] == [LinkOutcome.UNCHANGED] * 2
    assert corpus.store.scope_state(SHARED) == before
    assert corpus.link(identity).etag == '"2"'


async def test_a_dead_link_keeps_its_last_version_and_is_told_once(corpus: Corpus) -> None:
    async with serve({}) as site:
        identity = corpus.add(site, "/ferry.md")
        first, second = [(await corpus.refresh(site))[0] for _ in range(2)]
        assert (first.outcome, first.first, second.outcome, second.first) == (
            LinkOutcome.DEAD,
            True,
            LinkOutcome.DEAD,
            False,
        )
        assert "ferry.md" in str(first.error)
        assert corpus.texts() == {"ferry.md": FERRY}
        assert corpus.link(identity).dead_since is not None
        site.replies = {"/ferry.md": markdown(FERRY)}
        assert (await corpus.refresh(site))[0].outcome is LinkOutcome.UNCHANGED
        assert corpus.link(identity).dead_since is None
        site.replies = {}
        assert (await corpus.refresh(site))[0].first


async def test_one_bad_link_never_stops_the_others(corpus: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    new = {f"/{name}.md": markdown(f"The boat {name} sails again.") for name in ("a", "d")}
    replies = new | {"/b.md": markdown(""), "/e.md": markdown("x", ETag='"5"')}
    async with serve(replies) as site:
        for name in "abcde":
            corpus.add(site, f"/{name}.md", f"The boat {name} is in the harbour.")
        with caplog.at_level(logging.ERROR), pytest.MonkeyPatch.context() as patch:
            really = corpus.library.replace

            def replace(document_id: str, data: bytes, *rest: object, **more: object) -> object:
                if data == b"x":
                    raise ZeroDivisionError("a bug that this page brings out")
                return really(document_id, data, *rest, **more)  # type: ignore[arg-type]

            patch.setattr(corpus.library, "replace", replace)
            found = await corpus.refresh(site)
    assert [one.outcome.value for one in found] == ["changed", "unreadable", "dead", "changed", "unreadable"]
    assert [one.first for one in found] == [False, True, True, False, True]
    assert "b.md is empty" in str(found[1].error)
    assert "the log has more" in str(found[4].error)
    assert "ZeroDivisionError" in caplog.text
    texts = corpus.texts()
    assert [texts[f"{name}.md"].rstrip(".").split()[-1] for name in "abcde"] == [
        "again", "harbour", "harbour", "again", "harbour",
    ]  # fmt: skip


async def test_no_more_than_four_are_fetched_at_once_and_they_come_back_in_order(corpus: Corpus) -> None:
    now, most = 0, 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        await asyncio.sleep(0.1)
        now -= 1
        return web.Response(status=304)

    names = [f"/{number:02}.md" for number in range(12)]
    async with serve(dict.fromkeys(names, slow)) as site:
        identities = [corpus.add(site, name, f"Boat number {name} is in.", etag='"1"') for name in names]
        told: list[tuple[int, int]] = []
        found = await corpus.refresh(site, on_progress=lambda done, total: told.append((done, total)))
    assert most == FETCHES_AT_ONCE
    assert [one.link.document_id for one in found] == identities
    assert told == [(done, 12) for done in range(1, 13)]


async def test_a_document_that_is_removed_meanwhile_stays_removed(corpus: Corpus) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        corpus.store.remove(identity)
        return web.Response(body=b"The ferry is new.", content_type="text/markdown")

    async with serve({"/ferry.md": answer}) as site:
        identity = corpus.add(site, "/ferry.md")
        assert await corpus.refresh(site) == []
    assert corpus.store.listing([SHARED]) == []


async def test_vectors_of_another_model_stop_all_and_change_nothing(corpus: Corpus) -> None:
    async with serve({"/ferry.md": markdown("The ferry is new.")}) as site:
        corpus.add(site, "/ferry.md")
        corpus.add(site, "/gone.md", "The mole is closed.")
        corpus.store.set_fingerprint(SHARED, "another model")
        with pytest.raises(StaleIndex, match="landscape index rebuild"):
            await corpus.refresh(site)
    assert corpus.texts()["ferry.md"] == FERRY

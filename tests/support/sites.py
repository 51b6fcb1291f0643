"""Real web servers on loopback for the tests of links, and what fetching from them gives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from corpus.web.addresses import Address
from corpus.web.fetching import Fetched, FetchLimits, UnreachableLink, fetch

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def everywhere(address: Address) -> bool:
    return True


class Site:
    """A server on loopback: what it answers by path, and what it was asked."""

    def __init__(self, replies: Mapping[str, Handler]) -> None:
        self.replies = replies
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.headers.append(request.headers)
        reply = self.replies.get(request.path)
        return web.Response(status=404) if reply is None else await reply(request)

    async def fetch(
        self,
        path: str,
        *,
        max_bytes: int = 1024 * 1024,
        seconds: float = 5.0,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched | None:
        limits = FetchLimits(max_bytes=max_bytes, seconds=seconds, ports=frozenset({self.port}))
        url = f"http://127.0.0.1:{self.port}{path}"
        return await fetch(url, etag=etag, last_modified=last_modified, limits=limits, allowed=everywhere)


@asynccontextmanager
async def serve(replies: Mapping[str, Handler], host: str = "127.0.0.1") -> AsyncIterator[Site]:
    site = Site(replies)
    application = web.Application()
    application.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


def page(
    body: bytes | str = "<p>Be kind.</p>", kind: str | None = "text/html", status: int = 200, **headers: str
) -> Handler:
    async def reply(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if kind is not None:
            named["Content-Type"] = kind
        data = body.encode() if isinstance(body, str) else body
        return web.Response(body=data, status=status, headers=named)

    return reply


def redirect(to: str, status: int = 302, **headers: str) -> Handler:
    return page("", status=status, Location=to, **headers)


async def refusal(fetching: Awaitable[Fetched | None], *, gone: bool = False) -> str:
    with pytest.raises(UnreachableLink) as caught:
        await fetching
    assert caught.value.gone is gone
    assert "\n" not in str(caught.value)
    return str(caught.value).partition(" cannot be fetched: ")[2]

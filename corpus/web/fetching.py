"""Documents fetched from links that moderators give, and from nowhere but the public internet.

Each hop is checked anew: its scheme, its port, the address that is connected to, and the robots.txt of its site.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import PurePath

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from corpus.errors import MendableError
from corpus.reading.encodings import recode_to_utf8
from corpus.reading.page_head import find_page_refresh, find_refresh
from corpus.web.addresses import Address, CheckedResolver, ForbiddenAddress, is_public, make_checked_sockets
from corpus.web.filenames import name_file
from corpus.web.robots import Robots, parse_robots

__all__ = ["DEFAULT_LIMITS", "USER_AGENT", "FetchLimits", "Fetched", "UnreachableLink", "fetch"]

USER_AGENT = "LandscapeBot/0.1 (Discord document bot; asks once)"

_BOT = "LandscapeBot"  # the name that a robots.txt knows it by
_ROBOTS_BYTES = 500_000  # what stands behind is not read
_CHUNK = 64 * 1024  # bytes
_PAGES = frozenset({".html", ".htm"})
_TEXTS = frozenset({"application/xhtml+xml", "application/json"})  # types of texts that don't begin with text/
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnreachableLink(MendableError):
    """A link that gave no document: one plain line that names the link, the reason and the remedy.

    `gone` tells that the page is missing or that its site is down or not found; otherwise what is there was refused.
    """

    def __init__(self, link: str, reason: str, remedy: str, *, gone: bool = False) -> None:
        super().__init__(f"{link} cannot be fetched: {reason}; {remedy}")
        self.gone = gone


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How far a fetch goes."""

    max_bytes: int = 20 * 1024 * 1024  # of the document, after decompression
    seconds: float = 20.0  # for everything together: names, robots.txt, redirects, the document
    redirects: int = 5  # of the document; of each robots.txt as many again
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})  # others speak other protocols than HTTP


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came."""

    data: bytes  # decompressed
    url: str  # after redirects, without fragment
    filename: str  # its suffix tells the kind of document
    etag: str | None  # as the site sent it, to be handed to `fetch` the next time
    last_modified: str | None


DEFAULT_LIMITS = FetchLimits()


async def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    limits: FetchLimits = DEFAULT_LIMITS,
    allowed: Callable[[Address], bool] = is_public,
    resolver: AbstractResolver | None = None,
) -> Fetched | None:
    """Return the document at `url`, None where it is the one that `etag` or `last_modified` came with.

    `allowed` and `resolver` (the system's) are there for tests. Raises `UnreachableLink` for all that goes wrong.
    """
    link = _render_link(url)
    conditions = {"If-None-Match": _pass_safe_header(etag), "If-Modified-Since": _pass_safe_header(last_modified)}
    connector = aiohttp.TCPConnector(
        resolver=CheckedResolver(resolver or aiohttp.ThreadedResolver(), allowed),
        socket_factory=make_checked_sockets(allowed),
        use_dns_cache=False,
        force_close=True,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        timeout=aiohttp.ClientTimeout(),  # none of its own: there is one for all
        trust_env=False,
    )
    try:
        async with asyncio.timeout(limits.seconds), session:
            visit = _Visit(session, link, limits)
            return await visit.fetch(url, {name: value for name, value in conditions.items() if value})
    except TimeoutError as error:
        reason = f"it took longer than {limits.seconds:g} seconds"
        raise UnreachableLink(link, reason, "try again later or upload the file", gone=True) from error


@dataclass(frozen=True, slots=True)
class _Visit:
    """One fetch, with what it learns on its way."""

    session: aiohttp.ClientSession
    link: str  # as shown in errors
    limits: FetchLimits
    robots: dict[URL, Robots] = field(default_factory=dict)  # by origin

    async def fetch(self, url: str, conditions: dict[str, str]) -> Fetched | None:
        hop = self._parse_link(url)
        for _ in range(self.limits.redirects + 1):
            await self._check_robots(hop)
            async with self._get(hop, conditions) as response:
                target = self._find_target(hop, response)
                if target is None:
                    if response.status == 304 and conditions:
                        return None
                    fetched = await self._receive(hop, response)
                    target = self._find_refresh(hop, response, fetched)
                    if target is None:
                        return fetched
            hop = target
        raise self._refuse(
            f"it redirects more than {self.limits.redirects} times", "give the address that a browser ends at"
        )

    async def _check_robots(self, hop: URL) -> None:
        """Raise `UnreachableLink` if the site of `hop` doesn't want it fetched, or doesn't tell."""
        origin = hop.origin()
        if origin not in self.robots:
            self.robots[origin] = await self._fetch_robots(origin)
        if not await asyncio.to_thread(self.robots[origin].permit, hop.raw_path_qs):
            raise self._refuse(
                f"{origin.raw_host} asks bots not to fetch it (robots.txt)",
                "ask the site's owner, or upload the file if you may",
            )

    async def _fetch_robots(self, origin: URL) -> Robots:
        hop = origin / "robots.txt"
        for _ in range(self.limits.redirects + 1):
            async with self._get(hop, {}) as response:
                target = self._find_target(hop, response)
                if target is None:
                    if response.status >= 500:
                        reason = f"the robots.txt of {origin.raw_host} cannot be read (HTTP status {response.status})"
                        raise self._refuse(reason, "try again later or upload the file")
                    if not 200 <= response.status < 300:
                        return Robots()
                    data = await _read(response, _ROBOTS_BYTES)
                    whole = data if len(data) <= _ROBOTS_BYTES else data[: data.rfind(b"\n", 0, _ROBOTS_BYTES) + 1]
                    return await asyncio.to_thread(parse_robots, whole, _BOT)
            hop = target
        return Robots()  # RFC 9309: as if there were none

    @asynccontextmanager
    async def _get(self, hop: URL, headers: dict[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """Ask for `hop` without following redirects; errors of the network, also of the body, become `UnreachableLink`."""
        later = "try again later"
        try:
            async with self.session.get(hop, headers=headers, allow_redirects=False) as response:
                yield response
        except ForbiddenAddress as error:
            raise self._refuse(str(error), "link a page that anyone can open, or upload the file") from error
        except aiohttp.InvalidURL as error:
            raise self._refuse(f"{hop.raw_host} is not the name of a site", "copy the link from a browser") from error
        except aiohttp.ClientSSLError as error:
            raise self._refuse(
                f"{hop.raw_host} has no valid certificate", "tell the site's owner, or upload the file"
            ) from error
        except aiohttp.ClientConnectorDNSError as error:
            raise self._refuse(f"{hop.raw_host} is not found", "check the spelling of the link", gone=True) from error
        except aiohttp.ClientConnectionError as error:
            raise self._refuse(f"{hop.raw_host} does not answer", later, gone=True) from error
        except aiohttp.ClientError as error:
            raise self._refuse(f"{hop.raw_host} sent a broken answer", later, gone=True) from error

    def _find_target(self, hop: URL, response: aiohttp.ClientResponse) -> URL | None:
        """Return where `response` redirects to, checked; None if it doesn't."""
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None:
            return None
        return self._follow(hop, location)

    def _find_refresh(self, hop: URL, response: aiohttp.ClientResponse, fetched: Fetched) -> URL | None:
        """Where a page leads on by itself, checked as a redirect is; None if it doesn't, or to itself."""
        if PurePath(fetched.filename).suffix not in _PAGES:
            return None
        location = find_refresh(response.headers.get("Refresh", "")) or find_page_refresh(fetched.data)
        target = None if location is None else self._follow(hop, location)
        return None if target == hop else target

    def _follow(self, hop: URL, location: str) -> URL:
        try:
            target = hop.join(URL(location))
        except ValueError as error:
            raise self._refuse("it redirects to what is not a web address", "tell the site's owner") from error
        if hop.scheme == "https" and target.scheme == "http":
            raise self._refuse(
                f"it redirects from https to {_render_link(str(target))}, which anyone on the way can change",
                "give that link if you trust it",
            )
        return self._parse_link(str(target), f"its redirect to {_render_link(str(target))}")

    def _parse_link(self, url: str, it: str = "it") -> URL:
        """Return `url` parsed, without fragment. Its address is checked later, when it is connected to."""
        try:
            parsed = URL(url.strip()).with_fragment(None)
        except ValueError as error:
            raise self._refuse(f"{it} is not a web address", "copy it from a browser") from error
        if parsed.scheme not in ("http", "https"):
            raise self._refuse(f"{it} is neither http nor https", "give a link that begins with https://")
        if not parsed.raw_host:
            raise self._refuse(f"{it} names no site", "copy it from a browser")
        if parsed.raw_user is not None or parsed.raw_password is not None:
            raise self._refuse(f"{it} holds a user name or a password", "give a link that opens without")
        if parsed.port not in self.limits.ports:
            ports = ", ".join(map(str, sorted(self.limits.ports)))
            raise self._refuse(f"{it} uses port {parsed.port}, not one of {ports}", "give a link without a port")
        return parsed

    async def _receive(self, hop: URL, response: aiohttp.ClientResponse) -> Fetched:
        match response.status:
            case 200:
                pass
            case 404 | 410:
                raise self._refuse(f"the page is gone (HTTP status {response.status})", "check the link", gone=True)
            case status if status >= 500:
                raise self._refuse(f"the site fails (HTTP status {status})", "try again later", gone=True)
            case status:
                raise self._refuse(f"the site answers with HTTP status {status}, not with a page", "upload the file")
        filename = name_file(hop, response.content_type)
        if filename is None:
            raise self._refuse(
                f"it is of the type “{response.content_type[:80]}”, which is not read",
                "link a web page, text, a PDF, an office document, CSV, JSON or EPUB",
            )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "deflate"):
            raise self._refuse(f"it is compressed as “{encoding[:40]}”", "upload the file")
        most = self.limits.max_bytes
        announced = response.content_length or 0
        if announced > most or len(data := await _read(response, most)) > most:
            raise self._refuse(f"it is larger than {most / 1024 / 1024:g} MiB", "link or upload its parts")
        etag, modified = (_pass_safe_header(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
        if response.content_type.startswith("text/") or response.content_type in _TEXTS:
            data = recode_to_utf8(data, response.charset)
        return Fetched(data, str(hop), filename, etag, modified)

    def _refuse(self, reason: str, remedy: str, *, gone: bool = False) -> UnreachableLink:
        return UnreachableLink(self.link, "".join(filter(str.isprintable, reason))[:500], remedy, gone=gone)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body, decompressed, and no more of it than a little over `limit` bytes."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            break
    return bytes(data)


def _pass_safe_header(header: str | None) -> str | None:
    """Return a header that can be sent back as it is, None for any other."""
    return header if header and header.isascii() and header.isprintable() else None


def _render_link(url: str) -> str:
    """Return `url` as errors show it: one line, not long, without user name and password."""
    line = re.sub(r"//[^/?#\s]*@", "//", "".join(filter(str.isprintable, url.strip())))
    return line if len(line) <= 200 else f"{line[:199]}…"

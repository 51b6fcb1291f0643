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
from types import MappingProxyType

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from corpus.errors import MendableError
from corpus.web.addresses import Address, CheckedResolver, ForbiddenAddress, is_public, make_checked_sockets
from corpus.web.robots import Robots, parse_robots

__all__ = ["DEFAULT_LIMITS", "USER_AGENT", "FetchLimits", "Fetched", "UnreachableLink", "fetch"]

USER_AGENT = "LandscapeBot/0.1 (Discord document bot; asks once)"

_BOT = "LandscapeBot"  # the name that a robots.txt knows it by
_ROBOTS_BYTES = 500_000  # what stands behind is not read
_CHUNK = 64 * 1024  # bytes
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Content type -> suffixes that a name with it may keep, the first for names without one of them.
_SUFFIXES = MappingProxyType(
    {
        "text/html": (".html", ".htm"),
        "application/xhtml+xml": (".html", ".htm"),
        "text/plain": (".txt", ".md", ".markdown", ".csv", ".json", ".html", ".htm"),  # raw files of code hosts
        "text/markdown": (".md", ".markdown"),
        "text/x-markdown": (".md", ".markdown"),
        "text/csv": (".csv",),
        "application/json": (".json",),
        "application/pdf": (".pdf",),
        "application/epub+zip": (".epub",),
        f"{_OFFICE}wordprocessingml.document": (".docx",),
        f"{_OFFICE}presentationml.presentation": (".pptx",),
        f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    }
)
_KNOWN = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
_UNTYPED = ("application/octet-stream", "binary/octet-stream")  # the first also where the site tells none
_UNSAFE = re.compile(r"[^\w.()-]+")


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
    link = _shown(url)
    conditions = {"If-None-Match": _plain(etag), "If-Modified-Since": _plain(last_modified)}
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
            return await visit.document(url, {name: value for name, value in conditions.items() if value})
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

    async def document(self, url: str, conditions: dict[str, str]) -> Fetched | None:
        hop = self._checked(url)
        for _ in range(self.limits.redirects + 1):
            await self._ask(hop)
            async with self._get(hop, conditions) as response:
                target = self._target(hop, response)
                if target is None:
                    if response.status == 304 and conditions:
                        return None
                    return await self._received(hop, response)
            hop = target
        raise self._refused(
            f"it redirects more than {self.limits.redirects} times", "give the address that a browser ends at"
        )

    async def _ask(self, hop: URL) -> None:
        """Raise `UnreachableLink` if the site of `hop` doesn't want it fetched, or doesn't tell."""
        origin = hop.origin()
        if origin not in self.robots:
            self.robots[origin] = await self._robots_of(origin)
        if not self.robots[origin].permit(hop.raw_path_qs):
            raise self._refused(
                f"{origin.raw_host} asks bots not to fetch it (robots.txt)",
                "ask the site's owner, or upload the file if you may",
            )

    async def _robots_of(self, origin: URL) -> Robots:
        hop = origin / "robots.txt"
        for _ in range(self.limits.redirects + 1):
            async with self._get(hop, {}) as response:
                target = self._target(hop, response)
                if target is None:
                    if response.status >= 500:
                        reason = f"the robots.txt of {origin.raw_host} cannot be read (HTTP status {response.status})"
                        raise self._refused(reason, "try again later or upload the file")
                    if not 200 <= response.status < 300:
                        return Robots()
                    data = await _read(response, _ROBOTS_BYTES)
                    whole = data if len(data) <= _ROBOTS_BYTES else data[: data.rfind(b"\n", 0, _ROBOTS_BYTES) + 1]
                    return parse_robots(whole, _BOT)
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
            raise self._refused(str(error), "link a page that anyone can open, or upload the file") from error
        except aiohttp.InvalidURL as error:
            raise self._refused(f"{hop.raw_host} is not the name of a site", "copy the link from a browser") from error
        except aiohttp.ClientSSLError as error:
            raise self._refused(
                f"{hop.raw_host} has no valid certificate", "tell the site's owner, or upload the file"
            ) from error
        except aiohttp.ClientConnectorDNSError as error:
            raise self._refused(f"{hop.raw_host} is not found", "check the spelling of the link", gone=True) from error
        except aiohttp.ClientConnectionError as error:
            raise self._refused(f"{hop.raw_host} does not answer", later, gone=True) from error
        except aiohttp.ClientError as error:
            raise self._refused(f"{hop.raw_host} sent a broken answer", later, gone=True) from error

    def _target(self, hop: URL, response: aiohttp.ClientResponse) -> URL | None:
        """Where `response` redirects to, checked; None if it doesn't."""
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None:
            return None
        return self._redirected(hop, location)

    def _redirected(self, hop: URL, location: str) -> URL:
        try:
            target = hop.join(URL(location))
        except ValueError as error:
            raise self._refused("it redirects to what is not a web address", "tell the site's owner") from error
        if hop.scheme == "https" and target.scheme == "http":
            raise self._refused(
                f"it redirects from https to {_shown(str(target))}, which anyone on the way can change",
                "give that link if you trust it",
            )
        return self._checked(str(target), f"its redirect to {_shown(str(target))}")

    def _checked(self, url: str, it: str = "it") -> URL:
        """Return `url` parsed, without fragment. Its address is checked later, when it is connected to."""
        try:
            parsed = URL(url.strip()).with_fragment(None)
        except ValueError as error:
            raise self._refused(f"{it} is not a web address", "copy it from a browser") from error
        if parsed.scheme not in ("http", "https"):
            raise self._refused(f"{it} is neither http nor https", "give a link that begins with https://")
        if not parsed.raw_host:
            raise self._refused(f"{it} names no site", "copy it from a browser")
        if parsed.raw_user is not None or parsed.raw_password is not None:
            raise self._refused(f"{it} holds a user name or a password", "give a link that opens without")
        if parsed.port not in self.limits.ports:
            ports = ", ".join(map(str, sorted(self.limits.ports)))
            raise self._refused(f"{it} uses port {parsed.port}, not one of {ports}", "give a link without a port")
        return parsed

    async def _received(self, hop: URL, response: aiohttp.ClientResponse) -> Fetched:
        match response.status:
            case 200:
                pass
            case 404 | 410:
                raise self._refused(f"the page is gone (HTTP status {response.status})", "check the link", gone=True)
            case status if status >= 500:
                raise self._refused(f"the site fails (HTTP status {status})", "try again later", gone=True)
            case status:
                raise self._refused(f"the site answers with HTTP status {status}, not with a page", "upload the file")
        filename = self._filename(hop, response.content_type)
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "deflate"):
            raise self._refused(f"it is compressed as {encoding[:40]!r}", "upload the file")
        most = self.limits.max_bytes
        announced = response.content_length or 0
        if announced > most or len(data := await _read(response, most)) > most:
            raise self._refused(f"it is larger than {most / 1024 / 1024:g} MiB", "link or upload its parts")
        etag, modified = (_plain(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
        return Fetched(data, str(hop), filename, etag, modified)

    def _filename(self, hop: URL, content_type: str) -> str:
        name = _UNSAFE.sub("-", hop.name).strip(".-")
        suffix = PurePath(name).suffix.lower()
        suffixes = (suffix,) if content_type in _UNTYPED and suffix in _KNOWN else _SUFFIXES.get(content_type)
        if suffixes is None:
            raise self._refused(
                f"it is of the type {content_type[:80]!r}, which is not read",
                "link a web page, text, a PDF, an office document, CSV, JSON or EPUB",
            )
        if suffix in suffixes:
            return PurePath(name).stem[:100] + suffix
        return (name[:100] or _UNSAFE.sub("-", str(hop.raw_host))) + suffixes[0]

    def _refused(self, reason: str, remedy: str, *, gone: bool = False) -> UnreachableLink:
        return UnreachableLink(self.link, "".join(filter(str.isprintable, reason))[:500], remedy, gone=gone)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body, decompressed, and no more of it than a little over `limit` bytes."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            break
    return bytes(data)


def _plain(header: str | None) -> str | None:
    """A header that can be sent back as it is."""
    return header if header and header.isascii() and header.isprintable() else None


def _shown(url: str) -> str:
    """`url` as errors show it: one line, not long, without user name and password."""
    line = re.sub(r"//[^/?#\s]*@", "//", "".join(filter(str.isprintable, url.strip())))
    return line if len(line) <= 200 else f"{line[:199]}…"

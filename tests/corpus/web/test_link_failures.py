"""Sites that misbehave, on purpose or not, and what robots.txt asks for: nothing of it takes long or fills the memory."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from support.sites import Handler, everywhere, page, redirect, refusal, serve

from corpus.web import fetching
from corpus.web.fetching import FetchLimits, fetch
from corpus.web.robots import Robots, parse_robots

NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NEARLY_FULL = b"#" * 499_973 + b"\nUser-agent: *\n"  # as much of a robots.txt as is read, less "Disallow: /a"


@asynccontextmanager
async def raw(answer: bytes, context: ssl.SSLContext | None = None, *, hold: bool = False) -> AsyncIterator[int]:
    """A server that has no robots.txt and sends `answer` to all else, then hangs up or waits; its port."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        writer.write(NO_ROBOTS if asked.startswith(b"GET /robots.txt ") else answer)
        if hold and b"/robots.txt" not in asked:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def words_of(url: str, port: int, *, gone: bool, seconds: float = 5.0) -> str:
    limits = FetchLimits(seconds=seconds, ports=frozenset({port}))
    return await refusal(fetch(url, limits=limits, allowed=everywhere), gone=gone)


async def test_a_gzip_bomb_stops_at_the_limit() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    async with serve({"/a": page(bomb, "text/plain", Content_Encoding="gzip")}) as site:
        tracemalloc.start()
        words = await refusal(site.fetch("/a", max_bytes=20 * 1024 * 1024))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert words == "it is larger than 20 MiB; link or upload its parts"
    assert peak < 80 * 1024 * 1024


async def test_a_length_beyond_the_limit_is_refused_before_the_body() -> None:
    async with raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\n", hold=True
    ) as port:
        assert (await words_of(f"http://127.0.0.1:{port}/a", port, gone=False)).startswith("it is larger than 20 MiB")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nten bytes.",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
)
async def test_a_broken_answer_is_told(answer: bytes) -> None:
    async with raw(answer) as port:
        words = await words_of(f"http://127.0.0.1:{port}/a", port, gone=True)
    assert words == "127.0.0.1 sent a broken answer; try again later"


async def test_a_compression_that_was_not_asked_for_is_refused() -> None:
    async with serve({"/a": page(b"data", "text/plain", Content_Encoding="compress")}) as site:
        assert await refusal(site.fetch("/a")) == "it is compressed as “compress”; upload the file"


async def test_a_site_that_hangs_up_or_is_not_there_does_not_answer() -> None:
    async with raw(b"") as port:
        url = f"http://127.0.0.1:{port}/a"
        assert await words_of(url, port, gone=True) == "127.0.0.1 does not answer; try again later"
    assert await words_of(url, port, gone=True) == "127.0.0.1 does not answer; try again later"


async def test_a_name_that_does_not_exist_is_not_found() -> None:
    words = await words_of("http://landscape.invalid/a", 80, gone=True, seconds=10)
    assert words == "landscape.invalid is not found; check the spelling of the link"


async def trickle(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/plain"})
    await response.prepare(request)
    for _ in range(100):
        await response.write(b"drop")
        await asyncio.sleep(0.05)
    return response


async def dawdle(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.2)
    step = int(request.query.get("step", 0))
    return web.Response(status=302, headers={"Location": f"/?step={step + 1}"})


async def sleep(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response(status=404)


@pytest.mark.clock
@pytest.mark.parametrize("replies", [{"/": trickle}, {"/": dawdle}, {"/robots.txt": sleep}, {"/robots.txt": trickle}])
async def test_the_time_counts_for_everything_together(replies: dict[str, Handler]) -> None:
    async with serve(replies) as site:
        started = time.perf_counter()
        words = await refusal(site.fetch("/", seconds=0.5), gone=True)
        assert time.perf_counter() - started < 1.5
    assert words == "it took longer than 0.5 seconds; try again later or upload the file"


@pytest.fixture
def unknown_certificate(tmp_path: Path) -> ssl.SSLContext:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost"
    subprocess.run([*make.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_that_is_not_valid_is_refused(unknown_certificate: ssl.SSLContext) -> None:
    expected = "127.0.0.1 has no valid certificate; tell the site's owner, or upload the file"
    async with raw(NO_ROBOTS, unknown_certificate) as port:
        assert await words_of(f"https://127.0.0.1:{port}/a", port, gone=False) == expected
    async with serve({}) as without:
        assert await words_of(f"https://127.0.0.1:{without.port}/a", without.port, gone=False) == expected


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serve({"/a": page()}) as site:
        assert await site.fetch("/a") is not None


@pytest.mark.parametrize(
    ("robots", "fetched"),
    [
        (page("User-agent: *\nDisallow: /a", "text/plain"), False),
        (page("User-agent: *\nDisallow: /*?page=", "text/plain"), False),
        (page("User-agent: *\nDisallow: /\n\nUser-agent: LandscapeBot\nDisallow:", "text/plain"), True),
        (page("User-agent: *\nDisallow: /b", "text/plain"), True),
        (page("<html>no such page</html>"), True),
        (page("", status=401), True),
        (page("", status=404), True),
        (page("", status=429), True),
        (redirect("/elsewhere.txt", 301), False),
        (redirect("/robots.txt"), True),  # in a circle: as if there were none
        (page(b"User-agent: *\nDisallow: /a\n" + b"# filler\n" * 200_000, "text/plain"), False),
        (page(b"User-agent: *\n" + b"# filler\n" * 200_000 + b"Disallow: /a\n", "text/plain"), True),
        (page(NEARLY_FULL + b"Disallow: /a?x", "text/plain"), True),  # a rule cut in two is no rule
        (page(NEARLY_FULL + b"\n\n\nDisallow: /a", "text/plain"), True),
        (page(NEARLY_FULL[20:] + b"Disallow: /a\n" + b"# filler\n" * 9, "text/plain"), False),
        (page(gzip.compress(b"User-agent: *\nDisallow: /a"), "text/plain", Content_Encoding="gzip"), False),
    ],
)  # fmt: skip
async def test_a_page_is_fetched_only_where_robots_txt_permits_it(robots: Handler, fetched: bool) -> None:
    elsewhere = page("User-agent: *\nDisallow: /a", "text/plain")
    async with serve({"/robots.txt": robots, "/elsewhere.txt": elsewhere, "/a": page()}) as site:
        if fetched:
            assert await site.fetch("/a?page=2") is not None
        else:
            words = await refusal(site.fetch("/a?page=2"))
            assert words.startswith("127.0.0.1 asks bots not to fetch it (robots.txt); ask the site's owner")
    assert ("/a?page=2" in site.asked) is fetched


async def test_rules_are_read_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def parse(data: bytes, bot: str) -> Robots:
        threads.append(threading.current_thread())
        return parse_robots(data, bot)

    monkeypatch.setattr(fetching, "parse_robots", parse)
    async with serve({"/robots.txt": page("User-agent: *\nAllow: /", "text/plain"), "/a": page()}) as site:
        assert await site.fetch("/a") is not None
    assert threads != []
    assert threading.current_thread() not in threads


async def test_a_robots_txt_that_cannot_be_read_is_a_no() -> None:
    async with serve({"/robots.txt": page("", status=503), "/a": page()}) as site:
        words = await refusal(site.fetch("/a"))
        assert words.startswith("the robots.txt of 127.0.0.1 cannot be read (HTTP status 503); try again later")
    async with serve({"/robots.txt": redirect("http://127.0.0.1:22/robots.txt"), "/a": page()}) as other:
        assert "its redirect to http://127.0.0.1:22/robots.txt uses port 22" in await refusal(other.fetch("/a"))
    assert "/a" not in site.asked + other.asked


async def test_the_robots_txt_of_each_site_on_the_way_is_asked_for_once() -> None:
    forbidding = {"/robots.txt": page("User-agent: *\nDisallow: /", "text/plain"), "/c": page()}
    async with serve(forbidding) as second:
        steps = {"/a": redirect("/b"), "/b": redirect(f"http://127.0.0.1:{second.port}/c")}
        async with serve(steps) as first:
            limits = FetchLimits(ports=frozenset({first.port, second.port}))
            words = await refusal(fetch(f"http://127.0.0.1:{first.port}/a", limits=limits, allowed=everywhere))
    assert words.startswith("127.0.0.1 asks bots not to fetch it")
    assert (first.asked, second.asked) == (["/robots.txt", "/a", "/b"], ["/robots.txt"])

"""What comes with a page: the encoding that the server states, and where the page leads on by itself."""

from __future__ import annotations

import time

import pytest
from aiohttp import web
from support.converted import read_lines
from support.sites import page, redirect, refusal, serve

from corpus.reading.page_head import find_page_refresh


def _refresh(target: str, seconds: int = 0) -> str:
    return f'<html><head><meta http-equiv="refresh" content="{seconds}; url={target}"></head><body><p>Wait.</p></body></html>'


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-2", "Łódź wypływa o świcie."),
        ("windows-1254", "Gişe kapalı, şimdi değil."),
        ("iso-8859-1", "The fee is €45 – families don’t pay more."),
    ],
)
async def test_a_page_is_read_in_the_encoding_that_the_server_states(charset: str, text: str) -> None:
    data = f"<html><body><p>{text}</p></body></html>".encode("cp1252" if charset == "iso-8859-1" else charset)
    replies = {
        "/a": page(data, f"text/html; charset={charset}"),
        "/b.txt": page(data[15:-14], f'text/plain; charset="{charset}"'),
    }
    async with serve(replies) as site:
        fetched, plain = await site.fetch("/a"), await site.fetch("/b.txt")
    assert fetched is not None
    assert plain is not None
    assert read_lines(fetched.data, fetched.filename) == [text]
    assert text in plain.data.decode("utf-8-sig")


async def test_bytes_that_are_no_text_are_left_as_they_are() -> None:
    async with serve({"/a.pdf": page(b"%PDF-1.4 \xe9", "application/pdf; charset=iso-8859-2")}) as site:
        fetched = await site.fetch("/a.pdf")
    assert fetched is not None
    assert fetched.data == b"%PDF-1.4 \xe9"


async def test_a_page_that_leads_on_is_followed() -> None:
    replies = {
        "/": page(_refresh("en/latest/")),
        "/en/latest/": page(),
        "/h": page("Go.", Refresh="0; url=/en/latest/"),
    }
    async with serve(replies) as site:
        for path in ("/", "/h"):
            fetched = await site.fetch(path)
            assert fetched is not None
            assert fetched.url == f"http://127.0.0.1:{site.port}/en/latest/"
            assert fetched.data == b"<p>Be kind.</p>"


async def test_a_page_that_leads_to_itself_or_on_much_later_is_the_document() -> None:
    replies = {
        "/a": page(_refresh("/a", 5)),
        "/b": page(_refresh("/c", 900)),
        "/c": page(_refresh("").replace("; url=", "")),
    }
    async with serve(replies) as site:
        for path in replies:
            fetched = await site.fetch(path)
            assert fetched is not None
            assert fetched.url.endswith(path)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "its redirect to file:///etc/passwd is neither http nor https; give"),
        ("javascript:alert(1)", "its redirect to javascript:alert(1) is neither http nor https; give"),
        ("http://me:secret@example.com/", "its redirect to http://example.com/ holds a user name or a password; give"),
        ("http://example.com:22/", "its redirect to http://example.com:22/ uses port 22, not one of"),
        ("/loop", "it redirects more than 5 times; give the address that a browser ends at"),
        ("/hidden", "127.0.0.1 asks bots not to fetch it (robots.txt); ask"),
    ],
)
async def test_where_a_page_leads_is_checked_as_a_redirect_is(target: str, words: str) -> None:
    replies = {
        "/robots.txt": page("User-agent: *\nDisallow: /hidden", "text/plain"),
        "/a": page(_refresh(target)),
        "/loop": redirect("/pool"),
        "/pool": page(_refresh("/loop")),
        "/hidden": page(),
    }
    async with serve(replies) as site:
        assert (await refusal(site.fetch("/a"))).startswith(words)


async def test_a_page_for_browsers_without_scripts_is_not_where_it_leads() -> None:
    body = f"<html><head><noscript>{_refresh('/no-scripts')}</noscript></head><body><p>Be kind.</p></body></html>"
    async with serve({"/a": page(body)}) as site:
        fetched = await site.fetch("/a")
    assert isinstance(fetched and fetched.url, str)
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.clock
@pytest.mark.parametrize(
    "part", ["<a ", "<!", "<![", "</", "<!--", "<meta a=", "<a b='", "< ", "<?", "<meta content='"]
)
def test_the_head_of_a_hostile_page_is_read_in_no_time(part: str) -> None:
    before = time.perf_counter()
    find_page_refresh(b"refresh" + part.encode() * 1_000_000)
    assert time.perf_counter() - before < 0.5


async def test_only_pages_lead_on() -> None:
    async def reply(request: web.Request) -> web.StreamResponse:
        return web.Response(text=_refresh("/b"), content_type="text/plain")

    async with serve({"/a.txt": reply}) as site:
        fetched = await site.fetch("/a.txt")
    assert fetched is not None
    assert fetched.filename == "a.txt"

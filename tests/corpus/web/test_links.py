"""Documents from links: what comes, and what is refused. The servers are real, on loopback, where `allowed` lets it through."""

from __future__ import annotations

import gzip
from ipaddress import ip_address

import pytest
from aiohttp import web
from support.names import Answers
from support.sites import page, redirect, refusal, serve
from yarl import URL

from corpus.web.addresses import Address
from corpus.web.fetching import USER_AGENT, Fetched, FetchLimits, UnreachableLink, _Visit, fetch

OFFICE = "application/vnd.openxmlformats-officedocument."


async def test_a_page_comes_with_its_name_and_what_tells_its_version() -> None:
    modified = "Tue, 24 Nov 2026 10:00:00 GMT"
    async with serve({"/docs/rules": page(ETag='"v1"', Last_Modified=modified)}) as site:
        assert await site.fetch("/docs/rules?lang=en#kindness") == Fetched(
            b"<p>Be kind.</p>", f"http://127.0.0.1:{site.port}/docs/rules?lang=en", "rules.html", '"v1"', modified
        )
    assert site.asked == ["/robots.txt", "/docs/rules?lang=en"]
    assert {headers["User-Agent"] for headers in site.headers} == {USER_AGENT}


@pytest.mark.parametrize(
    ("path", "kind", "filename"),
    [
        ("/", "text/html; charset=utf-8", "127.0.0.1.html"),
        ("/a/", "text/html", "127.0.0.1.html"),
        ("/rules.HTM", "text/html", "rules.htm"),
        ("/index.php", "application/xhtml+xml", "index.php.html"),
        ("/GPT-4.5", "text/html", "GPT-4.5.html"),
        ("/raw/README.md", "text/plain; charset=utf-8", "README.md"),
        ("/notes", "text/plain", "notes.txt"),
        ("/notes", "text/markdown", "notes.md"),
        ("/F%C3%A4hrplan%2F..%2F%E2%80%AE%22x.pdf", "application/pdf", "Fährplan-..-x.pdf"),
        ("/download", "application/pdf", "download.pdf"),
        ("/a.docx", f"{OFFICE}wordprocessingml.document", "a.docx"),
        ("/a", f"{OFFICE}presentationml.presentation", "a.pptx"),
        ("/a", f"{OFFICE}spreadsheetml.sheet", "a.xlsx"),
        ("/a", "text/csv", "a.csv"),
        ("/a", "application/epub+zip", "a.epub"),
        ("/a", "application/json", "a.json"),
        ("/a.pdf", "application/octet-stream", "a.pdf"),
        ("/a.md", None, "a.md"),
        ("/" + "a" * 300 + ".pdf", "application/pdf", "a" * 100 + ".pdf"),
    ],
)
async def test_a_file_name_is_made_of_path_and_type(path: str, kind: str | None, filename: str) -> None:
    async with serve({URL(path).path: page(b"text", kind)}) as site:
        fetched = await site.fetch(path)
    assert fetched is not None
    assert fetched.filename == filename


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a.png", "image/png"),
        ("/a.pdf", "video/mp4"),
        ("/a.exe", "application/octet-stream"),
        ("/a", "application/octet-stream"),
        ("/a.zip", "application/zip"),
        ("/a.js", "text/javascript"),
    ],
)
async def test_a_type_that_is_not_read_is_refused_by_name(path: str, kind: str) -> None:
    async with serve({path: page(b"data", kind)}) as site:
        words = await refusal(site.fetch(path))
    assert words.startswith(f"it is of the type “{kind}”, which is not read; link a web page")


async def test_a_page_that_has_not_changed_is_none() -> None:
    async def reply(request: web.Request) -> web.StreamResponse:
        known = '"v1"' in request.headers.get("If-None-Match", "") or "If-Modified-Since" in request.headers
        return web.Response(status=304) if known else web.Response(text="new", headers={"ETag": '"v1"'})

    async with serve({"/a": reply, "/broken": page(status=304)}) as site:
        first = await site.fetch("/a")
        assert first is not None
        assert await site.fetch("/a", etag=first.etag) is None
        assert await site.fetch("/a", last_modified="Tue, 24 Nov 2026 10:00:00 GMT") is None
        assert await site.fetch("/a", etag='"v0"') == first
        assert await site.fetch("/a", etag='"v1"\r\nX: y') == first  # not sent
        assert "HTTP status 304" in await refusal(site.fetch("/broken"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_without_keeping_cookies(status: int) -> None:
    async with serve({"/a": redirect("b/c?d=1", status, Set_Cookie="id=1"), "/b/c": page()}) as site:
        fetched = await site.fetch("/a")
    assert fetched is not None
    assert (fetched.url, fetched.filename) == (f"http://127.0.0.1:{site.port}/b/c?d=1", "c.html")
    assert site.asked == ["/robots.txt", "/a", "/b/c?d=1"]
    assert not any("Cookie" in headers for headers in site.headers)


async def test_a_sixth_redirect_is_not_followed() -> None:
    steps = {f"/{step}": redirect(f"/{step + 1}") for step in range(10)}
    async with serve({**steps, "/6": page(), "/loop": redirect("/loop")}) as site:
        assert await site.fetch("/1") is not None
        words = await refusal(site.fetch("/0"))
        assert words == "it redirects more than 5 times; give the address that a browser ends at"
        assert await refusal(site.fetch("/loop")) == words
    assert site.asked.count("/loop") == 6


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "its redirect to file:///etc/passwd is neither http nor https; give"),
        ("ftp://example.com/a", "its redirect to ftp://example.com/a is neither http nor https; give"),
        ("http://me:secret@example.com/", "its redirect to http://example.com/ holds a user name or a password; give"),
        ("http://example.com:22/", "its redirect to http://example.com:22/ uses port 22, not one of"),
        ("http://[::1", "it redirects to what is not a web address; tell"),
    ],
)
async def test_each_redirect_is_checked_anew(target: str, words: str) -> None:
    async with serve({"/a": redirect(target)}) as site:
        assert (await refusal(site.fetch("/a"))).startswith(words)


async def test_a_redirect_or_a_changed_name_does_not_lead_to_another_address() -> None:
    """Here 127.0.0.2 plays the public internet and 127.0.0.1 the machine itself."""

    def outside(address: Address) -> bool:
        return address == ip_address("127.0.0.2")

    async with serve({"/robots.txt": page("", "text/plain"), "/a": page()}) as inner:
        replies = {
            "/a": redirect(f"http://127.0.0.1:{inner.port}/a"),
            "/b": redirect(f"http://localhost:{inner.port}/a"),
        }
        async with serve(replies, "127.0.0.2") as outer:
            limits = FetchLimits(ports=frozenset({inner.port, outer.port}))
            for path in replies:
                words = await refusal(fetch(f"http://127.0.0.2:{outer.port}{path}", limits=limits, allowed=outside))
                assert "is not on the public internet" in words
            assert outer.asked == ["/robots.txt", "/a", "/robots.txt", "/b"]

            rebound = Answers(("127.0.0.2",), ("127.0.0.1",))
            url = f"http://rebound.example:{outer.port}/a"
            words = await refusal(fetch(url, limits=limits, allowed=outside, resolver=rebound))
            assert words.startswith("rebound.example is not on the public internet; link")
            assert outer.asked[4:] == ["/robots.txt"]  # the second connection was not made
    assert inner.asked == []


def test_a_redirect_from_https_to_http_is_refused() -> None:
    visit = _Visit(None, "https://a.example/", FetchLimits())  # type: ignore[arg-type]
    assert visit._follow(URL("https://a.example/x"), "//b.example/y") == URL("https://b.example/y")
    assert visit._follow(URL("http://a.example/x"), "https://b.example/y") == URL("https://b.example/y")
    with pytest.raises(UnreachableLink, match=r"redirects from https to http://b\.example/y, which anyone"):
        visit._follow(URL("https://a.example/x"), "http://b.example/y")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "ftp://example.com/a",
            "ftp://example.com/a cannot be fetched: it is neither http nor https; give a link that",
        ),
        ("example.com/a", "example.com/a cannot be fetched: it is neither http nor https; give a link that"),
        ("file:///etc/passwd", "file:///etc/passwd cannot be fetched: it is neither http nor https; give a link that"),
        ("", " cannot be fetched: it is neither http nor https; give a link that"),
        ("https:///a", "https:///a cannot be fetched: it names no site; copy it"),
        ("http://me:secret@example.com/", "http://example.com/ cannot be fetched: it holds a user name or a password;"),
        ("http://me@example.com/", "http://example.com/ cannot be fetched: it holds a user name or a password;"),
        ("https://example.com:22/", "https://example.com:22/ cannot be fetched: it uses port 22, not one of 80, 443, "),
        ("https://example.com:99999/", "https://example.com:99999/ cannot be fetched: it is not a web address; copy"),
        ("http://[::1/", "http://[::1/ cannot be fetched: it is not a web address; copy it from a browser"),
        ("http://a\\@b/", "http://b/ cannot be fetched: it is not a web address; copy it from a browser"),
        ("http://e\r\nX: y/", "http://eX: y/ cannot be fetched: it is not a web address; copy it from a browser"),
        ("x://" + "a" * 999, "x://" + "a" * 195 + "… cannot be fetched: it is neither"),
    ],
)
async def test_what_is_no_plain_web_address_is_refused_with_a_remedy(url: str, words: str) -> None:
    with pytest.raises(UnreachableLink) as caught:
        await fetch(url)
    assert str(caught.value).startswith(words)
    assert not caught.value.gone
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "gone", "words"),
    [
        (404, True, "the page is gone (HTTP status 404); check the link"),
        (410, True, "the page is gone (HTTP status 410); check the link"),
        (500, True, "the site fails (HTTP status 500); try again later"),
        (503, True, "the site fails (HTTP status 503); try again later"),
        (401, False, "the site answers with HTTP status 401, not with a page; upload the file"),
        (403, False, "the site answers with HTTP status 403, not with a page; upload the file"),
        (429, False, "the site answers with HTTP status 429, not with a page; upload the file"),
        (204, False, "the site answers with HTTP status 204, not with a page; upload the file"),
        (302, False, "the site answers with HTTP status 302, not with a page; upload the file"),
    ],
)
async def test_a_site_without_the_page_is_told_from_one_that_refuses(status: int, gone: bool, words: str) -> None:
    async with serve({"/a": page("", status=status)}) as site:
        assert await refusal(site.fetch("/a"), gone=gone) == words


async def test_a_document_of_just_the_limit_comes_whole_and_one_byte_more_is_refused() -> None:
    async with serve(
        {
            "/a": page(b"a" * 70_000, "text/plain"),
            "/b": page(gzip.compress(b"a" * 70_000), "text/plain", Content_Encoding="gzip"),
        }
    ) as site:
        for path in ("/a", "/b"):
            fetched = await site.fetch(path, max_bytes=70_000)
            assert fetched is not None
            assert fetched.data == b"a" * 70_000
            assert (await refusal(site.fetch(path, max_bytes=69_999))).startswith("it is larger than 0.06")

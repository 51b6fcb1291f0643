"""What a robots.txt permits, by the rules and examples of RFC 9309."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.web.robots import Robots, parse_robots


def robots(text: str) -> Robots:
    return parse_robots(text.encode(), "LandscapeBot")


@pytest.mark.parametrize(
    ("text", "permitted", "refused"),
    [
        ("", "/ /a", ""),
        ("User-agent: *\nDisallow:", "/ /a", ""),
        ("User-agent: *\nDisallow: /", "", "/ /a"),
        ("User-agent: *\nDisallow: /\nAllow: /docs/", "/docs/a", "/ /docs"),
        ("User-agent: *\nAllow: /docs\nDisallow: /docs", "/docs", ""),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/ /a/b /a/b/d", "/a /ax /a/b/c"),
        ("User-agent: *\nDisallow: *.gif$\nDisallow: /*/private\nAllow: /publications/", "/x.gif?a", "/x.gif /a/b/private"),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf.html /pdf", "/a.pdf /a/b.pdf"),
        ("User-agent: *\nDisallow: /a$", "/ab /", "/a"),
        ("User-agent: *\nDisallow: /*?", "/a", "/a?b /?"),
        ("User-agent: *\nDisallow: /a*b*b$", "/ab /abc", "/abb /axbxbb"),
        ("User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /%7euser\nDisallow: /é", "/cafe", "/caf%c3%a9 /~user /%7Euser /%C3%A9a"),
        ("User-agent: other\nDisallow: /", "/", ""),
        ("User-agent: landscapebot\nDisallow: /\n\nUser-agent: *\nAllow: /", "", "/"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: LANDSCAPEBOT/1.0\nAllow: /", "/", ""),
        ("User-agent: LandscapeBot\nUser-agent: other\nDisallow: /a", "/b", "/a"),
        ("User-agent: LandscapeBot\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: LandscapeBot\nDisallow: /c",
         "/b", "/a /c"),
        ("User-agent: LandscapeBot\n\nUser-agent: *\nDisallow: /", "", "/"),
        ("User-agent: LandscapeBotExtra\nDisallow: /", "/", ""),
        ("User-agent: Landscape\nDisallow: /\n\nUser-agent: *\nDisallow: /a", "/", "/a"),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: other\nDisallow: /", "/", ""),
        ("User-agent: *\nDisallow: //a", "/a", "//a"),
        ("Disallow: /\nUser-agent: *\nDisallow: /a", "/", "/a"),
        ("\ufeffuser-AGENT : * # all\r\nCrawl-delay: 5\r\nSitemap: https://x/y\r\nDISALLOW:/a#b\r\n", "/b", "/a"),
        ("<html><body>Not found: sorry</body></html>", "/", ""),
    ],
)  # fmt: skip
def test_the_longest_rule_for_this_bot_decides(text: str, permitted: str, refused: str) -> None:
    for path in permitted.split():
        assert robots(text).permit(path), path
    for path in refused.split():
        assert not robots(text).permit(path), path


@given(st.binary(max_size=200), st.text(max_size=50))
def test_any_bytes_are_rules_or_none(data: bytes, path: str) -> None:
    assert parse_robots(b"User-agent: *\n" + data, "LandscapeBot").permit(path) in (True, False)


@pytest.mark.clock
@pytest.mark.parametrize(
    "hostile",
    [
        "User-agent: *\n" + f"Disallow: /{'a*' * 4_000}b$\n" * 60,
        "User-agent: *\n" + "".join(f"Disallow: /{'a*' * each}b$\n" for each in range(600)),
        "".join(f"User-agent: bot-{each}\n" for each in range(1_500))
        + "".join(f"Disallow: /{each}\n" for each in range(4_000)),
        "user-agent: *\n" * 1_300 + "allow: /\n" * 1_300,
        "user-agent: *\n" * 21_000 + "allow: /\n" * 21_000,
        "user-agent: *\nallow: /\n" * 21_000,
    ],
    ids=[
        "stars",
        "other stars",
        "bots times rules",
        "everybody, 31 kB",
        "everybody, 500 kB",
        "everybody again and again",
    ],
)
def test_rules_made_to_be_slow_are_not(hostile: str) -> None:
    started = time.perf_counter()
    assert robots(hostile).permit("/" + "a" * 8_000)
    assert time.perf_counter() - started < 2

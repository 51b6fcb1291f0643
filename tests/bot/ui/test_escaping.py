"""Escaping: what documents and members write reads the same on Discord, and does nothing there."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.escaping import anything, as_shown, pieces, still_active

from bot.ui.escaping import URL_LIMIT, clean_text, escape_inline, escape_lines, make_safe_link, shorten

# Everything that does something in Discord's markdown, once the escaped characters are taken out.


@settings(max_examples=400, deadline=None)
@given(anything)
@example("\\*not bold\\*")
@example("¯\\_(ツ)_/¯")
@example("<https://example.org>")
@example("a\n-# b\n  # c\n3. d\n> e")
def test_nothing_special_is_left_after_escaping(text: str) -> None:
    assert still_active(escape_inline(text)) == []
    assert still_active("\n".join(escape_lines(text))) == []


@settings(max_examples=400, deadline=None)
@given(anything)
def test_discord_shows_the_text_that_was_escaped(text: str) -> None:
    assert as_shown(escape_inline(text)) == " ".join(clean_text(text).split())
    assert as_shown(" ".join(escape_lines(text))).split() == clean_text(text).split()


@settings(max_examples=400, deadline=None)
@given(anything)
def test_what_is_readable_has_nothing_invisible_and_stays_so(text: str) -> None:
    shown = clean_text(text)
    assert clean_text(shown) == shown
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]", shown
    )
    assert "\n" not in escape_inline(text)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "text", ["Plain words, a comma; (brackets) and 5 % of it.", "Ärger 東京 مرحبا नमस्ते", "it's 17:30 – now"]
)
def test_ordinary_prose_is_left_alone(text: str) -> None:
    assert escape_inline(text) == text


@pytest.mark.clock
@pytest.mark.parametrize(
    "text",
    ["x" + ":a" * 100_000, "x" + ":" * 200_000, "A" + " " * 200_000 + "b.", "a" + "\u200d" * 200_000, "." + '"' * 200_000, "1" * 200_000],
    ids=["colons in a word", "colons", "spaces", "joiners", "quotes", "digits"],
)  # fmt: skip
def test_a_long_word_takes_no_time_that_grows_with_its_square(text: str) -> None:
    started = time.perf_counter()
    for shown in (escape_inline(text), "".join(escape_lines(text)), shorten(text, 900)):
        assert shown
    assert time.perf_counter() - started < 2


def test_a_text_runs_on_over_the_line_breaks_of_its_file() -> None:
    assert escape_lines("Members book it in\nblocks of four hours.\n\nGuests do not.") == [
        "Members book it in blocks of four hours. Guests do not."
    ]


def test_list_items_and_table_rows_keep_their_lines() -> None:
    assert escape_lines("Bring:\n- a rope\n  of hemp\n2. a lamp\n| 3 | dogs |") == [
        "Bring:",
        r"\- a rope of hemp",
        r"2\. a lamp",
        r"\| 3 \| dogs \|",
    ]


@pytest.mark.parametrize("text", ["👩\u200d💻", "🏳️\u200d🌈", "می\u200cخواهم", "❤️"])
def test_joiners_stay_where_emoji_and_scripts_need_them(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u200c", "\u2060", "\u00ad", "\ufeff", "\u3164", "\U000e0041", "\u202e"]
)
def test_a_hidden_character_cannot_split_a_word(hidden: str) -> None:
    assert clean_text(f"every{hidden}one") == "everyone"


def test_stacked_accents_are_cut_down_to_what_languages_use() -> None:
    assert clean_text("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 4 + "b"


def test_a_long_text_is_cut_after_a_sentence_and_marked() -> None:
    text = "One sentence stands here. Another one follows it. A third is too much."
    assert shorten(text, 55) == "One sentence stands here. Another one follows it. …"
    assert shorten(text, len(text)) == text


def test_a_long_sentence_is_cut_after_a_word_and_marked() -> None:
    assert shorten("word, " * 20, 20) == "word, word, word …"


@settings(max_examples=300, deadline=None)
@given(anything, st.integers(5, 60))
def test_a_shortened_text_keeps_to_its_limit_and_is_a_start_of_the_text(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert text.strip().startswith(short.removesuffix(" …")) or short == text.strip()


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "discord://invite",
        "ftp://example.org/a",
        "//example.org",
        "https://",
        "https://localhost/",
        "https://example.org@evil.example/",
        "https://exa mple.org/",
        "https://example.org/\n",
        "https://example.org:port/",
        "https://[broken/",
        "https://example.org/" + "a" * URL_LIMIT,
    ],
)
def test_an_address_that_is_no_plain_web_address_gets_no_button(url: str | None) -> None:
    assert make_safe_link(url, "A quote.") is None


def test_a_link_scrolls_to_the_words_it_quotes() -> None:
    assert make_safe_link("https://example.org/a?b=c", "Well-known, it is: 5 %") == (
        "https://example.org/a?b=c#:~:text=Well%2Dknown%2C%20it%20is%3A%205%20%25"
    )


def test_a_link_to_a_long_quote_names_its_first_and_last_words() -> None:
    link = make_safe_link("https://example.org/", " ".join(f"w{number}" for number in range(40)))
    assert link is not None
    first, last = unquote(link.split(":~:text=")[1].replace(",", "\n")).split("\n")
    assert (first, last) == ("w0 w1 w2 w3 w4 w5", "w34 w35 w36 w37 w38 w39")


def test_a_link_that_already_leads_to_a_place_keeps_it() -> None:
    assert make_safe_link("https://example.org/a#part-2", "A quote.") == "https://example.org/a#part-2"


def test_a_host_in_another_alphabet_is_shown_for_what_it_is() -> None:
    assert make_safe_link("https://еxample.org/ä") == "https://xn--xample-2of.org/%C3%A4"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), pieces.map("https://example.org/".__add__)), anything)
def test_every_link_is_a_web_address_within_discords_limit(url: str, passage: str) -> None:
    link = make_safe_link(url, passage)
    if link is not None:
        parts = urlsplit(link)
        assert len(link) <= URL_LIMIT
        assert link.isascii()
        assert link.isprintable()
        assert " " not in link
        assert parts.scheme in ("http", "https")
        assert parts.username is None
        assert parts.hostname

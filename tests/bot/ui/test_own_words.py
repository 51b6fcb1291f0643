"""Moderators' own words: they keep their formatting, and do nothing that a message must not do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.discord_schema import texts
from support.escaping import anything
from support.reply_views import assert_within_limits

from bot.features.faq.views import render_entry
from bot.ui.own_words import show_own_words, summarize_own_words
from corpus.documents import Document, Passage, Source, Span
from corpus.scopes import faq_of, of_server
from corpus.store.faq.entries import ANSWER_LIMIT, FaqEntry
from index.faq.book import quote_entry
from index.outcomes import Answer


def answer_with(words: str, question: str = "What are the rules?") -> Answer:
    document = Document("d", 1, faq_of(of_server(1)), words, Source("The moderators’ FAQ", author="Mira"))
    passage = Passage(document, 0, len(words), (question,), (Span(0, len(words)),))
    return quote_entry(FaqEntry("0" * 12, of_server(1), question, passage), question)


@pytest.mark.parametrize(
    "words",
    [
        "**Be kind** and *read* the __rules__, ~~or not~~.",
        "Bring:\n- a rope\n  - of hemp\n1. a lamp\n\n> Not two.",
        "Read <#123456789012345678> first, then </ask:123456789012345678> until <t:1700000000:R> <:ok:123456789012345678>.",
        "See [the **harbour** page](https://example.org/vara_(island)?a=b_c) or https://example.org/a__b.",
        "Type `**not bold**` or\n```sh\nmake run  # starts\n\n\n# comment\n```\nthen wait.",
        "**https://example.org/a_b** or ||https://example.org/||, __https://example.org/~x__.",
        "It is ||the red|| one, and snake_case stays, 5 * 3 too.",
        r"A \* that is none.",
    ],
)
def test_what_moderators_format_is_shown_as_they_wrote_it(words: str) -> None:
    assert show_own_words(words, ANSWER_LIMIT) == words


@pytest.mark.parametrize(
    "ping", ["@everyone", "@here", "<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>"]
)
@pytest.mark.parametrize(
    "around",
    [
        "Ask {} today.",
        "**{}**",
        "[{}](https://example.org)",
        "`{}`",
        "https://example.org/{}",
        "<https://example.org/{}>",
        "```\n{}\n```",
        "||{}",
        "@every\u200bone {}",
    ],
)
def test_what_would_ping_reads_the_same_and_pings_nobody(ping: str, around: str) -> None:
    for shown in (show_own_words(around.format(ping), 500), show_own_words(around.format(ping), 500, struck=True)):
        assert not re.search(r"(?<!\\)@(everyone|here)|<@[!&]?\d", shown)
    assert not re.search(r"(?<!\\)@(everyone|here)|<@[!&]?\d", summarize_own_words(around.format(ping), 500))


@pytest.mark.parametrize("left_open", ["||", "**", "__", "~~", "```", "```py\n", "`", "*", "***"])
def test_a_mark_that_is_left_open_is_shown_as_it_is_and_opens_nothing(left_open: str) -> None:
    shown = show_own_words(f"**Read** this: {left_open}and that.", 500)
    bare = re.sub(r"\\[^\w\s]", "", shown)
    assert bare.count("**") == 2
    assert not re.search(r"\|\||~~|__|`", bare)


def test_a_heading_is_a_small_one_and_a_hash_that_is_none_stays() -> None:
    assert show_own_words("# Rules\n## Kindness\n### Here\n#1 is\n# \nthe # of it", 500) == (
        "### Rules\n### Kindness\n### Here\n#1 is\n# \nthe # of it"
    )


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "discord://x", "https://bank.example@evil.example/", "https://localhost/x"]
)
def test_a_link_that_does_not_say_where_it_leads_is_shown_as_text(target: str) -> None:
    shown = show_own_words(f"[the bank]({target})", 500)
    assert shown.startswith(r"\[the bank\]")
    assert not re.search(r"(?<!\\)\]\(", shown)


def test_in_a_list_own_words_stand_on_one_line_without_marks() -> None:
    words = "# Rules\n**Be kind**, see [this](https://example.org) in <#123456789012345678>.\n- `one` of 2*3"
    assert summarize_own_words(words, 200) == r"Rules Be kind, see this in <#123456789012345678>. - one of 2\*3"


def test_struck_words_keep_their_channels_and_nothing_else() -> None:
    assert show_own_words("**Read** <#123456789012345678>\n\n\n- now", 500, struck=True) == (
        "~~\\*\\*Read\\*\\* <#123456789012345678>~~\n\n~~\\- now~~"
    )


@settings(max_examples=300, deadline=None)
@given(anything, st.booleans())
def test_whatever_is_written_is_balanced_and_pings_nobody(text: str, struck: bool) -> None:
    shown = show_own_words(text, ANSWER_LIMIT, struck=struck)
    assert shown.strip()
    bare = re.sub(
        r"\\[^\w\s]|```(?:[^\n`]*\n)?.+?```|``.+?``|`[^`]+`|https?://[^\s<>()*|~`\\]+", "\ue000", shown, flags=re.DOTALL
    )
    assert "`" not in bare
    if not struck:
        assert all(bare.count(mark) % 2 == 0 for mark in ("||", "~~"))
    assert not re.search(r"(?<![\\\w])@(everyone|here)|<@[!&]?\d+>", shown)
    summarize_own_words(text, 80).encode()


@settings(max_examples=60, deadline=None)
@given(anything.map(lambda text: (text * 1500)[:ANSWER_LIMIT] if text else "x"))
def test_a_reply_of_own_words_fits_in_a_message_whose_other_texts_stay_as_they_are(words: str) -> None:
    view = render_entry(answer_with(words))
    assert_within_limits(view)
    assert texts(view.to_components()).endswith("-# By Mira\n-# This server’s FAQ")


def test_own_words_stand_in_a_text_of_their_own_so_that_nothing_of_theirs_reaches_further() -> None:
    (card,) = render_entry(answer_with("# Rules\n>>> quoted ||open **bold ```x")).to_components()
    contents = [one.get("content", "") for one in card["components"]]
    assert "### Rules\n>>> quoted \\|\\|open \\*\\*bold \\`\\`\\`x" in contents

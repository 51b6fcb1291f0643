"""Whatever stands in a document, its reply is harmless and within Discord's limits."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.escaping import anything
from support.passages_made import passage
from support.reply_views import assert_harmless, assert_within_limits

from bot.ui import replies
from corpus.documents import Span
from index.engine import Overview
from index.judge.grades import Certainty
from index.outcomes import Answer, Citation, Reason, Refusal

HOSTILE = "@everyone <@1> [free](https://evil.example) ||x|| **b** `c`\n# big\n-# small\n> quote\n1. one\u202egnp.exe."


def test_nothing_hostile_survives_in_any_place_of_a_reply() -> None:
    hostile = passage(HOSTILE, (HOSTILE,), title=HOSTILE, author=HOSTILE, publisher=HOSTILE, source_title=HOSTILE + "x")
    overview = Overview((HOSTILE,), 1, None)
    citations = (Citation(1, hostile, Span(0, len(HOSTILE))),)
    for reply in (Answer(HOSTILE, citations, 0.9), Refusal(HOSTILE, Reason.NOT_STATED, 0.1, citations, HOSTILE)):
        assert_harmless(replies.render_reply(reply, overview))


WORDS = st.one_of(anything, anything.map(lambda text: text * 60), st.sampled_from(["*" * 3000, "word. " * 900]))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS, WORDS, st.integers(1, 3), st.booleans(), st.booleans())
@example("", "", "https://example.org/a_b" * 60, 1, False, False)  # the cut falls inside an address
@example("~" * 3000, "~" * 3000, "~" * 3000, 3, True, True)
def test_every_reply_is_harmless_and_within_discords_limits(  # noqa: PLR0917
    text: str, name: str, question: str, count: int, answered: bool, struck: bool
) -> None:
    text = f"a {text}"
    source = {"title": name or "t", "author": name, "publisher": name}
    cited = [passage(text, (name, name), identity=f"d{number}", **source) for number in range(count)]
    citations = tuple(Citation(n, one, Span(0, len(text))) for n, one in enumerate(cited, start=1))
    overview = Overview((name,) * 9, 9, datetime(2026, 11, 23, tzinfo=UTC))
    reply = (
        Answer(question, citations, 0.9, certainty=Certainty.UNSURE if count > 2 else Certainty.SURE)
        if answered
        else Refusal(question, Reason.OFF_TOPIC, 0.1, citations[:2], question)
    )
    changed = {f"d{number}": "changed" for number in range(count)} if struck else {}
    view = replies.render_reply(reply, overview, receipt=10**17 if struck else None, changed=changed)
    assert_harmless(view)
    assert_within_limits(view)


@pytest.mark.clock
@pytest.mark.parametrize("changed", [{}, {"d1": "changed"}], ids=["as it stood", "struck"])
@pytest.mark.parametrize(
    "sentence",
    ["x" + ":a" * 20_000, "A" + " " * 40_000 + "b", "a" + "\u200da" * 20_000, "." + '"' * 40_000, "a" + "\n" * 40_000 + "b"],
    ids=["colons", "spaces", "joiners", "quotes", "lines"],
)  # fmt: skip
def test_a_long_cited_sentence_is_drawn_at_once(sentence: str, changed: dict[str, str]) -> None:
    text = f"Before it. {sentence}. After it."
    long = passage(text, (sentence,), title=sentence, author=sentence, url=f"https://example.org/{sentence[:400]}")
    citations = (Citation(1, long, Span(11, 12 + len(sentence))),)
    started = time.perf_counter()
    for reply in (Answer(sentence, citations, 0.9), Refusal(sentence, Reason.NOT_STATED, 0.1, citations, sentence)):
        assert_within_limits(replies.render_reply(reply, Overview((sentence,), 1, None), receipt=1, changed=changed))
    assert time.perf_counter() - started < 1

"""What moderators see of gaps: within Discord's limits, whatever waits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from support.discord_schema import texts

from bot.features.gaps import views
from bot.features.gaps.views import Waiting
from bot.ui.layout import View
from corpus.documents import Document, Passage, Source, Span
from corpus.store.gaps.records import Gap, Ready, Status
from index.outcomes import Citation

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LONG = "Whoever books the shared machine for more than one night in a row asks the keeper of the list first " * 3
STARRED = "*_~" * 100  # each of these is escaped


def waiting(number: int, text: str = "It leaves at noon.", quotes: int = 1, certainty: str = "sure") -> Waiting:
    source = Source(title=text[:90], url=f"https://example.org/{number}/{'path/' * 30}")
    document = Document(f"d{number}", 1, "shared", text, source)
    passage = Passage(document, 0, len(text), (text[90:180] or "Times",), (Span(0, len(text)),))
    citations = tuple(Citation(one + 1, passage, Span(0, len(text))) for one in range(quotes))
    ready = Ready(0.5, "", {}, (), certainty=certainty)
    return Waiting(Gap(number, "server:1", text, Status.OPEN, NOW, NOW, ready=ready), citations)


def buttons(view: View, label: str) -> list[Any]:
    return [item for item in view.walk_children() if getattr(item, "label", "").startswith(label)]


@pytest.mark.parametrize("text", [LONG, STARRED])
def test_long_answers_that_wait_stay_within_one_message_and_the_others_are_counted(text: str) -> None:
    view = views.render_ready([waiting(number, text, quotes=3) for number in range(1, 7)], 9, 0)
    assert view.content_length() <= 4000
    opened = buttons(view, "Open")
    (post,) = buttons(view, "Post")
    shown = [str(number) for number in range(1, 1 + len(opened))]
    assert 1 <= len(shown) < 6
    assert [one.custom_id for one in opened] == [f"gap:open:{number}" for number in shown]
    assert post.custom_id == f"gap:post:{','.join(shown)}", "what is not shown is not posted"
    assert post.label == ("Post the answer" if len(shown) == 1 else f"Post these {len(shown)} answers")
    assert f"and {9 - len(shown)} more; they come up when these are posted" in texts(view.to_components())


def test_of_several_answers_it_says_how_many_are_unsure_and_of_each_how_likely_it_is() -> None:
    view = views.render_ready([waiting(1), waiting(2, certainty="unsure"), waiting(3, certainty="unsure")], 3, 2)
    said = texts(view.to_components())
    assert said.startswith("**3 open questions have an answer now** · 2 of them unsure")
    assert re.findall(r"-# (.*likely to answer)", said) == [
        "50 % likely to answer", "unsure: 50 % likely to answer", "unsure: 50 % likely to answer"
    ]  # fmt: skip
    assert "An unsure one says that it is." in said
    assert "more" not in said
    (post,) = buttons(view, "Post")
    assert (post.label, post.custom_id) == ("Post these 3 answers", "gap:post:1,2,3")


@pytest.mark.parametrize("text", [LONG, STARRED])
def test_one_gap_stays_within_one_message_whether_an_answer_waits_or_passages_are_near(text: str) -> None:
    one = waiting(1, text, quotes=3)
    for answer in (one.citations, ()):
        view = views.render_gap(one.gap, one.citations, answer, NOW)
        assert view.content_length() <= 4000


def test_near_passages_of_a_gap_stand_under_the_same_words_as_those_of_a_refusal() -> None:
    one = waiting(1)
    said = texts(views.render_gap(one.gap, one.citations, (), NOW).to_components())
    assert "**Closest passage: related, but I can't tell that it answers**" in said


def test_parentheses_in_a_link_do_not_end_it_in_markdown() -> None:
    text = "It leaves at noon."
    document = Document("d", 1, "shared", text, Source("Vara", "https://example.org/Vara_(island)?a=(b"))
    citation = Citation(1, Passage(document, 0, len(text), (), (Span(0, len(text)),)), Span(0, len(text)))
    said = texts(views.render_ready([Waiting(waiting(1).gap, (citation,))], 1, 0).to_components())
    assert "[source](https://example.org/Vara_%28island%29?a=%28b)" in said

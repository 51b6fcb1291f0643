"""What moderators see of gaps: within Discord's limits, whatever waits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from support.discord_schema import texts
from support.reply_views import assert_within_limits

from bot.features.gaps import answer_views, views
from bot.features.gaps.answer_views import Outcome, Waiting
from bot.ui.layout import View
from corpus.documents import Document, Passage, Source, Span
from corpus.store.gaps.records import Asking, Gap, Merger, Place, Posting, Ready, Status
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
    view = answer_views.render_ready([waiting(number, text, quotes=3) for number in range(1, 7)], 9, 0).view
    assert view.content_length() <= 4000
    opened = buttons(view, "Open")
    (post,) = buttons(view, "Post")
    shown = [str(number) for number in range(1, 1 + len(opened))]
    assert 1 <= len(shown) < 6
    assert [one.custom_id for one in opened] == [f"gap:open:{number}" for number in shown]
    assert post.custom_id == f"gap:post:{','.join(shown)}", "what is not shown is not posted"
    assert post.label == ("Post the answer" if len(shown) == 1 else f"Post these {len(shown)} answers")
    assert f"and {9 - len(shown)} more, which come up when these are posted" in texts(view.to_components())


def test_of_several_answers_it_says_how_many_are_unsure_and_of_each_how_likely_it_is() -> None:
    view = answer_views.render_ready(
        [waiting(1), waiting(2, certainty="unsure"), waiting(3, certainty="unsure")], 3, 2
    ).view
    said = texts(view.to_components())
    assert said.startswith("**3 open questions have an answer now** · 2 of them unsure")
    assert re.findall(r"-# (.*likely to answer)", said) == [
        "50 % likely to answer", "Unsure: 50 % likely to answer", "Unsure: 50 % likely to answer"
    ]  # fmt: skip
    assert "An unsure one says that it is." in said
    assert "more" not in said
    (post,) = buttons(view, "Post")
    assert (post.label, post.custom_id) == ("Post these 3 answers", "gap:post:1,2,3")


@pytest.mark.parametrize("text", [LONG, STARRED])
def test_one_gap_stays_within_one_message_whether_an_answer_waits_or_passages_are_near(text: str) -> None:
    one = waiting(1, text, quotes=3)
    for answer in (one.citations, ()):
        view = views.render_gap(one.gap, one.citations, replace(one, citations=answer), NOW)
        assert view.content_length() <= 4000


def test_near_passages_of_a_gap_stand_under_the_same_words_as_those_of_a_refusal() -> None:
    one = waiting(1)
    said = texts(views.render_gap(one.gap, one.citations, replace(one, citations=()), NOW).to_components())
    assert "**Closest passage: I'm not sure that it answers**" in said


def test_parentheses_in_a_link_do_not_end_it_in_markdown() -> None:
    text = "It leaves at noon."
    document = Document("d", 1, "shared", text, Source("Vara", "https://example.org/Vara_(island)?a=(b"))
    citation = Citation(1, Passage(document, 0, len(text), (), (Span(0, len(text)),)), Span(0, len(text)))
    said = texts(answer_views.render_ready([Waiting(waiting(1).gap, (citation,))], 1, 0).view.to_components())
    assert "[source](https://example.org/Vara_%28island%29?a=%28b)" in said


@pytest.mark.parametrize("text", [LONG, STARRED])
def test_whatever_came_of_posting_and_merging_stays_within_one_message(text: str) -> None:
    postings = tuple(Posting(10**18 + number, 10**18, 50) for number in range(30))
    places = [Place(10**18 + number, 1, (1, 2)) for number in range(30)]
    askings = tuple(Asking(number, f"{number} {text}", number, NOW) for number in range(30))
    mergers = tuple(Merger(number, text, text[:32], NOW) for number in range(30))
    gap = replace(waiting(1, text).gap, posted=postings, askings=askings, mergers=mergers)
    closed = replace(gap, status=Status.ANSWERED, closed_by=text[:32], closed_at=NOW)
    outcomes = [
        Outcome(gap, postings, places, places), Outcome(closed), Outcome(closed, problem=text),
        Outcome(gap, (Posting(0, 1, 1),)), Outcome(gap, failed=places), Outcome(closed, problem="gone"),
    ]  # fmt: skip
    many = replace(waiting(1, text, quotes=3), gap=gap, places=places)
    for view in (
        answer_views.render_outcomes(outcomes, 9),
        answer_views.render_ready([many] * 6, 9, 2, settled=[closed] * 6).view,
        answer_views.render_ready([], 0, 0, settled=[closed] * 6).view,
        views.render_gap(gap, many.citations, many, NOW, views.note_done("**Merged.**")),
        views.render_gap(closed, many.citations, replace(many, citations=()), NOW),
        views.render_merge_question(gap, closed),
    ):
        assert_within_limits(view)


def test_an_answer_that_went_nowhere_is_told_with_its_question_and_who_asked() -> None:
    said = texts(
        answer_views.render_outcomes([Outcome(replace(waiting(1).gap, status=Status.ANSWERED))]).to_components()
    )
    assert "**It leaves at noon.**\nClosed as answered, but posted nowhere: nobody follows it" in said
    assert "0 members asked it, and nobody was told." in said


def test_where_an_answer_will_go_is_said_before_it_is_posted() -> None:
    places = [Place(71, 1, (5,)), Place(72, 2), Place(0, 9, (6,))]
    ready = answer_views.render_ready([replace(waiting(1), places=places), waiting(2)], 2, 0).view
    said = texts(ready.to_components())
    assert "goes to <#71>, <#72>, direct messages to who asked in private; tells 0 members" in said
    assert "No message is left to reply to, and nobody follows: posting only closes the question" in said

"""Replies: what a member sees of an answer, a refusal and an error, within Discord's limits and harmless."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import discord_schema
from support.discord_schema import texts
from support.escaping import anything, as_shown, still_active
from support.passages_made import BUILT, LIGHT, OVERVIEW, STORM, cite, passage, steps, unsure

from bot.ui import replies
from bot.ui.layout import TEXT_LIMIT, View
from corpus.documents import Document, Passage, Source, Span
from index.engine import Overview
from index.judge.grades import Certainty
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Topic

NOTHING = Overview((), 0, None)


def shown(view: View) -> str:
    """All texts as a member reads them, without the marks for bold, small and quoted text."""
    return as_shown(texts(view.to_components()))


def container(view: View) -> dict[str, Any]:
    (only,) = view.to_components()
    return only


def buttons(view: View) -> list[dict[str, Any]]:
    return [item["accessory"] for item in container(view)["components"] if item["type"] == 9]


def test_an_answer_shows_question_place_quote_origin_and_footer_in_this_order() -> None:
    source = {"author": "Mira Dahl", "publisher": "Harbour Press", "published": date(2024, 3, 5)}
    reply = Answer("When was it built?", (cite(1, passage(**source), 0),), 0.947)
    assert shown(replies.render_reply(reply, OVERVIEW)).split("\n") == [
        "-# When was it built?",
        "**1** · The lighthouse of Vara › History",
        f"> **{BUILT}** {STORM} …",
        "-# Mira Dahl, Harbour Press, 5 Mar 2024",
        "-# 1 passage · 94 % likely to answer · documents as of 23 Nov 2026",
    ]


def test_a_document_written_after_another_says_so() -> None:
    reply = Answer("When?", (cite(1, passage(source_title="Lights of the North", author="Mira Dahl"), 0),), 0.9)
    assert "-# after “Lights of the North”, Mira Dahl" in shown(replies.render_reply(reply, OVERVIEW)).split("\n")


def test_the_button_of_a_citation_leads_to_the_sentence_it_quotes() -> None:
    (button,) = buttons(replies.render_reply(Answer("When?", (cite(1, passage(), 2),), 0.9), OVERVIEW))
    assert button["label"] == "Source"
    assert button["url"] == ("https://example.org/vara#:~:text=Since%201961%20the%20light%20has%20been%20electric.")


def test_a_document_without_an_address_has_no_button() -> None:
    view = replies.render_reply(Answer("When?", (cite(1, passage(url=None), 0),), 0.9), OVERVIEW)
    assert buttons(view) == []
    assert "**1** · The lighthouse of Vara › History" in shown(view)


def test_sentences_of_one_passage_share_its_quote_block() -> None:
    one = passage()
    view = replies.render_reply(Answer("When?", (cite(1, one, 0), cite(2, one, 1)), 0.9), OVERVIEW)
    assert "**1, 2** · The lighthouse of Vara › History" in shown(view)
    assert f"> **{BUILT} {STORM}** {LIGHT}" in shown(view)
    assert "1 passage ·" in shown(view)


def test_each_passage_is_a_block_under_its_own_place() -> None:
    view = replies.render_reply(
        Answer("When?", (cite(1, passage(), 2), cite(2, passage(title="The ferry"), 0)), 0.9), OVERVIEW
    )
    assert shown(view).split("\n")[1:-1] == [
        "**1** · The lighthouse of Vara › History",
        f"> … {STORM} **{LIGHT}**",
        "**2** · The ferry › History",
        f"> **{BUILT}** {STORM} …",
    ]
    assert "2 passages ·" in shown(view)


def test_what_answers_is_shown_once() -> None:
    for cited in (passage(), passage(BUILT)):
        said = shown(replies.render_reply(Answer("When?", (cite(1, cited, 0),), 0.9), OVERVIEW))
        assert said.count(BUILT) == 1


def quote_of(*cited: str) -> list[str]:
    said = shown(replies.render_reply(Answer("How?", steps(*cited), 0.9), NOTHING)).split("\n")
    return [line.removeprefix("> ") for line in said if line.startswith("> ")]


def test_steps_that_answer_stand_together_as_the_list_that_they_are() -> None:
    assert quote_of("Take a free buoy.", "Call the *harbour* office.", "Wait for an answer.", "Pay at the kiosk.") == [
        "To moor at the pier, do this:",
        "**1. Call the *harbour* office. Wait for an answer.**",
        "**2. Take a free buoy.**",
        "**3. Pay at the kiosk.**",
        "4. Hoist the flag. …",
    ]


def test_a_step_alone_stands_between_its_neighbours_each_on_its_line() -> None:
    assert quote_of("Take a free buoy.") == [
        "… Wait for an answer.",
        "**2. Take a free buoy.**",
        "3. Pay at the kiosk. …",
    ]


def test_a_paragraph_after_a_list_is_no_part_of_its_last_item() -> None:
    assert quote_of("Hoist the flag.") == [
        "…",
        "3. Pay at the kiosk.",
        "**4. Hoist the flag.**",
        "The office is open from 8 to 16.",
    ]


def test_rows_of_a_table_that_answer_stand_under_each_other() -> None:
    text = "| Boat | Fee |\n| --- | --- |\n| Small | 20 |\n| Large | 40 |\n"
    rows = [Span(text.index(row), text.index(row) + len(row)) for row in ("Small | 20", "Large | 40")]
    table = Passage(Document("d1", 1, "shared", text, Source("Fees")), rows[0].start, rows[1].end, (), tuple(rows))
    cited = tuple(Citation(number, table, row) for number, row in enumerate(rows, start=1))
    assert "> **| Small | 20 |**\n> **| Large | 40**" in shown(
        replies.render_reply(Answer("Fees?", cited, 0.9), NOTHING)
    )


def test_what_stands_far_between_two_answering_sentences_is_left_out_and_marked() -> None:
    middle = "The sea is wide and the day is long. " * 30
    far = passage(f"{BUILT} {middle}{LIGHT}")
    view = replies.render_reply(Answer("When?", (cite(1, far, 0), cite(2, far, -1)), 0.9), OVERVIEW)
    assert f"> **{BUILT}** … **{LIGHT}**" in shown(view)


def test_an_unsure_answer_says_so_first_in_a_colour_of_its_own_with_one_quote() -> None:
    view = replies.render_reply(unsure(cite(1, passage(), 2)), OVERVIEW)
    assert shown(view).split("\n") == [
        "-# When?",
        "**I am not sure that this answers it.**",
        "**1** · The lighthouse of Vara › History",
        f"> … {STORM} **{LIGHT}**",
        "-# 1 passage · 41 % likely to answer · documents as of 23 Nov 2026",
    ]
    others = [
        replies.render_reply(one, OVERVIEW)
        for one in (Answer("?", (cite(1, passage(), 1),), 0.9), Refusal("?", Reason.NOT_STATED))
    ]
    assert container(view)["accent_color"] == 0xE67E22
    assert container(view)["accent_color"] not in {container(one)["accent_color"] for one in others}


def test_an_unsure_answer_has_fewer_words_than_a_sure_one() -> None:
    text = " ".join(f"Sentence {number} says that {'the sea is wide and ' * 4}deep." for number in range(5))
    cited = cite(1, passage(text), 2)
    surely, unsurely = (
        shown(replies.render_reply(one, OVERVIEW)) for one in (Answer("When?", (cited,), 0.9), unsure(cited))
    )
    assert len(unsurely.split()) < len(surely.split())


@pytest.mark.parametrize(
    ("reply", "public", "labels"),
    [
        (unsure(cite(1, passage(), 0)), True, ["Helpful", "Not what I asked"]),
        (unsure(cite(1, passage(), 0)), False, ["Not what I asked"]),
        (Answer("When?", (cite(1, passage(), 0),), 0.9), True, ["Helpful", "Not helpful"]),
        (Answer("When?", (cite(1, passage(), 0),), 0.9), False, []),
        (Refusal("When?", Reason.OFF_TOPIC), True, ["Ask the moderators"]),
        (Refusal("When?", Reason.NOT_STATED), False, []),
    ],
)
def test_what_can_be_pressed_under_a_reply(reply: Answer | Refusal, public: bool, labels: list[str]) -> None:
    parts = container(replies.render_reply(reply, OVERVIEW, receipt=17, public=public))["components"]
    assert [button["label"] for row in parts if row["type"] == 1 for button in row["components"]] == labels
    unlogged = container(replies.render_reply(reply, OVERVIEW, public=public))["components"]
    assert not [row for row in unlogged if row["type"] == 1]


def test_a_list_keeps_its_lines_in_a_quote_and_a_paragraph_runs_on() -> None:
    text = "The keeper counts.\n\nShe counts\nthe ropes.\n\n- Then the lamps."
    spans = [Span(0, 18), Span(20, 41), Span(45, len(text))]
    document = Document("d1", 1, "shared", text, Source("Counting"))
    cited = Passage(document, 0, len(text), (), tuple(spans))
    view = replies.render_reply(Answer("What?", (Citation(1, cited, spans[1]),), 0.9), NOTHING)
    assert "> The keeper counts. **She counts the ropes.**\n> - Then the lamps.\n" in shown(view)


def test_a_long_quote_is_cut_at_a_sentence_and_marked() -> None:
    text = " ".join(f"Sentence number {number} says something of the sea." for number in range(60))
    refusal = Refusal("Why?", Reason.NOT_STATED, nearest=(Citation(1, passage(text), Span(0, len(text))),))
    quote = next(line for line in shown(replies.render_reply(refusal, OVERVIEW)).split("\n") if line.startswith("> "))
    assert quote.endswith("of the sea. …")
    assert text.startswith(quote.removeprefix("> ").removesuffix(" …"))


def test_a_source_that_was_removed_is_struck_through_and_noted_and_the_others_stay() -> None:
    gone, kept = passage(), passage(title="The ferry", identity="d2")
    view = replies.render_reply(
        Answer("When?", (cite(1, gone, 0), cite(2, kept, 2)), 0.9), OVERVIEW, changed={"d1": "removed"}
    )
    raw = texts(view.to_components())
    assert f"> ~~**{BUILT}** {STORM} …~~\n" in raw
    assert f"> … {STORM} **{LIGHT}**" in raw
    assert "⚠ Since this answer: “The lighthouse of Vara” was removed.\n" in raw


def test_the_note_tells_of_each_document_what_became_of_it() -> None:
    cited = (cite(1, passage(), 0), cite(2, passage(), 1), cite(3, passage(title="The *ferry*", identity="d2"), 0))
    view = replies.render_reply(
        Answer("When?", cited, 0.9), OVERVIEW, changed={"d1": "changed", "d2": "removed", "d3": "?"}
    )
    assert (
        "⚠ Since this answer: “The lighthouse of Vara” was changed; the quote may no longer stand there. "
        "“The *ferry*” was removed."
    ) in shown(view).split("\n")


def test_each_line_of_a_struck_quote_is_struck_by_itself() -> None:
    text = "- First the ropes~~ and ~more~\n- Then the lamps."
    document = Document("d1", 1, "shared", text, Source("Counting"))
    whole = Span(0, len(text))
    answer = Answer("What?", (Citation(1, Passage(document, 0, len(text), (), (whole,)), whole),), 0.9)
    raw = texts(replies.render_reply(answer, NOTHING, changed={"d1": "changed"}).to_components())
    assert "> ~~**\\- First the ropes\\~\\~ and \\~more\\~**~~\n> ~~**\\- Then the lamps.**~~" in raw


@pytest.mark.parametrize(
    ("reply", "footer"),
    [
        (
            Answer("When?", (cite(1, passage(url=None), 0),), 0.9),
            "-# 1 passage · 90 % likely to answer · documents as of 23 Nov 2026",
        ),
        (Refusal("Who?", Reason.NOT_STATED, 0.2), "-# documents as of 23 Nov 2026"),
    ],
)
def test_a_logged_reply_has_the_button_of_its_receipt_beside_its_last_line(
    reply: Answer | Refusal, footer: str
) -> None:
    assert buttons(replies.render_reply(reply, OVERVIEW)) == []
    view = replies.render_reply(reply, OVERVIEW, receipt=17)
    (button,) = buttons(view)
    last = container(view)["components"][-1]
    assert texts(last) == footer
    assert last["accessory"] == button
    assert {key: button[key] for key in ("label", "style", "custom_id")} == {
        "label": "Receipt",
        "style": 2,
        "custom_id": "receipt:17",
    }


def test_a_certain_answer_is_never_called_more_than_99_percent_sure() -> None:
    assert "99 % likely to answer" in shown(
        replies.render_reply(Answer("When?", (cite(1, passage(), 0),), 1.0), OVERVIEW)
    )


def test_a_refusal_looks_different_says_why_and_what_else_to_ask() -> None:
    detail = "They mention the keeper, but not the name."
    refusal = Refusal("Who was the keeper?", Reason.NOT_STATED, 0.2, (cite(1, passage(), 1),), detail)
    view = replies.render_reply(refusal, OVERVIEW)
    assert container(view)["accent_color"] == 0xF1C40F
    assert (
        container(replies.render_reply(Answer("?", (cite(1, passage(), 1),), 0.9), OVERVIEW))["accent_color"]
        == 0x5865F2
    )
    assert shown(view).split("\n") == [
        "-# Who was the keeper?",
        f"**I find no answer in the documents.** {detail}",
        "-# I can talk about: The lighthouse of Vara · The ferry",
        "-# Closest passage: related, but I can't tell that it answers",
        "The lighthouse of Vara › History",
        f"> {STORM}",
    ]


def test_a_refusal_shows_two_nearest_passages_at_most() -> None:
    near = tuple(cite(number, passage(), 1) for number in (1, 2, 3))
    said = shown(replies.render_reply(Refusal("Who?", Reason.NOT_STATED, 0.2, near), OVERVIEW))
    assert said.count(STORM) == 2
    assert "Closest passages: related, but I can't tell that they answer" in said


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_told_in_a_sentence_of_its_own(reason: Reason) -> None:
    said = {shown(replies.render_reply(Refusal("Who?", one), NOTHING)).split("\n")[1] for one in Reason}
    assert len(said) == len(Reason)
    assert shown(replies.render_reply(Refusal("Who?", reason), NOTHING)).count("\n") == 1


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (Topic.GREETING, "Hello! Ask me a question"),
        (Topic.THANKS, "You're welcome. Ask me a question"),
        (Topic.ABILITIES, "Ask me a question"),
    ],
)
def test_what_is_said_to_the_bot_itself_gets_a_word_in_return_and_what_to_ask(topic: Topic, said: str) -> None:
    view = replies.render_reply(Help("hi", topic), OVERVIEW)
    assert shown(view).replace("**", "").startswith(said)
    assert "The lighthouse of Vara · The ferry" in shown(view)
    _assert_within_limits(view)


def test_many_titles_are_counted_not_listed() -> None:
    many = Overview(tuple(f"Title {number}" for number in range(12)), 12, None)
    assert "Title 4 · and 7 more" in shown(replies.render_help(many))


def test_an_error_is_red_and_gives_the_reference() -> None:
    view = replies.render_failure("7F3K2Q")
    assert container(view)["accent_color"] == 0xED4245
    assert "ref 7F3K2Q" in shown(view)


def test_a_question_that_is_too_long_is_told_the_limit_and_its_length() -> None:
    assert "up to 300 characters, and this one has 1,512" in shown(replies.render_too_long(1512))


def test_the_heading_that_repeats_the_title_is_left_out() -> None:
    cited = passage(headings=("The Lighthouse of Vara", "Visiting", "Dogs"))
    assert "**1** · The lighthouse of Vara › Visiting › Dogs\n" in shown(
        replies.render_reply(Answer("When?", (cite(1, cited, 0),), 0.9), OVERVIEW)
    )


HOSTILE = "@everyone <@1> [free](https://evil.example) ||x|| **b** `c`\n# big\n-# small\n> quote\n1. one\u202egnp.exe."


def test_nothing_hostile_survives_in_any_place_of_a_reply() -> None:
    hostile = passage(HOSTILE, (HOSTILE,), title=HOSTILE, author=HOSTILE, publisher=HOSTILE, source_title=HOSTILE + "x")
    overview = Overview((HOSTILE,), 1, None)
    citations = (Citation(1, hostile, Span(0, len(HOSTILE))),)
    for reply in (Answer(HOSTILE, citations, 0.9), Refusal(HOSTILE, Reason.NOT_STATED, 0.1, citations, HOSTILE)):
        _assert_harmless(replies.render_reply(reply, overview))


WORDS = st.one_of(anything, anything.map(lambda text: text * 60), st.sampled_from(["*" * 3000, "word. " * 900]))


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
    _assert_harmless(view)
    _assert_within_limits(view)


def _assert_harmless(view: View) -> None:
    """Assert that each line, without the marks that we set ourselves, does nothing."""
    for line in texts(view.to_components()).split("\n"):
        ours = re.sub(r"^(-# |> )", "", line)
        struck = re.fullmatch(r"~~(.*?)~~", ours)  # as Discord reads it: up to the next two tildes
        ours = struck[1] if struck else ours
        assert not re.search("[\u202e\u200b]", ours)
        assert still_active(re.sub(r"(?<!\\)((?:\\\\)*)\*\*", r"\1", ours)) == []


def _assert_within_limits(view: View) -> None:
    assert view.content_length() <= TEXT_LIMIT
    assert sum(1 for _ in view.walk_children()) <= 40
    if discord_schema.at_hand():
        body = {"components": view.to_components(), "flags": 32768}
        discord_schema.assert_bodies_fit([("POST", "/channels/1/messages", body)])

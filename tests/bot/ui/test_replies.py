"""Replies: what a member sees of an answer, from its question to its buttons."""

from __future__ import annotations

from datetime import date

import pytest
from support.discord_schema import texts
from support.passages_made import BUILT, LIGHT, OVERVIEW, STORM, cite, passage, steps, unsure
from support.reply_views import NOTHING, buttons, container, read_view

from bot.terminal.json_contract import citation_to_json
from bot.ui import replies
from corpus.documents import Document, Passage, Source, Span
from corpus.reading.markdown import read_markdown
from index.outcomes import Answer, Citation, Reason, Refusal


def test_an_answer_shows_question_place_quote_origin_and_footer_in_this_order() -> None:
    source = {"author": "Mira Dahl", "publisher": "Harbour Press", "published": date(2024, 3, 5)}
    reply = Answer("When was it built?", (cite(1, passage(**source), 0),), 0.947)
    assert read_view(replies.render_reply(reply, OVERVIEW)).split("\n") == [
        "-# When was it built?",
        "**1** · The lighthouse of Vara › History",
        f"> **{BUILT}** {STORM} …",
        "-# Mira Dahl, Harbour Press, 5 Mar 2024",
        "-# 1 passage · 94 % likely to answer · documents as of 23 Nov 2026",
    ]


def test_a_document_written_after_another_says_so() -> None:
    reply = Answer("When?", (cite(1, passage(source_title="Lights of the North", author="Mira Dahl"), 0),), 0.9)
    assert "-# After “Lights of the North”, Mira Dahl" in read_view(replies.render_reply(reply, OVERVIEW)).split("\n")


def test_the_button_of_a_citation_leads_to_the_sentence_it_quotes() -> None:
    (button,) = buttons(replies.render_reply(Answer("When?", (cite(1, passage(), 2),), 0.9), OVERVIEW))
    assert button["label"] == "Source"
    assert button["url"] == ("https://example.org/vara#:~:text=Since%201961%20the%20light%20has%20been%20electric.")


def test_a_document_without_an_address_has_no_button() -> None:
    view = replies.render_reply(Answer("When?", (cite(1, passage(url=None), 0),), 0.9), OVERVIEW)
    assert buttons(view) == []
    assert "**1** · The lighthouse of Vara › History" in read_view(view)


def test_sentences_of_one_passage_share_its_quote_block() -> None:
    one = passage()
    view = replies.render_reply(Answer("When?", (cite(1, one, 0), cite(2, one, 1)), 0.9), OVERVIEW)
    assert "**1, 2** · The lighthouse of Vara › History" in read_view(view)
    assert f"> **{BUILT} {STORM}** {LIGHT}" in read_view(view)
    assert "1 passage ·" in read_view(view)


def test_each_passage_is_a_block_under_its_own_place() -> None:
    view = replies.render_reply(
        Answer("When?", (cite(1, passage(), 2), cite(2, passage(title="The ferry"), 0)), 0.9), OVERVIEW
    )
    assert read_view(view).split("\n")[1:-1] == [
        "**1** · The lighthouse of Vara › History",
        f"> … {STORM} **{LIGHT}**",
        "**2** · The ferry › History",
        f"> **{BUILT}** {STORM} …",
    ]
    assert "2 passages ·" in read_view(view)


def test_what_answers_is_shown_once() -> None:
    for cited in (passage(), passage(BUILT)):
        said = read_view(replies.render_reply(Answer("When?", (cite(1, cited, 0),), 0.9), OVERVIEW))
        assert said.count(BUILT) == 1


def quote_of(*cited: str) -> list[str]:
    said = read_view(replies.render_reply(Answer("How?", steps(*cited), 0.9), NOTHING)).split("\n")
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
    assert "> **| Small | 20 |**\n> **| Large | 40**" in read_view(
        replies.render_reply(Answer("Fees?", cited, 0.9), NOTHING)
    )


def test_a_row_of_a_table_carries_the_names_of_its_columns() -> None:
    read = read_markdown("# Boats\n\n| Boat | Seats |\n| --- | --- |\n| Heron | 4 |\n| Otter | 2 |\n", "boats.md")
    document = Document("d", 1, "server:1", read.text, read.source)
    spans = tuple(block.span for block in read.blocks)
    citation = Citation(1, Passage(document, spans[0].start, spans[-1].end, (), spans), spans[1])
    answer = Answer("How many?", (citation,), 0.9)
    assert "Boats › Boat, Seats" in read_view(replies.render_reply(answer, OVERVIEW))
    assert (citation.quote, citation_to_json(citation)["headings"]) == ("Otter | 2", ["Boat, Seats"])


def test_what_stands_far_between_two_answering_sentences_is_left_out_and_marked() -> None:
    middle = "The sea is wide and the day is long. " * 30
    far = passage(f"{BUILT} {middle}{LIGHT}")
    view = replies.render_reply(Answer("When?", (cite(1, far, 0), cite(2, far, -1)), 0.9), OVERVIEW)
    assert f"> **{BUILT}** … **{LIGHT}**" in read_view(view)


def test_an_unsure_answer_says_so_first_in_a_colour_of_its_own_with_one_quote() -> None:
    view = replies.render_reply(unsure(cite(1, passage(), 2)), OVERVIEW)
    assert read_view(view).split("\n") == [
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
        read_view(replies.render_reply(one, OVERVIEW)) for one in (Answer("When?", (cited,), 0.9), unsure(cited))
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
    assert "> The keeper counts. **She counts the ropes.**\n> - Then the lamps.\n" in read_view(view)


def test_a_long_quote_is_cut_at_a_sentence_and_marked() -> None:
    text = " ".join(f"Sentence number {number} says something of the sea." for number in range(60))
    refusal = Refusal("Why?", Reason.NOT_STATED, nearest=(Citation(1, passage(text), Span(0, len(text))),))
    quote = next(
        line for line in read_view(replies.render_reply(refusal, OVERVIEW)).split("\n") if line.startswith("> ")
    )
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
    ) in read_view(view).split("\n")


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
        (Refusal("Who?", Reason.NOT_STATED, 0.2), "-# Documents as of 23 Nov 2026"),
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
    assert "99 % likely to answer" in read_view(
        replies.render_reply(Answer("When?", (cite(1, passage(), 0),), 1.0), OVERVIEW)
    )


def test_the_heading_that_repeats_the_title_is_left_out() -> None:
    cited = passage(headings=("The Lighthouse of Vara", "Visiting", "Dogs"))
    assert "**1** · The lighthouse of Vara › Visiting › Dogs\n" in read_view(
        replies.render_reply(Answer("When?", (cite(1, cited, 0),), 0.9), OVERVIEW)
    )

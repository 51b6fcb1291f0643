"""Markdown: which stretches are quotable, under which headings, and which questions it answers."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Block, BlockKind, QuestionAnswer, ReadDocument, Source, Span
from corpus.reading.decoding import normalise
from corpus.reading.markdown import derive_title, read_markdown


def reading(text: str, filename: str = "rules.md") -> ReadDocument:
    return read_markdown(normalise(text), filename)


def contents(document: ReadDocument) -> list[tuple[BlockKind, tuple[str, ...], str]]:
    return [(block.kind, block.headings, block.span.of(document.text)) for block in document.blocks]


def pairs(document: ReadDocument) -> list[tuple[str, str]]:
    return [(each.question.of(document.text), each.answer.of(document.text)) for each in document.questions]


PARAGRAPH, ITEM, ROW, CODE = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CODE


def test_front_matter_tells_where_a_document_came_from() -> None:
    text = (
        "---\ntitle: Server rules\nsource_title: The rules\nauthor: Ana Berg\npublisher: Harbour Club\n"
        "url: https://example.org/rules\npublished: 2026-01-31\nlanguage: en-GB\ntags: [rules, events]\nmood: fine\n"
        "---\n# Server rules\n\nBe kind.\n"
    )
    start = text.index("Be kind.")
    assert reading(text) == ReadDocument(
        text=text,
        source=Source(
            title="Server rules",
            url="https://example.org/rules",
            source_title="The rules",
            author="Ana Berg",
            publisher="Harbour Club",
            published=date(2026, 1, 31),
            language="en",
            tags=("rules", "events"),
        ),
        blocks=(Block(Span(start, start + 8), (), PARAGRAPH),),
    )


def test_a_thematic_break_at_the_top_is_no_front_matter() -> None:
    document = reading("---\n\nBe kind.\n\n---\n\nHave fun.\n")
    assert contents(document) == [(PARAGRAPH, (), "Be kind."), (PARAGRAPH, (), "Have fun.")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 2024\n---\n# Other\n\nText.\n", "2024"),
        ("Text.\n\n# The **first** [heading](x)\n\n# Second\n\nText.\n", "The first heading"),
        ("## Only a smaller one\n\nText.\n", "Server rules v2"),
    ],
)
def test_the_title_is_stated_or_the_first_heading_or_the_name_of_the_file(text: str, title: str) -> None:
    assert reading(text, "server_rules-v2.md").source.title == title


def test_the_name_of_a_file_makes_a_title() -> None:
    assert [derive_title(name) for name in ("server-rules.md", "FAQ.txt", ".md")] == ["Server rules", "FAQ", ".md"]


def test_headings_of_both_kinds_make_the_path_and_the_title_is_not_in_it() -> None:
    document = reading(
        "# Rules\n\nOne.\n\nChannels\n--------\n\nTwo.\n\n### Voice #\n\nThree.\n\n## *Events*\n\nFour.\n\n# Annex\n\nFive.\n"
    )
    assert [(block.headings, block.span.of(document.text)) for block in document.blocks] == [
        ((), "One."),
        (("Channels",), "Two."),
        (("Channels", "Voice"), "Three."),
        (("Events",), "Four."),
        (("Annex",), "Five."),
    ]


def test_list_items_are_blocks_without_their_marks() -> None:
    document = reading(
        "- tight one\n  wraps here\n  * nested\n- [ ] open task\n\n1. loose\n\n   second part\n\n2) other\n"
    )
    assert contents(document) == [
        (ITEM, (), "tight one\n  wraps here"),
        (ITEM, (), "nested"),
        (ITEM, (), "[ ] open task"),
        (ITEM, (), "loose"),
        (ITEM, (), "second part"),
        (ITEM, (), "other"),
    ]


def test_rows_and_code_are_blocks_of_their_own_kind() -> None:
    document = reading(
        "| Day | Time |\n|-----|:----:|\n| Monday | nine |\n| Friday | ten |\n\n```py\nx = 1\n\ny = 2\n```\n\n    indented\n"
    )
    assert contents(document) == [
        (ROW, (), "Monday | nine"),
        (ROW, (), "Friday | ten"),
        (CODE, (), "x = 1\n\ny = 2"),
        (CODE, (), "indented"),
    ]


def test_what_stands_under_the_number_of_a_row_is_a_row() -> None:
    document = reading(
        "## Boats\n\n###### row 2\n\nName: Ada; Built: 1943\n\n###### row 3: Grace\n\nName: Grace\n\nText.\n"
    )
    assert contents(document) == [
        (ROW, ("Boats", "row 2"), "Name: Ada; Built: 1943"),
        (ROW, ("Boats", "row 3: Grace"), "Name: Grace"),
        (PARAGRAPH, ("Boats", "row 3: Grace"), "Text."),
    ]


def test_a_quotation_is_cut_where_its_lines_end_sentences() -> None:
    document = reading("> First one.\n> Second one\n> goes on.\n>\n> - an item\n")
    assert contents(document) == [
        (PARAGRAPH, (), "First one."),
        (PARAGRAPH, (), "Second one\n> goes on."),
        (ITEM, (), "an item"),
    ]


def test_comments_references_pictures_and_tags_are_never_quotable() -> None:
    document = reading(
        "<!-- secret one -->\n\nBefore <!-- secret\ntwo --> after.\n\n[ref]: https://example.org 'secret three'\n\n"
        "![secret four](a.png) [![secret five](b.png)](c)\n\n***\n\n<div>\nBetween tags.\n<!--\nsecret six\n-->\n</div>\n\n"
        "<script>\nsecret seven\n</script>\n\nLast. <!-- secret eight"
    )
    assert contents(document) == [
        (PARAGRAPH, (), "Before"),
        (PARAGRAPH, (), "after."),
        (PARAGRAPH, (), "Between tags."),
        (PARAGRAPH, (), "Last."),
    ]


def test_questions_under_a_faq_heading_are_answered_up_to_the_next_heading() -> None:
    document = reading(
        "# Club\n\n## Is this a club?\n\nYes.\n\n## Frequently asked questions\n\n### 1. How do I **join**?\n\nAsk a moderator.\n\n"
        "- or an admin\n\n### Is it free? ##\n\nIt is.\n\n### Contact\n\nWrite to us.\n\n## After\n\nThe end.\n"
    )
    assert pairs(document) == [
        ("How do I **join**?", "Ask a moderator.\n\n- or an admin"),
        ("Is it free?", "It is."),
    ]
    assert document.questions[0].headings == ("Frequently asked questions",)


def test_several_questions_among_the_headings_make_a_faq_and_one_does_not() -> None:
    one = "# Club\n\n## What is it?\n\nA club.\n\n"
    assert pairs(reading(one)) == []
    assert pairs(reading(one + "## Where is it?\n\nHere.\n")) == [("What is it?", "A club."), ("Where is it?", "Here.")]


def test_questions_in_bold_are_read() -> None:
    document = reading("# FAQ\n\n**What is it?**\nA club.\n\n**Where is it?**\n\nHere.\n\n**Who runs it?** We do.\n")
    assert pairs(document) == [("What is it?", "A club."), ("Where is it?", "Here."), ("Who runs it?", "We do.")]
    assert [block.headings for block in document.blocks] == [("What is it?",), ("Where is it?",), ("Who runs it?",)]


def test_labelled_questions_are_read() -> None:
    document = reading(
        "Q: What is it?\nA: A club.\nIt is old.\n\n**Q2.** Where is it?\n\n**A2.** Here.\n\nQ1: sales grew.\n"
    )
    assert pairs(document) == [("What is it?", "A club.\nIt is old."), ("Where is it?", "Here.\n\nQ1: sales grew.")]


def test_an_initial_is_no_label() -> None:
    assert contents(reading("A. Smith founded the club.\n")) == [(PARAGRAPH, (), "A. Smith founded the club.")]


def test_an_answer_never_runs_over_what_may_not_be_quoted() -> None:
    document = reading("# FAQ\n\n## Why?\n\nBecause.\n\n<!-- secret -->\n\nAnd so on.\n")
    assert document.questions == (QuestionAnswer(Span(10, 14), Span(16, 24)),)


def test_the_language_is_told_where_it_is_not_stated() -> None:
    assert reading("# Regeln\n\nBitte seid immer freundlich zu allen anderen Mitgliedern.\n").source.language == "de"
    assert reading("# Rules\n\nOk.\n").source.language == "en"


LINES = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            [
                "",
                "# One",
                "## Why?",
                "===",
                "---",
                "> quoted",
                "> > - deep",
                "- item",
                "  1. nested",
                "|a|b|",
                "|-|-|",
                "```",
                "\tcode",
                "<!-- x",
                "-->",
                "<div>",
                "**What?** So.",
                "Q: How?",
                "A: So.",
                "[a]: b",
                "![a](b)",
                "FAQ",
                "title: x",
                "text\\",
            ]
        ),
    ),
    max_size=30,
)


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_into_tight_ordered_blocks(lines: list[str]) -> None:
    document = reading("\n".join(lines))
    end = 0
    for block in document.blocks:
        words = block.span.of(document.text)
        assert words == words.strip()
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
    for each in document.questions:
        assert each.question.end <= each.answer.start
        assert each.answer.start in {block.span.start for block in document.blocks}
        assert each.answer.end in {block.span.end for block in document.blocks}


@pytest.mark.clock
@pytest.mark.parametrize(
    "line", ["word " * 15 + "\n\n", "# a?\n\nb\n\n", "- item\n", "> a\n", "<!-- ", "![[", "**Q? ", "|a|\n|-|\n", "`"]
)
def test_long_texts_are_read_in_seconds(line: str) -> None:
    started = time.perf_counter()
    reading(line * (300_000 // len(line)))
    assert time.perf_counter() - started < 20  # a square of the length would take hours


def test_parentheses_in_the_address_of_a_link_do_not_end_it() -> None:
    text = "# [Vara](https://example.org/Vara_(island)) and ![a map](https://example.org/map_(old).png)its boats\n\nThey leave at noon.\n"
    assert read_markdown(text, "a.md").source.title == "Vara and its boats"
    only_a_picture = "# Vara\n\n![a map](https://example.org/map_(old).png)\n\nThey leave at noon.\n"
    read = read_markdown(only_a_picture, "a.md")
    assert [block.span.of(only_a_picture) for block in read.blocks] == ["They leave at noon."]

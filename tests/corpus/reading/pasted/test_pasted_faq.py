"""Titles, questions with answers and author boxes in pasted articles."""

from __future__ import annotations

from datetime import date

import pytest
from support.pasted import A, B, C, D, contents, pairs, reading

from corpus.documents import BlockKind


def test_a_guide_keeps_its_lists_code_and_headings() -> None:
    document = reading(
        """Install guide

Overview
This guide explains how to install the bot on a small server.

Requirements
Python 3.11 or later
2 GB of memory
A Discord token

Steps
1. Clone the repository.
2. Run the installer.

pip install landscape
bot.run(token)

The bot does not start
Check that the token is set. Then read the log.
"""
    )
    assert contents(document) == [
        (("Overview",), "This guide explains how to install the bot on a small server."),
        (("Requirements",), "Python 3.11 or later"),
        (("Requirements",), "2 GB of memory"),
        (("Requirements",), "A Discord token"),
        (("Steps",), "Clone the repository."),
        (("Steps",), "Run the installer."),
        (("Steps",), "pip install landscape"),
        (("Steps",), "bot.run(token)"),
        (("The bot does not start",), "Check that the token is set. Then read the log."),
    ]
    assert [block.kind for block in document.blocks][6:8] == [BlockKind.CODE, BlockKind.CODE]


def test_the_name_of_the_file_helps_to_find_the_title() -> None:
    text = f"Harbour Weekly Reader Service\nBy Maya Lindqvist\nNew boats\n3 min read\n\n{A}\n\n{B}\n"
    assert reading(text, "new-boats.txt").source.title != "New boats"  # two words are no evidence
    text = text.replace("New boats", "Forty new boats")
    assert reading(text, "forty-new-boats.txt").source.title == "Forty new boats"


def test_markdown_in_a_text_file_is_read_as_markdown() -> None:
    document = reading(f"# Ferry rules\n\n## **Boarding**\n\n{A}\n")
    assert document.source.title == "Ferry rules"
    assert contents(document) == [(("Boarding",), A)]


FAQ_FORMS = {
    "an empty line between all": "What will a ticket cost?\n\nTwo euros, as before.\n\nWhen does it start?\n\nIn May.\n",
    "no empty lines": "What will a ticket cost?\nTwo euros, as before.\nWhen does it start?\nIn May.\n",
    "pairs set apart": "What will a ticket cost?\nTwo euros, as before.\n\nWhen does it start?\nIn May.\n",
    "numbered": "1. What will a ticket cost?\nTwo euros, as before.\n2. When does it start?\nIn May.\n",
    "labelled": "Q: What will a ticket cost?\nA: Two euros, as before.\n\nQ: When does it start?\nA: In May.\n",
    "labelled on one line": "Q: What will a ticket cost? A: Two euros, as before.\nQ: When does it start? A: In May.\n",
    "labelled and numbered": "Q1: What will a ticket cost?\nA1: Two euros, as before.\nQ2: When does it start?\nA2: In May.\n",
}


@pytest.mark.parametrize("form", FAQ_FORMS.values(), ids=FAQ_FORMS.keys())
@pytest.mark.parametrize("heading", ["FAQ", "Frequently Asked Questions", "Questions and answers", "Q&A", "FAQs:"])
def test_a_faq_is_read_in_any_form(heading: str, form: str) -> None:
    document = reading(f"Harbour ferries go electric\n\n{A}\n\n{B}\n\n{heading}\n\n{form}")
    assert pairs(document) == [
        ("What will a ticket cost?", "Two euros, as before."),
        ("When does it start?", "In May."),
    ]
    name = heading.removesuffix(":")
    assert contents(document) == [
        ((), A),
        ((), B),
        ((name, "What will a ticket cost?"), "Two euros, as before."),
        ((name, "When does it start?"), "In May."),
    ]


AUTHOR_BOXES = {
    "name twice, links": "About the Author\n\nMaya Lindqvist\n\nMaya Lindqvist\n\n{bio}\n\nConnect on LinkedIn\n",
    "name and role": "About the author\nMaya Lindqvist\nSenior Reporter\n{bio}\nView all posts by Maya Lindqvist\n",
    "written by, on two lines": "Written by\nMaya Lindqvist\n{bio}\nFollow\n",
    "bio with its name": "Author bio\n\n{bio}\n",
    "written by, on one line": "Written by Maya Lindqvist\n{bio}\n",
}


@pytest.mark.parametrize("box", AUTHOR_BOXES.values(), ids=AUTHOR_BOXES.keys())
def test_an_author_box_names_the_author_and_ends_the_last_answer(box: str) -> None:
    bio = "Maya Lindqvist is a reporter who has covered ports for ten years."
    document = reading(
        f"Harbour ferries go electric\n\n{A}\n\n{B}\n\nFAQ\n\nWhen does it start?\n{C}\n\nHow many boats?\n{D}\n\n"
        + box.format(bio=bio)
    )
    assert document.source.author == "Maya Lindqvist"
    assert pairs(document) == [("When does it start?", C), ("How many boats?", D)]
    heading = box.split("\n", maxsplit=1)[0]
    assert contents(document)[-1] == ((heading,), bio)
    assert [text for _, text in contents(document)] == [A, B, C, D, bio]


def test_a_biography_without_a_heading_is_no_part_of_the_last_answer() -> None:
    bio = "Maya Lindqvist covers ports and islands for Harbour Press."
    document = reading(
        f"Harbour ferries go electric\n\nBy Maya Lindqvist\n\n{A}\n\n{B}\n\nFAQ\n\nWhen does it start?\n{C}\n\n{bio}\n"
    )
    assert pairs(document) == [("When does it start?", C)]
    assert contents(document)[-1] == ((), bio)


def test_a_title_that_stands_twice_is_found_among_navigation() -> None:
    document = reading(
        f"HarbourHarbour\nCity News\nWorld News Today\n\nFerries go electric | Harbour Press\n\nTransport\n\n3 min read\n"
        f"Ferries go electric\n\n{A}\n\n{B}\n"
    )
    assert document.source.title == "Ferries go electric"
    assert contents(document) == [((), A), ((), B)]


def test_a_line_under_the_title_that_the_summary_repeats_is_kept_once() -> None:
    dek = "Forty boats will change over in the next six years, says the council"
    document = reading(
        f"Ferries go electric\n\n{dek}\n\n5 min read\n\nKey takeaways\n\n{dek}\n\n{A}\n\nThe plan\n\n{B}\n"
    )
    assert document.source.title == "Ferries go electric"
    assert contents(document) == [
        (("Key takeaways",), dek),
        (("Key takeaways",), A),
        (("The plan",), B),
    ]


def test_a_summary_that_lost_its_bullets_keeps_its_lines() -> None:
    document = reading(
        f"Ferries go electric\nBy Maya Lindqvist | March 3, 2024 | 6 min read\n\nKey takeaways\nForty new boats\n"
        f"Two routes first\nSame fares as now\n\nThe plan\n\n{A}\n\n{B}\n"
    )
    assert document.source.author == "Maya Lindqvist"
    assert document.source.published == date(2024, 3, 3)
    assert contents(document) == [
        (("Key takeaways",), "Forty new boats"),
        (("Key takeaways",), "Two routes first"),
        (("Key takeaways",), "Same fares as now"),
        (("The plan",), A),
        (("The plan",), B),
    ]


def test_headings_are_found_without_empty_lines() -> None:
    document = reading(f"Ferries go electric\n{A}\nThe plan\n{B}\nWhat does it cost?\n{C}\nWho objects\n{D}\n")
    assert document.source.title == "Ferries go electric"
    assert contents(document) == [
        ((), A),
        (("The plan",), B),
        (("What does it cost?",), C),
        (("Who objects",), D),
    ]
    assert pairs(document) == []  # a lone question is a heading


def test_furniture_between_paragraphs_is_no_heading() -> None:
    document = reading(
        f"Ferries go electric\n\n{A}\n\nAdvertisement\n\n{B}\n\nRead more\n\n{C}\n\nStory continues below advertisement\n\n"
        f"We use cookies to improve your visit. By continuing you accept them.\n\nAccept all\n\n{D}\n"
    )
    assert contents(document) == [((), A), ((), B), ((), C), ((), D)]


def test_whole_sentences_that_sound_like_furniture_are_kept() -> None:
    kept = [
        "Subscribe to the announcements channel before your first event with us.",
        "Share prices of the two builders fell on the same afternoon.",
        "Cookies are served in the harbour café every day at four.",
        "Advertisement boards along the pier will be taken down in spring.",
    ]
    document = reading("Ferries go electric\n\n" + "\n\n".join([A, *kept, B]))
    assert [text for _, text in contents(document)] == [A, *kept, B]

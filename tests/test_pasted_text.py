"""Pasted articles of several layouts, and plain texts that are no articles."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decoding import normalise
from corpus.documents import BlockKind, ReadDocument
from corpus.pasted_text import read_pasted_text

SEED = Path(__file__).parents[2] / "shared" / "seed" / "chinese-open-source-ai-models-pull-ahead.txt"


def reading(text: str, filename: str = "pasted.txt") -> ReadDocument:
    return read_pasted_text(normalise(text), filename)


def contents(document: ReadDocument) -> list[tuple[tuple[str, ...], str]]:
    return [(block.headings, " ".join(block.span.of(document.text).split())) for block in document.blocks]


def pairs(document: ReadDocument) -> list[tuple[str, str]]:
    return [
        (
            " ".join(each.question.of(document.text).split()),
            " ".join(each.answer.of(document.text).split()),
        )
        for each in document.questions
    ]


A = "The harbour council voted on Monday to replace its forty diesel ferries with electric boats over the next six years."
B = "Engineers will begin with the two shortest routes, where a single charge lasts for a whole morning of crossings."
C = "Passengers will pay the same fares as before, and season tickets that were bought this year stay valid."
D = "Critics answer that the new charging piers are still unfunded and that nobody has agreed where they should stand."

NEWS_SITE = f"""Skip to main content
Menu
Home > Cities > Transport
Search
Subscribe
Log in

Harbour ferries go electric

The council's plan covers forty boats and six years of work.

By Maya Lindqvist
12 Comments
Published Mar 3, 2024
Updated: Mar 5, 2024
6 min read

Share
Facebook
X
Copy link

A ferry leaves the old pier at dawn. Photo: Ola Berg/Harbour Press

{A}

Advertisement

{B}

Short routes first

{C}

Sign up for our newsletter and get the best stories in your inbox every Friday.

{D}

Related articles
Why buses run late
Ten bridges worth crossing

Tags: ferries, transport, council

12 Comments

Follow us on X
© 2024 Harbour Press. All rights reserved.
Privacy Policy
"""


def test_a_news_page_is_read_without_its_furniture() -> None:
    document = reading(NEWS_SITE)
    assert document.source.title == "Harbour ferries go electric"
    assert document.source.author == "Maya Lindqvist"
    assert document.source.published == date(2024, 3, 3)
    assert contents(document) == [
        ((), "The council's plan covers forty boats and six years of work."),
        ((), A),
        ((), B),
        (("Short routes first",), C),
        (("Short routes first",), D),
    ]
    assert pairs(document) == []


BLOG_PLATFORM = f"""Open in app
Sign up
Sign in
Write
The ferry changes: what you will notice
Maya Lindqvist
Maya Lindqvist
5 min read
·
Mar 3, 2024

214
6
Listen
Share
{A}
What changes first
{B}
1. New piers
2. New lights
Why it takes so long
{C}
Ferries
Harbours
214
6
Maya Lindqvist
Written by Maya Lindqvist
1.2K Followers
Maya writes about ports, tides and slow boats.
Follow
More from Maya Lindqvist
How to tie a bowline
Jan 4
Recommended from the harbour
Ten bridges worth crossing
Help
About
"""


def test_an_article_of_a_blog_platform_is_read_without_its_furniture() -> None:
    document = reading(BLOG_PLATFORM)
    assert document.source.title == "The ferry changes: what you will notice"
    assert document.source.author == "Maya Lindqvist"
    assert document.source.published == date(2024, 3, 3)
    assert contents(document) == [
        ((), A),
        (("What changes first",), B),
        (("What changes first",), "New piers"),
        (("What changes first",), "New lights"),
        (("Why it takes so long",), C),
        (("Written by Maya Lindqvist",), "Maya writes about ports, tides and slow boats."),
    ]


PERSONAL_BLOG = f"""Pier Notes
A blog about small harbours

The ferries are electric now
Posted on March 3, 2024 by Maya Lindqvist

{A}

"We wound every rope by hand," said the mate.

{B}

Questions we get asked

Is the pier open?
Yes, until five.

How do I get there?
Take tram 4 to the river stop. From there it is a walk of three minutes.

About Maya
Maya Lindqvist runs the blog from a flat above the tram depot.

Share this:
Twitter
Like this:
Loading...
Leave a Reply
Your email address will not be published. Required fields are marked *
Recent Posts
Ten bridges worth crossing
"""


def test_a_post_of_a_personal_blog_is_read_without_its_furniture() -> None:
    document = reading(PERSONAL_BLOG)
    assert document.source.title == "The ferries are electric now"
    assert document.source.author == "Maya Lindqvist"
    assert document.source.published == date(2024, 3, 3)
    faq = "Questions we get asked"
    assert contents(document) == [
        ((), A),
        ((), '"We wound every rope by hand," said the mate.'),
        ((), B),
        ((faq, "Is the pier open?"), "Yes, until five."),
        ((faq, "How do I get there?"), "Take tram 4 to the river stop. From there it is a walk of three minutes."),
        (("About Maya",), "Maya Lindqvist runs the blog from a flat above the tram depot."),
    ]
    assert pairs(document) == [
        ("Is the pier open?", "Yes, until five."),
        ("How do I get there?", "Take tram 4 to the river stop. From there it is a walk of three minutes."),
    ]


WITHOUT_EMPTY_LINES = f"""HarbourDaily
Boats | Piers | Weather
Ferries that never wait
Engineers say the new motor loses a minute per crossing
By MAYA LINDQVIST
Updated 10:04 AM EST, March 5, 2024
Image: A boat at a pier. (Getty Images)
SUMMARY
- The motor is made of copper.
- It costs as much as a house.
{A}
{B}
What comes next
{C}
READ MORE: Ten bridges worth crossing
Topics
Boats
Maya Lindqvist is a staff writer at HarbourDaily who covers motors.
Comments (4)
First!
I like boats very much and will buy one of these for my mother.
"""


def test_a_page_without_empty_lines_is_read_without_its_furniture() -> None:
    document = reading(WITHOUT_EMPTY_LINES)
    assert document.source.title == "Ferries that never wait"
    assert document.source.published is None
    assert contents(document) == [
        (("SUMMARY",), "The motor is made of copper."),
        (("SUMMARY",), "It costs as much as a house."),
        ((), A),
        ((), B),
        (("What comes next",), C),
        ((), "Maya Lindqvist is a staff writer at HarbourDaily who covers motors."),
    ]


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


def test_chrome_is_never_quotable() -> None:
    text = " ".join(words for _, words in contents(reading(NEWS_SITE)))
    for line in ("Skip to", "Menu", "Home >", "Maya", "2024", "min read", "Share", "Photo", "Advert", "newsletter"):
        assert line not in text
    for line in ("Why buses", "Ten bridges", "Tags", "Comments", "Follow us", "rights reserved", "Privacy"):
        assert line not in text


def test_wrapped_lines_are_one_paragraph() -> None:
    document = reading(
        """THE FERRY RULES

    1. Boarding

The gate opens ten minutes before departure. Passengers with
bicycles board last, and they leave first when the boat has
been made fast at the pier.

    2. Conduct

Nobody may stand on the upper deck while the boat turns. The
crew may refuse a passenger who does not follow their
instructions.

2.1 A dog travels free of charge when it is kept on a lead and
away from the seats.
"""
    )
    assert document.source.title == "THE FERRY RULES"
    assert contents(document) == [
        (
            ("1. Boarding",),
            "The gate opens ten minutes before departure. Passengers with bicycles board last, and they leave first"
            " when the boat has been made fast at the pier.",
        ),
        (
            ("2. Conduct",),
            "Nobody may stand on the upper deck while the boat turns. The crew may refuse a passenger who does not"
            " follow their instructions.",
        ),
        (
            ("2. Conduct",),
            "2.1 A dog travels free of charge when it is kept on a lead and away from the seats.",
        ),
    ]


def test_rules_with_numbered_headings_keep_their_numbers_in_the_path() -> None:
    document = reading(
        "Server rules\n\n1. Be kind\nTreat everyone with respect, also when you disagree.\n\n"
        "2. No spam\nDo not post the same message twice.\nDo not advertise other servers.\n"
    )
    assert document.source.title == "Server rules"
    assert contents(document) == [
        (("1. Be kind",), "Treat everyone with respect, also when you disagree."),
        (("2. No spam",), "Do not post the same message twice."),
        (("2. No spam",), "Do not advertise other servers."),
    ]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    document = reading(
        f"How to board\n\n{A}\n\nFollow these steps before you board:\n\n1. Buy a ticket\n2. Show it at the gate\n"
        f"3. Wait behind the yellow line\n\n{B}\n"
    )
    assert [(block.kind, block.span.of(document.text)) for block in document.blocks][2:5] == [
        (BlockKind.LIST_ITEM, "Buy a ticket"),
        (BlockKind.LIST_ITEM, "Show it at the gate"),
        (BlockKind.LIST_ITEM, "Wait behind the yellow line"),
    ]
    assert contents(document)[-1] == ((), B)


def test_meeting_notes_keep_their_short_lines() -> None:
    document = reading(
        """Weekly sync, harbour team

Date: 12 May 2024
Attendees: Ana, Bo, Cy

Decisions
- Move the standup to ten
- Bo drafts the ferry notice
  and sends it round

Open points:
• Who paints the pier
• Budget for the benches is 900 euros
"""
    )
    assert document.source.title == "Weekly sync, harbour team"
    assert contents(document) == [
        ((), "Date: 12 May 2024"),
        ((), "Attendees: Ana, Bo, Cy"),
        (("Decisions",), "Move the standup to ten"),
        (("Decisions",), "Bo drafts the ferry notice and sends it round"),
        (("Open points",), "Who paints the pier"),
        (("Open points",), "Budget for the benches is 900 euros"),
    ]
    assert {block.kind for block in document.blocks[2:]} == {BlockKind.LIST_ITEM}


def test_a_conversation_keeps_each_message_apart() -> None:
    lines = [
        "ana: did anyone try the new timetable yet",
        "bo: yes, it works on the small pier but not on the large one",
        "ana: ok",
        "cy: the large one changes on Friday",
    ]
    document = reading("\n".join(lines))
    assert [text for _, text in contents(document)] == lines
    assert pairs(document) == []


@pytest.mark.parametrize("line", ["The wifi password is on the fridge", "Ferries leave at nine.", "Why?", "Menu"])
def test_a_single_line_is_quotable_and_the_file_names_it(line: str) -> None:
    document = reading(line, "harbour_wifi-notes.txt")
    assert document.source.title == "Harbour wifi notes"
    assert contents(document) == [((), line)]


def test_underlined_headings_nest_by_their_rules() -> None:
    document = reading(
        f"Ferry handbook\n==============\n\nRoutes\n------\n\n{A}\n\nNight boats\n~~~~~~~~~~~\n\n{B}\n\nFares\n-----\n\n{C}\n"
    )
    assert document.source.title == "Ferry handbook"
    assert contents(document) == [
        (("Routes",), A),
        (("Routes", "Night boats"), B),
        (("Fares",), C),
    ]


def test_headings_in_capitals_hold_the_others() -> None:
    document = reading(f"Ferry handbook\n\nROUTES AND PIERS\n\nNight boats\n\n{A}\n\nFARES AND TICKETS\n\n{B}\n")
    assert contents(document) == [(("ROUTES AND PIERS", "Night boats"), A), (("FARES AND TICKETS",), B)]


def test_a_book_of_project_gutenberg_is_read_without_its_licence() -> None:
    document = reading(
        """The Project Gutenberg eBook of The Little Ferry

Title: The Little Ferry

Author: Edna Marsh

*** START OF THE PROJECT GUTENBERG EBOOK THE LITTLE FERRY ***

THE LITTLE FERRY

by Edna Marsh

CHAPTER I. THE PIER

There was once a ferry so small that the gulls took it for a
crate, and nobody in the town could remember who had built it
or when.

  It had one seat, and the seat was always wet, so that those
who crossed the bay in it learned to stand.

CHAPTER II. THE STORM

The wind came up in March.

*** END OF THE PROJECT GUTENBERG EBOOK THE LITTLE FERRY ***

You may copy this eBook under the terms of the licence that came with it.
"""
    )
    assert document.source.title == "The Little Ferry"
    assert document.source.author == "Edna Marsh"
    assert contents(document) == [
        (
            ("CHAPTER I. THE PIER",),
            "There was once a ferry so small that the gulls took it for a crate, and nobody in the town could remember"
            " who had built it or when.",
        ),
        (
            ("CHAPTER I. THE PIER",),
            "It had one seat, and the seat was always wet, so that those who crossed the bay in it learned to stand.",
        ),
        (("CHAPTER II. THE STORM",), "The wind came up in March."),
    ]


def test_rows_between_tabs_are_table_rows() -> None:
    document = reading(f"Ferry fares\n\n{A}\n\nRoute\tPrice\nNorth pier\t2 euros\nIsland\t5 euros\n\n{B}\n")
    rows = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert rows == ["Route\tPrice", "North pier\t2 euros", "Island\t5 euros"]


def test_groups_inside_a_faq_take_part_in_the_path() -> None:
    document = reading(
        f"Ferries go electric\n\n{A}\n\n{B}\n\nFAQ\n\nTickets\n\nWhat does it cost?\nTwo euros.\n\nBicycles\n\n"
        "Can I bring a bicycle?\nYes.\nIt boards last.\n\nContact the crew\n\nWrite to the harbour office on the quay.\n"
    )
    assert contents(document)[2:] == [
        (("FAQ", "Tickets", "What does it cost?"), "Two euros."),
        (("FAQ", "Bicycles", "Can I bring a bicycle?"), "Yes."),
        (("FAQ", "Bicycles", "Can I bring a bicycle?"), "It boards last."),
        (("Contact the crew",), "Write to the harbour office on the quay."),
    ]
    assert pairs(document) == [
        ("What does it cost?", "Two euros."),
        ("Can I bring a bicycle?", "Yes. It boards last."),
    ]


def test_the_language_of_a_text_is_told() -> None:
    document = reading(
        "Fähren werden elektrisch\n\nDer Rat der Stadt hat am Montag beschlossen, dass vierzig Boote ersetzt werden.\n\n"
        "Die Fahrgäste zahlen weiterhin denselben Preis, und alle Karten bleiben bis zum Ende des Jahres gültig.\n"
    )
    assert document.source.language == "de"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published Mar 3, 2024", date(2024, 3, 3)),
        ("March 3rd, 2024 at 10:04 AM EST", date(2024, 3, 3)),
        ("Posted on 3 March 2024", date(2024, 3, 3)),
        ("2024-03-03", date(2024, 3, 3)),
        ("Published: 2024-03-03T10:00:00Z", date(2024, 3, 3)),
        ("Maya Lindqvist · 3 March 2024 · 6 min read", date(2024, 3, 3)),
        ("Published 03/04/2024", None),
        ("Updated March 3, 2024", None),
        ("Published February 31, 2024", None),
    ],
)
def test_only_a_clearly_stated_date_is_taken(line: str, expected: date | None) -> None:
    document = reading(f"Ferries go electric\n\nBy Maya Lindqvist\n{line}\n\n{A}\n\n{B}\n")
    assert document.source.published == expected
    assert contents(document) == [((), A), ((), B)]


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not part of the repository")
def test_the_seed_article_is_read_as_its_author_meant_it() -> None:
    document = reading(SEED.read_text(encoding="utf-8"), SEED.name)
    lines = [line for line in document.text.split("\n") if line]
    assert document.source.title == lines[2]
    assert document.source.author == "Guilherme A."
    assert document.source.published is None
    faq = "Frequently asked questions"
    asked = [line for line in lines if line.endswith("?") and len(line.split()) < 15]
    assert len(asked) == 4
    assert pairs(document) == [(question, lines[lines.index(question) + 1]) for question in asked]
    paths = list(dict.fromkeys(block.headings for block in document.blocks))
    assert paths == [
        ("TL;DR",),
        (),
        ("The competitive gap",),
        ("What practitioners should watch",),
        *((faq, question) for question in asked),
        ("About the Author",),
    ]
    quotable = [text for _, text in contents(document)]
    assert len(set(quotable)) == len(quotable)
    headings = {document.source.title, faq, *asked, "TL;DR", "The competitive gap", "What practitioners should watch"}
    chrome = {*lines[:2], "4 min read", "About the Author", "Guilherme A.", "Connect on LinkedIn"}
    assert set(quotable) == set(lines) - headings - chrome


LINES = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            [
                "",
                "FAQ",
                "What is it?",
                "Q: Why?",
                "A: So.",
                "- a point",
                "1. One",
                "=====",
                "By Ana Berg",
                "About the author",
                "Share",
                "Related articles",
                "TL;DR",
                "A\tB",
                A,
                B,
                "A Title of a Text",
                "  indented",
                "CHAPTER I",
                "3 Comments",
            ]
        ),
    ),
    max_size=40,
)


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_into_tight_ordered_blocks(lines: list[str]) -> None:
    document = reading("\n".join(lines))
    end = 0
    for block in document.blocks:
        words = block.span.of(document.text)
        assert words == words.strip()
        assert any(character.isalnum() for character in words)
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
    for each in document.questions:
        assert each.question.end <= each.answer.start
        assert each.answer.start in {block.span.start for block in document.blocks}
        assert each.answer.end in {block.span.end for block in document.blocks}
    assert bool(document.blocks) == any(character.isalnum() for character in document.text)


@pytest.mark.parametrize(
    "line",
    [
        "word " * 15 + "end.\n\n",
        "A short line\n",
        "- item\n",
        "What is it?\nIt is so.\n",
        "Q: a\n",
        "a b > c > d\n",
        "[x] y: z\n",
        "=\n",
    ],
)
def test_many_lines_are_read_in_seconds(line: str) -> None:
    text = line * (400_000 // len(line))
    started = time.perf_counter()
    reading(text)
    assert time.perf_counter() - started < 20  # a square of the length would take hours


@pytest.mark.parametrize("line", ["x", "By ", "> ", "a. ", "(", '?"', "Mar 3, 2024 ", "#a ", "1", "We use ", "photo "])
def test_one_long_line_is_read_in_seconds(line: str) -> None:
    started = time.perf_counter()
    reading(line * (500_000 // len(line)))
    assert time.perf_counter() - started < 10

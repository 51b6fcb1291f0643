"""Plain texts that are no articles: notes, rules, books, conversations."""

from __future__ import annotations

from datetime import date

import pytest
from support.pasted import A, B, C, contents, pairs, reading

from corpus.documents import BlockKind


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

"""Articles pasted from their web pages: what is furniture, what is a heading, and what is quoted."""

from __future__ import annotations

from datetime import date

import pytest
from support.pasted import A, B, C, D, contents, pairs, reading
from support.paths import ARTICLE

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


@pytest.mark.skipif(not ARTICLE.exists(), reason="the seed article is not part of the repository")
def test_the_seed_article_is_read_as_its_author_meant_it() -> None:
    document = reading(ARTICLE.read_text(encoding="utf-8"), ARTICLE.name)
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


def test_chrome_is_never_quotable() -> None:
    text = " ".join(words for _, words in contents(reading(NEWS_SITE)))
    for line in ("Skip to", "Menu", "Home >", "Maya", "2024", "min read", "Share", "Photo", "Advert", "newsletter"):
        assert line not in text
    for line in ("Why buses", "Ten bridges", "Tags", "Comments", "Follow us", "rights reserved", "Privacy"):
        assert line not in text

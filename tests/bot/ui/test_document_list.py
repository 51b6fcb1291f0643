"""The list of documents that members see: own ones first, with links, in pages, within Discord's limits."""

from __future__ import annotations

from datetime import UTC, datetime

from support.reply_views import assert_within_limits, read_view

from bot.ui.document_list import render_document_list
from bot.ui.helping import render_help
from corpus.scopes import SHARED, SHIPPED, of_server
from corpus.store.records import ListedDocument
from index.engine import Overview
from index.outcomes import Topic

DAY = datetime(2026, 11, 23, tzinfo=UTC)


def overview_of(*documents: tuple[str, str | None, str]) -> Overview:
    listed = tuple(ListedDocument(title, url, scope, DAY) for title, url, scope in documents)
    return Overview(tuple(dict.fromkeys(one.title for one in listed)), len(listed), DAY, listed)


MIXED = overview_of(
    ("Rules", "https://example.org/rules_(old)", of_server(1)), ("Hand*book", None, of_server(1)), ("Charter", None, SHARED),
    ("About the article", None, SHIPPED),
)  # fmt: skip


def test_whose_documents_they_are_is_said_a_servers_own_first_and_titles_are_links() -> None:
    assert read_view(render_document_list(MIXED)).split("\n") == [
        "**4 documents**",
        "**Of this server**",
        "- Hand*book",
        "- [Rules](https://example.org/rules_%28old%29)",
        "**For every server**",
        "- Charter",
        "**Notes that come with me**",
        "- About the article",
    ]


def test_documents_of_one_owner_need_no_name_for_it() -> None:
    assert read_view(render_document_list(overview_of(("Charter", None, SHARED)))) == "**1 document**\n- Charter"


def test_where_there_are_none_it_says_so() -> None:
    assert read_view(render_document_list(overview_of())) == "**There are no documents yet.**"


def test_a_thousand_documents_come_in_pages_with_buttons_and_the_last_page_is_the_end() -> None:
    many = overview_of(*((f"Title {n:04}", f"https://example.org/{n}/{'x' * 480}", SHARED) for n in range(1000)))
    for number in (0, 40, 83, 999999):
        view = render_document_list(many, number)
        assert_within_limits(view)
        assert f"page {min(number, 83) + 1} of 84" in read_view(view)
    assert "Title 0999" in read_view(render_document_list(many, 83))


def test_in_a_channel_the_list_is_one_page_without_buttons_that_says_where_the_rest_is() -> None:
    many = overview_of(*((f"Title {n:02}", None, SHARED) for n in range(30)))
    view = render_help(many, Topic.DOCUMENTS)
    assert "and 18 more: /documents lists them all" in read_view(view)
    assert not [item for item in view.walk_children() if item.type.name == "button"]


def test_of_what_there_is_to_talk_about_only_own_documents_are_named() -> None:
    said = read_view(render_help(MIXED))
    assert "I can talk about: Rules · Hand*book · and 2 more: /documents" in said
    assert said.count("Rules") == 1

"""A thread is written down, and its messages are read back."""

from __future__ import annotations

from support.pasted import contents
from support.threads_made import BEGAN, talk

from corpus.readers import read_document
from corpus.reading.threads.written import Entry


def test_a_thread_is_read_back_with_who_wrote_and_what_became_of_it() -> None:
    text = talk(
        "Cold soup", Entry("Ana", BEGAN, "The soup is cold.", asks=True), ("Bo, the cook", "Heat it up."),
        Entry("Cy", BEGAN, "Or order another.", marked=True, replies_to=0), Entry("Ana", BEGAN, "I did.", replies_to=1),
    )  # fmt: skip
    document = read_document(text.encode(), "thread-1.md")
    assert document.conversation is not None
    messages = document.conversation.messages
    assert [(each.author, each.asks, each.marked, each.replies_to) for each in messages] == [
        ("Ana", True, False, None), ("Bo, the cook", False, False, None), ("Cy", False, True, 0), ("Ana", False, False, 1),
    ]  # fmt: skip
    assert contents(document) == [
        (("Ana, 2026-11-20 10:00 UTC",), "The soup is cold."), (("Bo, the cook, 2026-11-20 10:09 UTC",), "Heat it up."),
        (("Cy, 2026-11-20 10:18 UTC",), "Or order another."), (("Ana, 2026-11-20 10:27 UTC",), "I did."),
    ]  # fmt: skip


def test_nothing_in_a_message_heads_or_hides_the_messages_behind_it() -> None:
    tricks = (
        "# Rules\n\nBe kind <!-- always.\n---\n## Eve, 2026-11-20 10:00 UTC, marked as the answer\n\n```\n# no heading"
    )
    text = talk("Tricks", ("Ana", tricks), ("Bo", "Nothing is hidden here."))
    document = read_document(text.encode(), "thread-1.md")
    assert document.conversation is not None
    assert [(each.author, each.marked) for each in document.conversation.messages] == [("Ana", False), ("Bo", False)]
    assert contents(document)[-1] == (("Bo, 2026-11-20 10:09 UTC",), "Nothing is hidden here.")
    assert "# no heading" in text


def test_an_article_with_dates_in_its_headings_is_no_thread() -> None:
    text = "# Minutes\n\n## Monday, 2026-11-20 10:00 UTC\n\nWe met.\n\n## What is next?\n\nWe meet again.\n"
    assert read_document(text.encode(), "minutes.md").conversation is None

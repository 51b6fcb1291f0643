"""What moderators see of documents: within Discord's limits, whatever the files say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from support.discord_schema import texts

from bot.features.documents.remarks import UploadRemarks
from bot.features.documents.views import render_history, render_preview, render_published
from bot.ui.layout import TEXT_LIMIT
from bot.ui.pager import peek_page
from corpus.documents import Document, LeftOut, Passage, Source, Span
from corpus.store.history import Action, Actor, Event
from corpus.store.records import StoredDocument
from corpus.store.replies import LoggedReply
from index.judge.grades import Certainty
from index.outcomes import Citation
from index.upkeep.near_duplicates import NearDuplicate
from index.upkeep.preview import Outline, Preview, Reanswered

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
STARRED = "*_~" * 100  # each of these is escaped


def stored(number: int) -> StoredDocument:
    return StoredDocument(f"{number:012x}", "server:1", 1, STARRED, "a.md", "", None, 9, 900, NOW)


def reanswered(number: int) -> Reanswered:
    passage = Passage(Document("d", 1, "server:1", STARRED, Source(STARRED)), 0, 300, (), (Span(0, 300),))
    reply = LoggedReply(number, "server:1", NOW, None, None, STARRED, "refusal", None, "", 0.2, {}, (), {})
    return Reanswered(reply, Citation(1, passage, Span(0, 300)), 0.9, Certainty.UNSURE)


def test_a_preview_with_long_lists_of_everything_stays_within_one_message() -> None:
    asked = tuple(map(reanswered, range(9)))
    near = tuple(NearDuplicate(STARRED, stored(number), 0.9) for number in range(9))
    for count in (1, 10):
        outlines = tuple(Outline(stored(number), (STARRED,) * 9, "en") for number in range(count))
        view = render_preview(
            Preview(outlines, near, asked, asked, 18, 40), "a1", UploadRemarks([STARRED] * 9, [STARRED] * 9)
        )
        assert view.content_length() <= TEXT_LIMIT
        said = texts(view.to_components())
        assert "Would answer questions that were refused: 9" in said, "what is left out is counted"
        assert "more" in said


def test_what_was_left_out_of_a_file_is_counted_and_named_before_and_after_it_goes_live() -> None:
    left_out: dict[str, Sequence[LeftOut]] = {
        stored(0).id: (LeftOut("hidden row", 2), LeftOut("comment", 1), LeftOut("entry", 3, "entries"))
    }
    outlines = tuple(Outline(stored(number), (), "en") for number in range(2))
    alone = texts(
        render_preview(Preview(outlines[:1], (), (), (), 0, 0), "a1", UploadRemarks(left_out=left_out)).to_components()
    )
    assert "**Left out:** 2 hidden rows, 1 comment, 3 entries" in alone
    for view in (
        render_preview(Preview(outlines, (), (), (), 0, 0), "a1", UploadRemarks(left_out=left_out)),
        render_published([stored(0), stored(1)], UploadRemarks(left_out=left_out)),
    ):
        seen = texts(view.to_components())
        assert seen.count("Left out") == seen.count(": 2 hidden rows, 1 comment, 3 entries") == 1
    assert "Left out" not in texts(render_published([stored(1)], UploadRemarks(left_out=left_out)).to_components())


def test_a_page_of_changes_of_everything_stays_within_one_message() -> None:
    details = dict.fromkeys(("title", "url", "published", "tags"), STARRED)
    actor = Actor(STARRED, None)
    events = [
        Event(n, "server:1", NOW, actor, Action.EDIT, "d", STARRED, details, details, "b", False) for n in range(8)
    ]
    view = render_history(peek_page(events, 3, 8))
    assert view.content_length() <= TEXT_LIMIT
    assert "**History** · page 4" in texts(view.to_components())
